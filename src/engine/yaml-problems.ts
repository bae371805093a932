// Says in plain words what the YAML library found wrong, at the place where a person would look for it, and repairs what
// has only one meaning. A repair is offered only when the text parses with it.
import type { YAMLParseError } from "yaml";
import type { Range, SyntaxProblem, TextEdit } from "./tree.ts";
import { openBracket, quoteEndingAt } from "./yaml-lexemes.ts";

interface Wording {
  readonly message: string;
  readonly range?: Range;
  readonly repair?: { readonly title: string; readonly edits: readonly TextEdit[] };
}

/** What is wrong, from the library's error; `parses` tells whether a repaired text is free of errors. */
export function yamlProblem(
  error: YAMLParseError,
  text: string,
  parses: (edits: readonly TextEdit[]) => boolean,
): SyntaxProblem {
  const wording = wordingOf(error, text);
  const [from, to] = error.pos;
  const start = Math.min(wording.range?.start ?? from, Math.max(0, text.length - 1));
  const end = Math.min(text.length, Math.max(wording.range?.end ?? to, start + 1));
  const repair = wording.repair && parses(wording.repair.edits) ? wording.repair : undefined;
  return { kind: "syntax", message: wording.message, start, end, ...(repair && { repair }) };
}

function wordingOf(error: YAMLParseError, text: string): Wording {
  const [start, end] = error.pos;
  switch (error.code) {
    case "TAB_AS_INDENT":
      return tab(text);
    case "BAD_DQ_ESCAPE":
      return {
        message: "Not an escape sequence; in double quotes a backslash itself is written `\\\\`",
        range: { start, end: start + 2 },
        repair: { title: "Double the backslash", edits: [{ start, end: start, text: "\\" }] },
      };
    case "BAD_SCALAR_START":
      return badStart(text, start);
    case "BLOCK_AS_IMPLICIT_KEY":
      return secondKey(text, start);
    case "MULTILINE_IMPLICIT_KEY":
      return colonMissing(text, start);
    case "BAD_INDENT":
      return /must be sufficiently indented/.test(error.message) ? unclosed(text, start) : indentation(text, start);
    case "BAD_ALIAS":
      return { message: "An alias `*` and an anchor `&` need a name" };
    case "ALIAS_PROPS":
      return { message: "An alias cannot have an anchor or a tag of its own" };
    case "MULTIPLE_ANCHORS":
      return { message: "A value can have only one anchor" };
    case "MULTIPLE_TAGS":
      return { message: "A value can have only one tag" };
    case "BAD_PROP_ORDER":
      return { message: "An anchor or a tag stands before the value, not before this sign" };
    case "BLOCK_IN_FLOW":
      return { message: "Within brackets, lists and objects need brackets of their own" };
    case "KEY_OVER_1024_CHARS":
      return { message: "A key has 1024 characters at most", range: { start, end: start + 1 } };
    case "BAD_DIRECTIVE":
      return { message: "Not a directive of YAML; only `%YAML` and `%TAG` are" };
    case "MISSING_CHAR":
      return missingCharacter(error.message, text, start, end);
    case "RESOURCE_EXHAUSTION":
      return { message: "Too deeply nested to be read" };
    default:
      return unexpected(error.message, text, start, end);
  }
}

function badStart(text: string, start: number): Wording {
  const sign = text[start] === "`" ? "a backtick" : `\`${text[start]}\``;
  return { message: `A value cannot start with ${sign}; put it in quotes`, ...quoting(text, start) };
}

