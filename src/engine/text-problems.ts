// What both parsers say about texts in the same words: empty, too deep, a key twice.
import type { Document, Entry, Format, ObjectNode, SyntaxProblem } from "./tree.ts";

/** Deeper nesting is refused: no config needs it, and every walk over the tree may then recurse. */
export const MAX_DEPTH = 200;

export function emptyDocument(text: string, format: Format): Document {
  const message = "The file is empty; an endpoint config starts with its `name` and `config`";
  return { text, format, roots: [], problems: [{ kind: "syntax", message, start: 0, end: text.length }] };
}

export function tooDeep(text: string, format: Format, start: number): Document {
  const message = `Nested more than ${MAX_DEPTH} levels deep; no endpoint config is`;
  return {
    text,
    format,
    roots: [],
    problems: [{ kind: "syntax", message, start, end: Math.min(start + 1, text.length) }],
  };
}

/** Adds a problem for every entry whose key comes again further down; the last one is what a reader gets. */
export function reportDuplicates(node: ObjectNode, problems: SyntaxProblem[]): void {
  const { entries } = node;
  if (entries.length < 2) return;
  const last = new Map<string, Entry>();
  for (const entry of entries) if (!entry.inherited) last.set(entry.key.value, entry);
  if (last.size === entries.length) return;
  for (const entry of entries) {
    if (entry.inherited || last.get(entry.key.value) === entry) continue;
    const { start, end } = entry.key;
    problems.push({
      kind: "duplicate-key",
      message: `\`${entry.key.value}\` stands twice here; only the last one counts`,
      start,
      end,
    });
  }
}
