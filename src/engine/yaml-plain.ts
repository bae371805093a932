// Reads the YAML that configs are nearly always written in, in one pass over the text: lists and objects by indentation
// or in brackets on one line, and values of one line. It only ever answers for texts of which every character is
// understood; all others, those with a mistake above all, are left to the YAML library. A test holds the two together.
import { keyName } from "./key-name.ts";
import { MAX_DEPTH, reportDuplicates } from "./text-problems.ts";
import type { Document, Entry, KeyNode, Node, Scalar, ScalarNode, SyntaxProblem } from "./tree.ts";

/** The document, or undefined where the library has to be asked. */
export function parsePlainYaml(text: string): Document | undefined {
  if (/[\t\r\ufeff]/.test(text) || (text.includes("?") && /(?:^|[\s{[,])\?(?:\s|$)/.test(text))) return undefined;
  try {
    const reader = new PlainReader(text);
    const roots = [reader.root()];
    return { text, format: "yaml", roots, problems: reader.problems.sort((a, b) => a.start - b.start) };
  } catch (error) {
    if (error instanceof NotPlain) return undefined;
    throw error;
  }
}

class NotPlain extends Error {}

const BLOCK_KEY = /([A-Za-z_][\w./-]*|"[^"\\\n]*"|'[^'\n]*') *:(?=[ \n]|$)/y;
const QUOTED = /"[^"\\\n]*"|'[^'\n]*(?:''[^'\n]*){0,1000}'/y;

/** What a plain value cannot begin with, or not without changing its meaning. */
const INDICATORS = ",[]{}#&*!|>'\"%@`?:";
const SPACE = 32;
const LINE_BREAK = 10;

class PlainReader {
  readonly problems: SyntaxProblem[] = [];
  readonly #text: string;
  #at = 0;
  /** Of the first character of the line at which `nextLine` has arrived; -1 at the end of the text. */
  #column = -1;

  constructor(text: string) {
    this.#text = text;
  }

  root(): Node {
    this.#lineFrom(0);
    const node = this.#block(this.#column, 0);
    if (this.#column >= 0) throw new NotPlain();
    return node;
  }

  /** An object or a list that begins here. Each ends by arriving at the first line that is not its own. */
  #block(column: number, depth: number): Node {
    if (depth > MAX_DEPTH) throw new NotPlain();
    return this.#isDash() ? this.#list(column, depth) : this.#map(column, depth);
  }

  #map(column: number, depth: number): Node {
    const start = this.#at;
    const entries: Entry[] = [];
    let end = start;
    do {
      const key = this.#blockKey();
      const value = this.#entryValue(column, depth + 1);
      entries.push({ key, value });
      end = value.end;
    } while (this.#column === column && !this.#isDash());
    if (this.#column > column || (this.#column === column && this.#isDash())) throw new NotPlain();
    return this.#object(entries, false, start, end);
  }

  #list(column: number, depth: number): Node {
    const start = this.#at;
    const items: Node[] = [];
    let end = start;
    do {
      this.#at++;
      const item = this.#itemValue(column, depth + 1);
      items.push(item);
      end = item.end;
    } while (this.#column === column && this.#isDash());
    if (this.#column > column) throw new NotPlain();
    return { kind: "array", items, flow: false, start, end };
  }

  /** Behind the colon: a value on the line, a block further in below it, a list below it, or nothing. */
  #entryValue(column: number, depth: number): Node {
    this.#skipSpaces();
    const place = this.#at;
    if (!this.#endsLine()) return this.#lineValue(depth);
    this.#nextLine();
    const isBlock = this.#column > column || (this.#column === column && this.#isDash());
    return isBlock ? this.#block(this.#column, depth) : nothing(place);
  }

  /** Behind the dash: the same, or a list or an object that begins on this very line. */
  #itemValue(column: number, depth: number): Node {
    const dash = this.#at - 1;
    this.#skipSpaces();
    const place = this.#at;
    if (this.#endsLine()) {
      this.#nextLine();
      return this.#column > column ? this.#block(this.#column, depth) : nothing(place);
    }
    BLOCK_KEY.lastIndex = place;
    return this.#isDash() || BLOCK_KEY.test(this.#text)
      ? this.#block(column + place - dash, depth)
      : this.#lineValue(depth);
  }

  /** The value that takes the rest of the line, but for a comment. */
  #lineValue(depth: number): Node {
    const value = this.#flowValue(depth) ?? this.#plainLine();
    this.#skipSpaces();
    if (!this.#endsLine()) throw new NotPlain();
    this.#nextLine();
    return value;
  }

  #blockKey(): KeyNode {
    BLOCK_KEY.lastIndex = this.#at;
    const source = BLOCK_KEY.exec(this.#text)?.[1];
    // The library wants the colon within 1024 characters.
    if (source === undefined || source.length > 1000) throw new NotPlain();
    const start = this.#at;
    this.#at = BLOCK_KEY.lastIndex;
    const isQuoted = source.startsWith('"') || source.startsWith("'");
    const value = keyName(isQuoted ? source.slice(1, -1) : source);
    return { kind: "scalar", value, start, end: start + source.length };
  }

  #plainLine(): ScalarNode {
    const start = this.#at;
    if (!this.#startsPlain()) throw new NotPlain();
    let end = start;
    for (let at = start; at < this.#text.length; at++) {
      const code = this.#text.charCodeAt(at);
      if (code === LINE_BREAK || (code === 35 && end < at)) break;
      if (code === 58 && this.#isBlank(at + 1)) throw new NotPlain();
      if (code !== SPACE) end = at + 1;
    }
    this.#at = end;
    return { kind: "scalar", value: plainValue(this.#text.slice(start, end)), start, end };
  }

  /** A value in brackets or quotes, or undefined where none begins. */
  #flowValue(depth: number): Node | undefined {
    if (depth > MAX_DEPTH) throw new NotPlain();
    const start = this.#at;
    const sign = this.#text[start];
    if (sign === "{") return this.#flowMap(depth);
    if (sign === "[") return this.#flowList(depth);
    return sign === '"' || sign === "'" ? this.#quoted() : undefined;
  }

  #quoted(): ScalarNode {
    const start = this.#at;
    QUOTED.lastIndex = start;
    const source = QUOTED.exec(this.#text)?.[0];
    if (source === undefined) throw new NotPlain();
    this.#at = start + source.length;
    const inner = source.slice(1, -1);
    const value = source.startsWith("'") ? inner.replaceAll("''", "'") : inner;
    return { kind: "scalar", value, start, end: this.#at };
  }

  #flowMap(depth: number): Node {
    const start = this.#at;
    const entries: Entry[] = [];
    this.#flowItems("}", () => {
      const source = this.#flowKey();
      this.#skipSpaces();
      if (this.#text[this.#at] !== ":") throw new NotPlain();
      this.#at++;
      this.#skipSpaces();
      entries.push({ key: source, value: this.#flowValue(depth + 1) ?? this.#flowPlain() });
    });
    return this.#object(entries, true, start, this.#at);
  }

  #flowKey(): KeyNode {
    const node = this.#flowValue(MAX_DEPTH) ?? this.#flowPlain();
    if (node.kind !== "scalar" || node.end - node.start > 1000) throw new NotPlain();
    const { start, end } = node;
    const text = typeof node.value === "string" ? node.value : this.#text.slice(start, end);
    if (text === "<<") throw new NotPlain();
    return { kind: "scalar", value: keyName(text), start, end };
  }

  #flowList(depth: number): Node {
    const start = this.#at;
    const items: Node[] = [];
    this.#flowItems("]", () => items.push(this.#flowValue(depth + 1) ?? this.#flowPlain()));
    return { kind: "array", items, flow: true, start, end: this.#at };
  }

  /** From the bracket to behind the one that closes it, all on one line, with a comma between two items. */
  #flowItems(closer: string, read: () => void): void {
    this.#at++;
    this.#skipSpaces();
    if (this.#text[this.#at] !== closer) {
      for (;;) {
        read();
        this.#skipSpaces();
        if (this.#text[this.#at] !== ",") break;
        this.#at++;
        this.#skipSpaces();
      }
    }
    if (this.#text[this.#at] !== closer) throw new NotPlain();
    this.#at++;
  }

  #flowPlain(): ScalarNode {
    const start = this.#at;
    if (!this.#startsPlain()) throw new NotPlain();
    let end = start;
    for (let at = start; at < this.#text.length; at++) {
      const sign = this.#text[at] ?? "";
      if (",[]{}\n".includes(sign)) break;
      if (sign === "#" && end < at) throw new NotPlain();
      if (sign === ":" && (this.#isBlank(at + 1) || ",[]{}".includes(this.#text[at + 1] ?? ""))) break;
      if (sign !== " ") end = at + 1;
    }
    this.#at = end;
    return { kind: "scalar", value: plainValue(this.#text.slice(start, end)), start, end };
  }

  #startsPlain(): boolean {
    const first = this.#text[this.#at];
    return first !== undefined && !INDICATORS.includes(first) && !(first === "-" && this.#isBlank(this.#at + 1));
  }

  #isDash(): boolean {
    return this.#text[this.#at] === "-" && this.#isBlank(this.#at + 1);
  }

  #isBlank(at: number): boolean {
    const code = this.#text.charCodeAt(at);
    return code === SPACE || code === LINE_BREAK || at >= this.#text.length;
  }

  #skipSpaces(): void {
    while (this.#text.charCodeAt(this.#at) === SPACE) this.#at++;
  }

  /** Nothing or a comment from here to the end of the line. A comment has a space before it. */
  #endsLine(): boolean {
    const at = this.#at;
    const code = this.#text.charCodeAt(at);
    if (code === LINE_BREAK || at >= this.#text.length) return true;
    return code === 35 && this.#text.charCodeAt(at - 1) === SPACE;
  }

  /** From wherever a line's content has ended to the first line that holds more than a comment. */
  #nextLine(): void {
    const newline = this.#text.indexOf("\n", this.#at);
    this.#lineFrom(newline < 0 ? this.#text.length : newline + 1);
  }

  #lineFrom(from: number): void {
    const text = this.#text;
    let lineStart = from;
    while (lineStart < text.length) {
      this.#at = lineStart;
      this.#skipSpaces();
      const code = text.charCodeAt(this.#at);
      if (code !== LINE_BREAK && code !== 35 && this.#at < text.length) {
        this.#column = this.#at - lineStart;
        if (this.#column === 0 && /^(?:---|\.\.\.)/.test(text.slice(lineStart, lineStart + 3))) throw new NotPlain();
        return;
      }
      const newline = text.indexOf("\n", this.#at);
      lineStart = newline < 0 ? text.length : newline + 1;
    }
    this.#at = text.length;
    this.#column = -1;
  }

  #object(entries: Entry[], flow: boolean, start: number, end: number): Node {
    const node = { kind: "object" as const, entries, flow, start, end };
    reportDuplicates(node, this.problems);
    return node;
  }
}

/** An absent value stands behind its colon or dash and the space that follows. */
function nothing(at: number): ScalarNode {
  return { kind: "scalar", value: null, start: at, end: at };
}

const WORDS = new Map<string, Scalar>([
  ...["~", "null", "Null", "NULL"].map((word) => [word, null] as const),
  ...["true", "True", "TRUE"].map((word) => [word, true] as const),
  ...["false", "False", "FALSE"].map((word) => [word, false] as const),
]);

/** YAML 1.2's core schema, the rare numbers excepted: https://yaml.org/spec/1.2.2/#103-core-schema */
function plainValue(source: string): Scalar {
  const first = source.charCodeAt(0);
  const isNumeric = (first >= 48 && first <= 57) || first === 43 || first === 45 || first === 46;
  if (!isNumeric) {
    const word = source.length > 5 ? undefined : WORDS.get(source);
    return word === undefined ? source : word;
  }
  if (/^[-+]?\d+(?:\.\d+)?$/.test(source)) return Number(source);
  if (/^(?:0[ox]|[-+]?\.|[-+]?\d+(?:\.\d*)?(?:[eE]|$))/.test(source)) throw new NotPlain();
  return source;
}
