// What both parsers say about texts in the same words: empty, too deep, a key twice. Also the list that they write their
// problems to, which keeps one mistake one problem.
import type { Document, Entry, Format, ObjectNode, SyntaxProblem, TextEdit } from "./tree.ts";

/** Deeper nesting is refused: no config needs it, and every walk over the tree may then recurse. */
export const MAX_DEPTH = 200;

/** Nobody reads further; a text with more mistakes is not of the format at all. */
const MAX_PROBLEMS = 100;

/** Problems in the order in which they are found. */
export class ProblemList {
  readonly all: SyntaxProblem[] = [];
  readonly #text: string;
  #confusedAt = -1;
  #lost = false;

  constructor(text: string) {
    this.#text = text;
  }

  /** Whether there was a mistake that leaves the tree in doubt. */
  get guessed(): boolean {
    return this.#confusedAt >= 0;
  }

  /** A mistake after which reading goes on as if it had not been made. */
  add(problem: SyntaxProblem): void {
    if (this.all.length < MAX_PROBLEMS) this.all.push(problem);
  }

  /** A mistake that may well be another's echo: only the first of a line is kept. */
  addConfusing(problem: SyntaxProblem): void {
    if (this.#isEcho(problem)) return;
    this.#confusedAt = problem.start;
    this.add(problem);
  }

  /** A mistake that is only believed where its line holds no confusing one. */
  addUnlessConfused(problem: SyntaxProblem): void {
    if (!this.#isEcho(problem)) this.add(problem);
  }

  /**
   * A mistake that leaves nothing certain behind it, such as a bracket without its partner. Its repair is a guess, which
   * is kept where `isGood` says so.
   */
  addFinal({ repair, ...problem }: SyntaxProblem, isGood: (edits: readonly TextEdit[]) => boolean): void {
    if (!this.#isEcho(problem)) this.addConfusing(repair && isGood(repair.edits) ? { ...problem, repair } : problem);
    this.#lost = true;
  }

  #isEcho({ start }: SyntaxProblem): boolean {
    return this.#lost || (this.#confusedAt >= 0 && !this.#text.slice(this.#confusedAt, start).includes("\n"));
  }
}

/** The repair that takes a piece of the text away. */
export function removal(what: string, start: number, end: number): SyntaxProblem["repair"] & object {
  return { title: `Remove ${what}`, edits: [{ start, end, text: "" }] };
}

export function emptyDocument(text: string, format: Format): Document {
  const message = "The file is empty; an endpoint config starts with its `name` and `config`";
  return { text, format, roots: [], problems: [{ kind: "syntax", message, start: 0, end: text.length }] };
}

export function tooDeep(text: string, format: Format, start: number): Document {
  return refused(text, format, start, `Nested more than ${MAX_DEPTH} levels deep; no endpoint config is`);
}

export function tooLong(text: string, format: Format, start: number): Document {
  return refused(text, format, start, "From here on the file is too long to be read; no endpoint config is");
}

function refused(text: string, format: Format, start: number, message: string): Document {
  const end = Math.min(start + 1, text.length);
  return { text, format, roots: [], problems: [{ kind: "syntax", message, start, end }] };
}

/** Adds a problem for every entry whose key comes again further down; the last one is what a reader gets. */
export function reportDuplicates(node: ObjectNode, problems: SyntaxProblem[]): void {
  if (!hasDuplicates(node.entries)) return;
  const last = new Map<string, Entry>();
  for (const entry of node.entries) if (!entry.inherited) last.set(entry.key.value, entry);
  for (const entry of node.entries) {
    if (entry.inherited || last.get(entry.key.value) === entry) continue;
    const { start, end } = entry.key;
    const message = `\`${entry.key.value}\` stands twice here; only the last one counts`;
    problems.push({ kind: "duplicate-key", message, start, end });
  }
}

/** Most objects have a handful of keys, where comparing all pairs is faster than building a set. */
function hasDuplicates(entries: readonly Entry[]): boolean {
  if (entries.length > 12) return new Set(entries.map(({ key }) => key.value)).size < entries.length;
  for (let i = 1; i < entries.length; i++) {
    const key = entries[i]?.key.value;
    for (let j = 0; j < i; j++) if (entries[j]?.key.value === key) return true;
  }
  return false;
}