function missingCharacter(message: string, text: string, start: number, end: number): Wording {
  if (/closing ["']quote/.test(message)) return unclosedQuote(text, start);
  if (/must end with a/.test(message)) return unclosed(text, start);
  if (/need to be followed by map values/.test(message)) return colonMissing(text, start);
  if (/Comments must be separated/.test(message)) {
    const edits = [{ start, end: start, text: " " }];
    return { message: "A space is missing before the comment", repair: { title: "Insert a space", edits } };
  }
  if (/Sequence item without/.test(message)) return indentation(text, start);
  if (/^Missing ,/.test(message)) return { message: "A comma is missing before this" };
  if (/Tags and anchors/.test(message)) return { message: "A space is missing after the tag or the anchor" };
  if (/space after :/.test(message)) return { message: "A space is missing after the colon" };
  if (/directives-end/.test(message)) return { message: "The line `---` is missing between the directives and this" };
  if (/Block scalars/.test(message))
    return { message: "The empty lines before the text are indented further than the text" };
  return { message: "Something is missing before this", range: { start, end } };
}

function unexpected(message: string, text: string, start: number, end: number): Wording {
  const piece = firstLine(text.slice(start, end));
  if (/block-seq-ind on same line/.test(message)) return { message: "A list starts on the line below its key" };
  if (/^Block scalar header/.test(message))
    return { message: "After `|` or `>` the text starts on the next line", range: { start, end: start + 1 } };
  if (/^Unexpected ,|empty item/.test(message)) return { message: "A value is missing before this comma" };
  if (/seq-end|map-end/.test(message)) return { message: `\`${piece}\` closes nothing` };
  if (/at node end/.test(message)) {
    const { repair } = quoting(text, start);
    return { message: `\`${piece}\` cannot follow here; the value before it is complete`, ...(repair && { repair }) };
  }
  return { message: piece.trim() === "" ? "This is not valid YAML" : `\`${piece}\` cannot stand here` };
}

/** Every tab that indents becomes two spaces: whatever width the tabs were shown with, their number is the depth. */
function tab(text: string): Wording {
  const edits: TextEdit[] = [];
  for (const { 1: spaces = "", 2: tabs = "", index } of text.matchAll(/^((?: {2})*)(\t+)(?=\S)/gm)) {
    const start = index + spaces.length;
    edits.push({ start, end: start + tabs.length, text: "  ".repeat(tabs.length) });
  }
  const message = "A tab indents this line; YAML takes only spaces";
  return edits.length === 0 ? { message } : { message, repair: { title: "Indent with spaces", edits } };
}

function secondKey(text: string, start: number): Wording {
  const line = lineAt(text, start);
  if (!/:(?:\s|$)/.test(text.slice(start, line.end))) return indentation(text, Math.min(line.end + 1, text.length - 1));
  const message = "A colon and a space make a second key on this line; put the value in quotes";
  return { message, ...quoting(text, start) };
}

function colonMissing(text: string, start: number): Wording {
  const line = lineAt(text, start);
  const source = text.slice(start, line.end).trimEnd();
  const colon = /^[\w.-]+:(?=\S)/.exec(source)?.[0].length;
  const range = { start, end: start + source.length };
  if (colon === undefined) return { message: `A colon is missing after \`${shortened(source)}\``, range };
  const at = start + colon;
  const repair = { title: "Insert a space", edits: [{ start: at, end: at, text: " " }] };
  return { message: "A space is missing after the colon", range, repair };
}

function indentation(text: string, offset: number): Wording {
  const { start, end } = lineAt(text, offset);
  const indent = /^[ \t]*/.exec(text.slice(start, end))?.[0].length ?? 0;
  const message = "This line is indented differently from the others of its object or list";
  return { message, range: { start: Math.min(start + indent, end), end } };
}

function unclosed(text: string, before: number): Wording {
  const opener = openBracket(text, before);
  if (opener === undefined) return { message: "A bracket is not closed" };
  const closer = text[opener] === "[" ? "]" : "}";
  const message = `This \`${text[opener]}\` is not closed; a \`${closer}\` is missing, or the lines up to it are not indented`;
  return { message, range: { start: opener, end: opener + 1 } };
}

function unclosedQuote(text: string, end: number): Wording {
  const opener = quoteEndingAt(text, end);
  if (opener === undefined) return { message: "A string is not closed" };
  const range = { start: opener, end: lineAt(text, opener).end };
  return { message: `A string is not closed with \`${text[opener]}\``, range };
}

/** Puts the value around `offset`, to the end of its line or to its comment, in quotes. */
function quoting(text: string, offset: number): { range?: Range; repair?: Wording["repair"] & object } {
  const line = lineAt(text, offset);
  const match = /^((?:[ \t]*-[ \t]+)*[ \t]*(?:[\w.-]+:[ \t]+)?)(.*?)[ \t]*(?:[ \t]#.*)?\r?$/.exec(
    text.slice(line.start, line.end),
  );
  const [, lead = "", value = ""] = match ?? [];
  const start = line.start + lead.length;
  const range = { start, end: start + value.length };
  const isText = value !== "" && (value.startsWith("{{") || !/^["'[{&*!|>#-]/.test(value));
  if (!isText || offset < start || offset > range.end) return {};
  const quoted = value.includes('"') || value.includes("\\") ? `'${value.replaceAll("'", "''")}'` : `"${value}"`;
  return { range, repair: { title: "Put the value in quotes", edits: [{ ...range, text: quoted }] } };
}

function lineAt(text: string, offset: number): Range {
  const start = text.lastIndexOf("\n", offset - 1) + 1;
  const newline = text.indexOf("\n", offset);
  const end = newline < 0 ? text.length : newline;
  return { start, end: text[end - 1] === "\r" && end > start ? end - 1 : end };
}

function firstLine(text: string): string {
  return shortened(/^[^\r\n]*/.exec(text)?.[0] ?? "");
}

function shortened(text: string): string {
  return text.length > 40 ? `${text.slice(0, 39)}…` : text;
}
