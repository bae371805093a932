// Reads JSON token by token on jsonc-parser's scanner, and knows what people write instead of JSON: `#` comments, quotes
// of other kinds, Python's literals. It knows nothing of objects and lists.
import { createScanner, type JSONScanner } from "jsonc-parser";
import { type ProblemList, removal } from "./text-problems.ts";
import type { Format, Scalar } from "./tree.ts";

/** `word` is text without quotes that is no JSON value; a `string` is the only token that can be a key. */
export type TokenKind = "{" | "}" | "[" | "]" | "," | ":" | "string" | "literal" | "word" | "end";

/** jsonc-parser's SyntaxKind, a const enum that cannot be imported where each file is compiled by itself. */
const KINDS: readonly TokenKind[] = ["end", "{", "}", "[", "]", ",", ":", "literal", "literal", "literal", "string"];
const TRUE = 8;
const FALSE = 9;
const STRING = 10;
const NUMBER = 11;
const LINE_COMMENT = 12;
const BLOCK_COMMENT = 13;
const END = 17;

/** jsonc-parser's ScanError. */
const UNCLOSED_COMMENT = 1;
const UNCLOSED_STRING = 2;
const UNFINISHED_NUMBER = 3;

const PYTHON_LITERALS = new Map<string, Scalar>([
  ["True", true],
  ["False", false],
  ["None", null],
]);

const NAMES_OF_LITERALS = new Map<string, Scalar>([
  ["true", true],
  ["false", false],
  ["null", null],
]);

