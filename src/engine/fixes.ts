// Edits that several rules offer.
import type { Edit } from "./edit.ts";
import type { Fix } from "./finding.ts";
import { type Entry, entryOf, type Json, type Node, type ObjectNode, type Range } from "./tree.ts";

/** Writes a scalar another way, in one place or in several that go together. */
export function changing(nodes: Node | readonly Node[], value: string): Fix {
  const edits = [nodes].flat().map((node) => ({ kind: "replace" as const, node, value }));
  return { title: `Change to \`${value}\``, edits };
}

/** Takes entries out of their object. */
export function removing(from: ObjectNode, entries: readonly Entry[]): Edit[] {
  return entries.map((child) => ({ kind: "remove", from, child }));
}

/** Renames the key of an entry. */
export function renaming({ key }: Entry, to: string): Edit[] {
  return [{ kind: "rename", key, to }];
}

/** Writes fields that are not given yet, be they absent or null. */
export function adding(into: ObjectNode, fields: Readonly<Record<string, Json>>): Edit[] {
  return Object.entries(fields).map(([key, value]) => {
    const node = entryOf(into, key)?.value;
    return node ? { kind: "replace", node, value } : { kind: "insert", into, key, value };
  });
}

/** What to underline of a value: a scalar as a whole, of a collection its beginning. */
export function head(node: Node): Range {
  if (node.kind === "scalar") return node;
  if (node.flow) return { start: node.start, end: node.start + 1 };
  const first = node.kind === "array" ? node.items[0] : node.entries[0]?.key;
  return first === undefined ? node : head(first);
}
