// Reads JSON and JSON with comments into the tree. Broken text gives the tree of what could be understood, and each
// mistake gives one problem: follow-up errors of the parser are dropped.
import { visit } from "jsonc-parser";
import { emptyDocument, MAX_DEPTH, reportDuplicates, tooDeep } from "./text-problems.ts";
import type { ArrayNode, Document, Format, KeyNode, Node, ObjectNode, Scalar, SyntaxProblem } from "./tree.ts";

/** jsonc-parser's ParseErrorCode, a const enum that cannot be imported where each file is compiled by itself. */
const INVALID_SYMBOL = 1;
const COMMA_EXPECTED = 6;

const PYTHON_LITERALS = new Map<string, { value: Scalar; json: string }>([
  ["True", { value: true, json: "true" }],
  ["False", { value: false, json: "false" }],
  ["None", { value: null, json: "null" }],
]);

const MESSAGES: Readonly<Record<number, string>> = {
  1: "Not a JSON value; strings need double quotes",
  2: "Not a number",
  3: "A property name in double quotes is missing here",
  4: "A value is missing here",
  5: "A colon is missing after the property name",
  6: "A comma is missing before this",
  7: "A closing brace `}` is missing",
  8: "A closing bracket `]` is missing",
  9: "Only one value may stand in the file; nothing may follow it",
  11: "A comment is not closed with `*/`",
  12: "A string is not closed with a double quote",
  13: "A number is not complete",
  14: "Not a Unicode escape; it takes four hexadecimal digits",
  15: "Not an escape sequence; a backslash itself is written `\\\\`",
  16: "A control character has to be escaped in a string",
};

/** Reads `text`, any text at all, as JSON (`format` "json") or JSON with comments ("jsonc"). Never throws. */
export function parseJson(text: string, format: Exclude<Format, "yaml">): Document {
  if (text.trim() === "") return emptyDocument(text, format);
  const hash = hashComments(text);
  if (hash.length === 0) return read(text, text, format);
  const masked = hash.reduceRight((t, c) => t.slice(0, c.start) + " ".repeat(c.end - c.start) + t.slice(c.end), text);
  const document = read(text, masked, format);
  return { ...document, problems: [...document.problems, ...hash].sort((a, b) => a.start - b.start) };
}

/** `# …` to the line's end, a habit from Python and YAML. Only looked for where a `#` stands outside a string. */
function hashComments(text: string): SyntaxProblem[] {
  if (!text.includes("#")) return [];
  const comments: SyntaxProblem[] = [];
  for (const match of text.matchAll(/"(?:[^"\\\n]|\\.)*"|\/\/.*|\/\*[\s\S]*?\*\/|#.*/g)) {
    if (!match[0].startsWith("#")) continue;
    const range = { start: match.index, end: match.index + match[0].trimEnd().length };
    comments.push({
      kind: "syntax",
      message: "JSON has no `#` comments; remove it",
      ...range,
      repair: { title: "Remove the comment", edits: [{ ...range, text: "" }] },
    });
  }
  return comments;
}

class TooDeep extends Error {
  readonly offset: number;
  constructor(offset: number) {
    super();
    this.offset = offset;
  }
}

function read(text: string, readable: string, format: Exclude<Format, "yaml">): Document {
  const builder = new TreeBuilder(text, format);
  try {
    visit(readable, builder, { disallowComments: false, allowTrailingComma: true, allowEmptyContent: true });
  } catch (error) {
    if (error instanceof TooDeep) return tooDeep(text, format, error.offset);
    throw error;
  }
  return { text, format, roots: builder.finish(), problems: builder.problems };
}

type Open = (ObjectNode | ArrayNode) & { end: number };

/** Listens to the parser's events. The fields that are arrow functions are jsonc-parser's JSONVisitor. */
class TreeBuilder {
  readonly problems: SyntaxProblem[] = [];
  readonly #text: string;
  readonly #format: Exclude<Format, "yaml">;
  readonly #open: Open[] = [];
  #root: Node | undefined;
  #key: KeyNode | undefined;
  /** Where the last token that counts has ended: a missing comma belongs there. */
  #end = 0;
  #comma = -1;
  #unreadable = false;

  constructor(text: string, format: Exclude<Format, "yaml">) {
    this.#text = text;
    this.#format = format;
  }