/** Up to where a word goes that the scanner does not know; a bundle's `${…}` belongs to it. Groups that repeat are bounded: they take up stack. */
const WORD = /[^\s,:{}[\]"$]*(?:\$(?:\{[^}\r\n]*\})?[^\s,:{}[\]"$]*){0,1000}/y;
const FOREIGN_STRING = /'([^'\\\r\n]*(?:\\[^\r\n][^'\\\r\n]*){0,1000})'|[“”„]([^“”"\r\n]*)[“”"]|`([^`\r\n]*)`/y;
const FOREIGN_SPACE = /[\s\u200b]/;
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
const ESCAPES = /\\(?:["\\/bfnrt]|u[\da-fA-F]{4})|(\\|[\0-\x1f])/g;

/** The current token is in the fields; `next` moves on. */
export class JsonTokens {
  kind: TokenKind = "end";
  value: Scalar = null;
  start = 0;
  end = 0;
  /** Where the token before this one has ended: a missing comma belongs there. */
  previousEnd = 0;
  /** The token is not what JSON wants, and that is reported: no more to complain about it. */
  unreadable = false;
  /** The same of the token before: an unclosed string has swallowed what follows it. */
  previousUnreadable = false;

  readonly #text: string;
  readonly #scanner: JSONScanner;
  readonly #commentsAllowed: boolean;
  readonly #problems: ProblemList;

  constructor(text: string, format: Exclude<Format, "yaml">, problems: ProblemList) {
    this.#text = text;
    this.#scanner = createScanner(text);
    this.#commentsAllowed = format === "jsonc";
    this.#problems = problems;
    // A byte order mark is no part of the text; only files read from disk still have it.
    if (text.startsWith("\ufeff")) this.end = 1;
    this.next();
  }

  next(): void {
    this.previousEnd = this.end;
    this.previousUnreadable = this.unreadable;
    this.unreadable = false;
    let from = this.end;
    for (;;) {
      from = skipSpace(this.#text, from);
      this.#scanner.setPosition(from);
      const token = this.#scanner.scan();
      this.start = Math.min(from, this.#text.length);
      this.end = Math.min(this.#scanner.getPosition(), this.#text.length);
      if (token < LINE_COMMENT || token === END) {
        this.#known(token);
        return;
      }
      if (token === LINE_COMMENT || token === BLOCK_COMMENT) this.#comment();
      else if (this.#text[from] === "#") this.#hashComment();
      else if (FOREIGN_SPACE.test(this.#text[from] ?? "")) this.#foreignSpace();
      else {
        this.#foreign();
        return;
      }
      from = this.end;
    }
  }

  #known(token: number): void {
    const error = this.#scanner.getTokenError();
    this.kind = token === END ? "end" : (KINDS[token] ?? "literal");
    if (token === STRING) this.value = this.#scanner.getTokenValue();
    else if (token === NUMBER) this.value = Number(this.#scanner.getTokenValue());
    else this.value = token === TRUE ? true : token === FALSE ? false : null;
    if (token === NUMBER) this.#number(error);
    else if (error !== 0) this.#stringError(error);
  }

  /** `01`, `1.`, `1_000`: the scanner ends such a number in the middle. */
  #number(error: number): void {
    const rest = this.#wordAt(this.end);
    if (error !== UNFINISHED_NUMBER && rest === "") return;
    this.end += rest.length;
    this.#unreadable("Not a number of JSON");
  }

  #stringError(error: number): void {
    if (error === UNCLOSED_STRING) {
      this.#unreadable('A string is not closed with a double quote `"`');
      return;
    }
    const edits = Array.from(this.#text.slice(this.start, this.end).matchAll(ESCAPES)).flatMap(({ 1: bad, index }) => {
      const start = this.start + index;
      if (bad === undefined) return [];
      return [bad === "\\" ? { start, end: start, text: "\\" } : { start, end: start + 1, text: escapeOf(bad) }];
    });
    const [first] = edits;
    if (first === undefined) return;
    const isEscape = first.start === first.end;
    const message = isEscape
      ? "Not an escape sequence of JSON; a backslash itself is written `\\\\`"
      : "A control character cannot stand in a string as it is";
    const end = Math.min(first.start + (isEscape ? 2 : 1), this.end);
    const title = isEscape ? "Double the backslash" : "Write the escape sequence";
    this.#problems.add({ kind: "syntax", message, start: first.start, end, repair: { title, edits } });
  }

  #comment(): void {
    const { start, end } = this;
    if (this.#scanner.getTokenError() === UNCLOSED_COMMENT) {
      this.#unreadable("A comment is not closed with `*/`");
      return;
    }
    if (this.#commentsAllowed) return;
    const message = "JSON has no comments; remove it, or name the file `.jsonc`";
    this.#problems.add({ kind: "comment", message, start, end, repair: removal("the comment", start, end) });
  }

  #hashComment(): void {
    const { start } = this;
    const line = /[^\r\n]*/y;
    line.lastIndex = start;
    this.end = start + (line.exec(this.#text)?.[0].trimEnd().length ?? 1);
    const { end } = this;
    const message = "JSON has no `#` comments; remove it";
    this.#problems.add({ kind: "syntax", message, start, end, repair: removal("the comment", start, end) });
  }

  #foreignSpace(): void {
    const { start } = this;
    this.end = start + 1;
    const message = "This is not a plain space; JSON takes spaces, tabs and line breaks only";
    const repair = { title: "Write a plain space", edits: [{ start, end: this.end, text: " " }] };
    this.#problems.add({ kind: "syntax", message, start, end: this.end, repair });
  }

  #foreign(): void {
    FOREIGN_STRING.lastIndex = this.start;
    const string = FOREIGN_STRING.exec(this.#text);
    if (string) {
      const [whole, single, ...others] = string;
      const value = single?.replace(/\\(.)/g, "$1") ?? others.find((other) => other !== undefined) ?? "";
      this.end = this.start + whole.length;
      this.#instead("string", value, "JSON puts strings in double quotes");
      return;
    }
    const word = this.#wordAt(this.start) || (this.#text[this.start] ?? "");
    this.end = this.start + word.length;
    const python = PYTHON_LITERALS.get(word);
    const lower = NAMES_OF_LITERALS.get(word.toLowerCase());
    if (python !== undefined) this.#instead("literal", python, `\`${word}\` is Python; JSON writes \`${python}\``);
    else if (NAMES_OF_LITERALS.has(word)) {
      // The scanner takes a foreign space behind it for a part of the word.
      this.kind = "literal";
      this.value = lower ?? null;
    } else if (lower !== undefined) this.#instead("literal", lower, `\`${word}\` has to be written \`${lower}\``);
    else {
      this.kind = "word";
      this.value = word;
    }
  }

  /** A token that JSON writes in another way: read as if it were written so. */
  #instead(kind: "string" | "literal", value: Scalar, message: string): void {
    const { start, end } = this;
    const text = JSON.stringify(value);
    this.kind = kind;
    this.value = value;
    const repair = { title: `Write \`${text}\``, edits: [{ start, end, text }] };
    this.#problems.add({ kind: "syntax", message, start, end, repair });
  }

  #unreadable(message: string): void {
    this.unreadable = true;
    this.#problems.addConfusing({ kind: "syntax", message, start: this.start, end: this.end });
  }

  #wordAt(offset: number): string {
    WORD.lastIndex = offset;
    return WORD.exec(this.#text)?.[0] ?? "";
  }
}

function escapeOf(character: string): string {
  return JSON.stringify(character).slice(1, -1);
}

/** The scanner builds a string of all the space it passes over; indented files are mostly that. */
function skipSpace(text: string, from: number): number {
  let at = from;
  for (;;) {
    const code = text.charCodeAt(at);
    if (code !== 32 && code !== 10 && code !== 13 && code !== 9) return at;
    at++;
  }
}
