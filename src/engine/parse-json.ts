// Reads JSON and JSON with comments into the tree. Broken text gives the tree of what could be understood, and each
// mistake gives one problem, with its repair where that is certain.
import { applyTextEdits } from "./edit.ts";
import { parsePlainJson } from "./json-plain.ts";
import { JsonTokens } from "./json-tokens.ts";
import { keyName } from "./key-name.ts";
import { emptyDocument, MAX_DEPTH, ProblemList, removal, reportDuplicates, tooDeep } from "./text-problems.ts";
import type { ArrayNode, Document, Entry, Format, KeyNode, Node, ObjectNode, SyntaxProblem, TextEdit } from "./tree.ts";

/** Reads `text`, any text at all, as JSON (`format` "json") or JSON with comments ("jsonc"). Never throws. */
export function parseJson(text: string, format: Exclude<Format, "yaml">): Document {
  return parsePlainJson(text, format) ?? parseAnyJson(text, format);
}

/** The same for any text token by token, slower. */
export function parseAnyJson(text: string, format: Exclude<Format, "yaml">): Document {
  return read(text, format, (edits) => !read(applyTextEdits(text, edits), format, () => false).guessed);
}

function read(text: string, format: Exclude<Format, "yaml">, isGood: Reader["isGoodRepair"]): Document {
  try {
    return new Reader(text, format, isGood).document();
  } catch (error) {
    if (error instanceof TooDeep) return tooDeep(text, format, error.offset);
    throw error;
  }
}

class TooDeep extends Error {
  readonly offset: number;
  constructor(offset: number) {
    super();
    this.offset = offset;
  }
}

type Closer = "}" | "]";

class Reader {
  readonly isGoodRepair: (edits: readonly TextEdit[]) => boolean;
  readonly #text: string;
  readonly #format: Exclude<Format, "yaml">;
  readonly #problems: ProblemList;
  readonly #tokens: JsonTokens;
  /** The closers of what is open, the innermost last. */
  readonly #open: Closer[] = [];

  constructor(text: string, format: Exclude<Format, "yaml">, isGoodRepair: Reader["isGoodRepair"]) {
    this.isGoodRepair = isGoodRepair;
    this.#text = text;
    this.#format = format;
    this.#problems = new ProblemList(text);
    this.#tokens = new JsonTokens(text, format, this.#problems);
  }

  document(): Document {
    const { all } = this.#problems;
    if (this.#tokens.kind === "end" && all.length === 0) return emptyDocument(this.#text, this.#format);
    const root = this.#value();
    if (root === undefined) this.#confused("A value is missing here");
    else if (this.#tokens.kind !== "end") this.#confused("Only one value may stand in the file; nothing may follow it");
    const problems = all.sort((a, b) => a.start - b.start);
    const { guessed } = this.#problems;
    return { text: this.#text, format: this.#format, roots: root ? [root] : [], problems, ...(guessed && { guessed }) };
  }

  /** Undefined, and nothing is read, where no value starts. */
  #value(): Node | undefined {
    const tokens = this.#tokens;
    const { kind, start, end, value } = tokens;
    switch (kind) {
      case "{":
        return this.#object();
      case "[":
        return this.#array();
      case "word":
        this.#word();
        break;
      case "string":
      case "literal":
        break;
      default:
        return undefined;
    }
    tokens.next();
    return { kind: "scalar", value, start, end };
  }

  /** A word is meant as a string where it has its place to itself. */
  #word(): void {
    const { start, end, value } = this.#tokens;
    const alone = /^[ \t]*(?:[,}\]\r\n]|$)/.test(this.#text.slice(end, end + 80));
    const text = JSON.stringify(value);
    const script = /^(?:NaN|-?Infinity|undefined)$/.test(String(value));
    const certain = alone && !script && /^[A-Za-z_$][^'"`\\]*$/.test(String(value));
    const repair = { title: `Write \`${text}\``, edits: [{ start, end, text }] };
    const message = script ? `JSON has no \`${value}\`` : "Not a JSON value; strings need double quotes";
    if (certain) this.#problems.add({ kind: "syntax", message, start, end, repair });
    else this.#confused(message);
    this.#tokens.unreadable = true;
  }

  #object(): ObjectNode {
    const tokens = this.#tokens;
    const { start } = tokens;
    this.#enter("}");
    const entries: Entry[] = [];
    let comma = -1;
    let expectComma = false;
    for (;;) {
      if (tokens.kind === "," && this.#comma(comma, entries.length === 0)) {
        comma = tokens.start;
        expectComma = false;
        tokens.next();
        continue;
      }
      if (this.#closes()) break;
      if (expectComma) this.#missingComma();
      const entry = this.#entry();
      if (entry) entries.push(entry);
      expectComma = entry !== undefined;
    }
    const end = this.#leave(start, expectComma ? -1 : comma);
    const node: ObjectNode = { kind: "object", entries, flow: true, start, end };
    reportDuplicates(node, this.#problems.all);
    return node;
  }

  #array(): ArrayNode {
    const tokens = this.#tokens;
    const { start } = tokens;
    this.#enter("]");
    const items: Node[] = [];
    let comma = -1;
    let expectComma = false;
    for (;;) {
      if (tokens.kind === "," && this.#comma(comma, items.length === 0)) {
        comma = tokens.start;
        expectComma = false;
        tokens.next();
        continue;
      }
      if (this.#closes()) break;
      if (expectComma && tokens.kind !== ":") this.#missingComma();
      const item = this.#value();
      if (item) items.push(item);
      else this.#skip("Only objects have names and colons; a list holds values");
      expectComma = item !== undefined;
    }
    const end = this.#leave(start, expectComma ? -1 : comma);
    return { kind: "array", items, flow: true, start, end };
  }

  /** Reports a comma that follows another one or nothing. Always true: it is a comma. */
  #comma(last: number, first: boolean): true {
    const { start, end, previousEnd } = this.#tokens;
    const doubled = last >= 0 && last === previousEnd - 1;
    if (doubled || first) {
      const repair = removal("the comma", start, end);
      this.#problems.add({ kind: "syntax", message: "A value is missing before this comma", start, end, repair });
    }
    return true;
  }

  #missingComma(): void {
    const { start, end, previousEnd, previousUnreadable } = this.#tokens;
    if (previousUnreadable) return;
    const edits = [{ start: previousEnd, end: previousEnd, text: "," }];
    const message = "A comma is missing before this";
    const repair = { title: "Insert the missing comma", edits };
    this.#problems.addUnlessConfused({ kind: "syntax", message, start, end, repair });
  }

