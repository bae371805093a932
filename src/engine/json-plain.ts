// Reads correct JSON in one pass over the text. It only ever answers for texts without a mistake, a comment or an
// escape sequence out of the ordinary; all others are left to the reader that can explain them. A test holds the two
// together.
import { keyName } from "./key-name.ts";
import { MAX_DEPTH, reportDuplicates } from "./text-problems.ts";
import type { Document, Entry, Format, KeyNode, Node, ScalarNode, SyntaxProblem } from "./tree.ts";

/** The document, or undefined where something in the text is not plain. */
export function parsePlainJson(text: string, format: Exclude<Format, "yaml">): Document | undefined {
  const reader = new PlainReader(text);
  try {
    const roots = [reader.root()];
    return { text, format, roots, problems: reader.problems.sort((a, b) => a.start - b.start) };
  } catch (error) {
    if (error instanceof NotPlain) return undefined;
    throw error;
  }
}

class NotPlain extends Error {}

const QUOTE = 34;
const COMMA = 44;
const COLON = 58;
const OPEN_BRACKET = 91;
const BACKSLASH = 92;
const CLOSE_BRACKET = 93;
const OPEN_BRACE = 123;
const CLOSE_BRACE = 125;

const NUMBER = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][-+]?\d+)?(?=[\s,}\]]|$)/y;
const WORD = /(?:true|false|null)(?=[\s,}\]]|$)/y;

class PlainReader {
  readonly problems: SyntaxProblem[] = [];
  readonly #text: string;
  #at = 0;

  constructor(text: string) {
    this.#text = text;
  }

  root(): Node {
    this.#skipSpace();
    const node = this.#value(0);
    this.#skipSpace();
    if (this.#at < this.#text.length) throw new NotPlain();
    return node;
  }

  #value(depth: number): Node {
    const code = this.#text.charCodeAt(this.#at);
    if (code === QUOTE) return this.#string();
    if (code === OPEN_BRACE) return this.#object(depth);
    if (code === OPEN_BRACKET) return this.#array(depth);
    return code === 45 || (code >= 48 && code <= 57) ? this.#number() : this.#word();
  }

  #object(depth: number): Node {
    const start = this.#enter(depth);
    const entries: Entry[] = [];
    let code = this.#skipSpace();
    while (code !== CLOSE_BRACE) {
      if (code !== QUOTE) throw new NotPlain();
      const key = this.#key();
      if (this.#skipSpace() !== COLON) throw new NotPlain();
      this.#at++;
      this.#skipSpace();
      entries.push({ key, value: this.#value(depth + 1) });
      code = this.#comma(CLOSE_BRACE);
    }
    this.#at++;
    const node = { kind: "object" as const, entries, flow: true, start, end: this.#at };
    reportDuplicates(node, this.problems);
    return node;
  }

  #array(depth: number): Node {
    const start = this.#enter(depth);
    const items: Node[] = [];
    let code = this.#skipSpace();
    while (code !== CLOSE_BRACKET) {
      items.push(this.#value(depth + 1));
      code = this.#comma(CLOSE_BRACKET);
    }
    this.#at++;
    return { kind: "array", items, flow: true, start, end: this.#at };
  }

  #enter(depth: number): number {
    if (depth >= MAX_DEPTH) throw new NotPlain();
    return this.#at++;
  }

  /** Behind a value: the closer, or a comma that another value follows. Returns the first character that comes then. */
  #comma(closer: number): number {
    const code = this.#skipSpace();
    if (code === closer) return code;
    if (code !== COMMA) throw new NotPlain();
    this.#at++;
    const next = this.#skipSpace();
    if (next === closer) throw new NotPlain();
    return next;
  }

  #key(): KeyNode {
    const start = this.#at;
    const value = keyName(this.#stringValue());
    return { kind: "scalar", value, start, end: this.#at };
  }

  #string(): ScalarNode {
    const start = this.#at;
    const value = this.#stringValue();
    return { kind: "scalar", value, start, end: this.#at };
  }

  #stringValue(): string {
    const start = this.#at;
    let hasEscapes = false;
    for (let at = start + 1; ; at++) {
      const code = this.#text.charCodeAt(at);
      if (code === QUOTE) {
        this.#at = at + 1;
        return hasEscapes ? unescaped(this.#text.slice(start, at + 1)) : this.#text.slice(start + 1, at);
      }
      if (code === BACKSLASH) {
        hasEscapes = true;
        at++;
      } else if (!(code >= 32)) throw new NotPlain();
    }
  }

  #number(): ScalarNode {
    const source = this.#match(NUMBER);
    return { kind: "scalar", value: Number(source), start: this.#at - source.length, end: this.#at };
  }

  #word(): ScalarNode {
    const word = this.#match(WORD);
    const value = word === "null" ? null : word === "true";
    return { kind: "scalar", value, start: this.#at - word.length, end: this.#at };
  }

  #match(pattern: RegExp): string {
    pattern.lastIndex = this.#at;
    const source = pattern.exec(this.#text)?.[0];
    if (source === undefined) throw new NotPlain();
    this.#at += source.length;
    return source;
  }

  /** The code of the first character that is no space; NaN at the end of the text. */
  #skipSpace(): number {
    for (;;) {
      const code = this.#text.charCodeAt(this.#at);
      if (code !== 32 && code !== 10 && code !== 13 && code !== 9) return code;
      this.#at++;
    }
  }
}

function unescaped(source: string): string {
  try {
    return JSON.parse(source);
  } catch {
    throw new NotPlain();
  }
}