  finish(): Node[] {
    while (this.#open.length > 0) this.#close(this.#text.length);
    return this.#root === undefined ? [] : [this.#root];
  }

  onObjectBegin = (offset: number): void => {
    this.#begin({ kind: "object", entries: [], flow: true, start: offset, end: offset + 1 });
  };
  onArrayBegin = (offset: number): void => {
    this.#begin({ kind: "array", items: [], flow: true, start: offset, end: offset + 1 });
  };
  onObjectEnd = (offset: number): void => this.#close(offset + 1);
  onArrayEnd = (offset: number): void => this.#close(offset + 1);

  onObjectProperty = (value: string, offset: number, length: number): void => {
    this.#flushKey();
    this.#key = { kind: "scalar", value, start: offset, end: offset + length };
    this.#advance(offset + length);
  };
  onLiteralValue = (value: Scalar, offset: number, length: number): void => {
    this.#add({ kind: "scalar", value, start: offset, end: offset + length });
    this.#advance(offset + length);
  };
  onSeparator = (character: string, offset: number): void => {
    if (character === ",") {
      this.#flushKey();
      this.#comma = offset;
    }
    this.#end = offset + 1;
  };
  onComment = (offset: number, length: number): void => {
    if (this.#format !== "json") return;
    const range = { start: offset, end: offset + length };
    const message = "JSON has no comments; remove it, or name the file `.jsonc`";
    this.problems.push({
      kind: "comment",
      message,
      ...range,
      repair: { title: "Remove the comment", edits: [{ ...range, text: "" }] },
    });
  };

  onError = (code: number, offset: number, length: number): void => {
    const symbol = this.#text.slice(offset, offset + length);
    const python = code === INVALID_SYMBOL ? PYTHON_LITERALS.get(symbol) : undefined;
    if (python) {
      this.#pythonLiteral(symbol, python, offset);
      return;
    }
    // After something unreadable the parser misses a value, a name or a comma: the same mistake once more.
    if (this.#unreadable) return;
    this.#unreadable = code !== COMMA_EXPECTED;
    const repair =
      code === COMMA_EXPECTED
        ? { title: "Insert the missing comma", edits: [{ start: this.#end, end: this.#end, text: "," }] }
        : undefined;
    const end = Math.min(this.#text.length, offset + Math.max(length, 1));
    const start = Math.min(offset, Math.max(0, end - 1));
    this.problems.push({
      kind: "syntax",
      message: MESSAGES[code] ?? "Not valid JSON",
      start,
      end,
      ...(repair && { repair }),
    });
  };

  #pythonLiteral(symbol: string, { value, json }: { value: Scalar; json: string }, start: number): void {
    const range = { start, end: start + symbol.length };
    this.problems.push({
      kind: "syntax",
      message: `\`${symbol}\` is Python; JSON writes \`${json}\``,
      ...range,
      repair: { title: `Write \`${json}\``, edits: [{ ...range, text: json }] },
    });
    this.#add({ kind: "scalar", value, ...range });
    this.#advance(range.end);
    this.#unreadable = true;
  }

  #advance(end: number): void {
    this.#end = end;
    this.#unreadable = false;
  }

  #begin(node: Open): void {
    if (this.#open.length >= MAX_DEPTH) throw new TooDeep(node.start);
    this.#add(node);
    this.#open.push(node);
    this.#advance(node.end);
  }

  #close(end: number): void {
    const node = this.#open.at(-1);
    if (node === undefined) return;
    this.#flushKey();
    this.#open.pop();
    node.end = end;
    if (this.#format === "json" && this.#comma >= node.start && this.#comma === this.#end - 1) this.#trailingComma();
    if (node.kind === "object") reportDuplicates(node, this.problems);
    this.#advance(end);
  }

  #trailingComma(): void {
    const range = { start: this.#comma, end: this.#comma + 1 };
    const message = "JSON has no trailing commas; remove it";
    this.problems.push({
      kind: "trailing-comma",
      message,
      ...range,
      repair: { title: "Remove the trailing comma", edits: [{ ...range, text: "" }] },
    });
  }

  #add(value: Node): void {
    const parent = this.#open.at(-1);
    if (parent === undefined) this.#root ??= value;
    else if (parent.kind === "array") parent.items.push(value);
    else if (this.#key !== undefined) {
      parent.entries.push({ key: this.#key, value });
      this.#key = undefined;
    }
  }

  /** A key that got no value stays in the tree: what is half typed is still there. */
  #flushKey(): void {
    const parent = this.#open.at(-1);
    if (this.#key !== undefined && parent?.kind === "object") parent.entries.push({ key: this.#key, value: undefined });
    this.#key = undefined;
  }
}