  /** One `"name": value`, or undefined where none starts; then one token is passed over. */
  #entry(): Entry | undefined {
    const tokens = this.#tokens;
    const { kind } = tokens;
    const key = this.#key();
    if (key === undefined) {
      this.#skip("A property name in double quotes is missing here");
      return undefined;
    }
    if (tokens.kind === ":") tokens.next();
    else if (!this.#missingColon(key, kind === "string")) return { key, value: undefined };
    const value = this.#value();
    if (value === undefined) this.#confused("A value is missing here");
    return { key, value };
  }

  #key(): KeyNode | undefined {
    const { kind, start, end, value } = this.#tokens;
    if (kind !== "string" && kind !== "word" && kind !== "literal") return undefined;
    const text = kind === "string" ? String(value) : this.#text.slice(start, end);
    if (kind !== "string") {
      const message = "A property name needs double quotes";
      const quoted = JSON.stringify(text);
      const repair = { title: `Write \`${quoted}\``, edits: [{ start, end, text: quoted }] };
      if (/^[\w.-]+$/.test(text) && /^[ \t]*:/.test(this.#text.slice(end, end + 80)))
        this.#problems.add({ kind: "syntax", message, start, end, repair });
      else this.#confused(message);
    }
    this.#tokens.next();
    return { kind: "scalar", value: keyName(text), start, end };
  }

  /** Whether a value stands behind the key all the same. */
  #missingColon({ end }: KeyNode, isString: boolean): boolean {
    const { kind, start, end: until } = this.#tokens;
    const follows = kind !== "," && kind !== "}" && kind !== "]" && kind !== "end";
    const isKey = start === end || /^[ \t]*:/.test(this.#text.slice(until, until + 80));
    const sameLine = isString && follows && !isKey && !this.#text.slice(end, start).includes("\n");
    if (!sameLine) this.#confused("A colon and a value are missing before this");
    else
      this.#confused("A colon is missing before this", {
        title: "Insert the colon",
        edits: [{ start: end, end, text: ":" }],
      });
    return sameLine;
  }

  #skip(message: string): void {
    const { kind } = this.#tokens;
    this.#confused(message);
    if (kind === "{" || kind === "[") this.#value();
    else this.#tokens.next();
  }

  #enter(closer: Closer): void {
    if (this.#open.length >= MAX_DEPTH) throw new TooDeep(this.#tokens.start);
    this.#open.push(closer);
    this.#tokens.next();
  }

  /** Whether the innermost object or list ends here, by its own closer or for want of it. */
  #closes(): boolean {
    const { kind } = this.#tokens;
    if (kind === "end") return true;
    if (kind !== "}" && kind !== "]") return false;
    if (this.#open.includes(kind)) return true;
    this.#confused(`\`${kind}\` closes nothing`);
    this.#tokens.next();
    return this.#closes();
  }

  /** Passes over the closer; the end of what it closes. */
  #leave(start: number, trailingComma: number): number {
    const tokens = this.#tokens;
    const closer = this.#open.pop();
    if (tokens.kind !== closer) {
      this.#missingCloser(closer ?? "}", start);
      return Math.max(tokens.previousEnd, start + 1);
    }
    if (trailingComma >= 0 && trailingComma === tokens.previousEnd - 1 && this.#format === "json")
      this.#trailingComma(trailingComma);
    const { end } = tokens;
    tokens.next();
    return end;
  }

  #missingCloser(closer: Closer, opener: number): void {
    const { kind, start, end, previousEnd } = this.#tokens;
    const what = closer === "}" ? "brace" : "bracket";
    const edits = [{ start: previousEnd, end: previousEnd, text: closer }];
    const repair = { title: `Insert \`${closer}\``, edits };
    const problem: SyntaxProblem =
      kind === "end"
        ? {
            kind: "syntax",
            message: `This ${what} is not closed; a \`${closer}\` is missing`,
            start: opener,
            end: opener + 1,
          }
        : {
            kind: "syntax",
            message: `A closing ${what} \`${closer}\` is missing before this`,
            start,
            end,
            repair,
          };
    this.#problems.addFinal(problem, this.isGoodRepair);
  }

  #trailingComma(start: number): void {
    const message = "JSON has no trailing commas; remove it";
    const repair = removal("the trailing comma", start, start + 1);
    this.#problems.add({ kind: "trailing-comma", message, start, end: start + 1, repair });
  }

  #confused(message: string, repair?: SyntaxProblem["repair"]): void {
    const { start, end, unreadable } = this.#tokens;
    if (unreadable) return;
    const from = start === end ? Math.max(0, start - 1) : start;
    this.#problems.addConfusing({ kind: "syntax", message, start: from, end, ...(repair && { repair }) });
  }
}
