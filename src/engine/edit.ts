// Changes of the tree in four verbs, and their translation into text edits that leave everything else, comments and
// layout included, as it stands. The document is never printed again. What several places share through YAML's aliases
// and merges is not edited at all: a change for one place would silently be one for all.
import { type Addition, containerEdits } from "./edit-container.ts";
import { type Container, childrenOf, lineStart } from "./edit-text.ts";
import { printBlock, printFlow, printJson } from "./print.ts";
import type { ArrayNode, Document, Entry, Json, KeyNode, Node, ObjectNode, Range, TextEdit } from "./tree.ts";

export type Edit =
  | { readonly kind: "replace"; readonly node: Node; readonly value: Json }
  | { readonly kind: "rename"; readonly key: KeyNode; readonly to: string }
  | { readonly kind: "remove"; readonly from: ObjectNode; readonly child: Entry }
  | { readonly kind: "remove"; readonly from: ArrayNode; readonly child: Node }
  /** Appends. */
  | { readonly kind: "insert"; readonly into: ObjectNode; readonly key: string; readonly value: Json }
  | { readonly kind: "insert"; readonly into: ArrayNode; readonly value: Json }
  /** Repairs of text that is no tree yet. */
  | ({ readonly kind: "text" } & TextEdit);

/** The text edits that do `edits` to `document`; sorted, not overlapping, to be applied together. */
export function textEdits(document: Document, edits: readonly Edit[]): TextEdit[] {
  const changes = new Map<Container, { removed: Set<Entry | Node>; added: Addition[] }>();
  const changesOf = (container: Container) => {
    const known = changes.get(container) ?? { removed: new Set(), added: [] };
    changes.set(container, known);
    return known;
  };
  const result: TextEdit[] = [];
  for (const edit of edits) {
    if (edit.kind === "text") result.push({ start: edit.start, end: edit.end, text: edit.text });
    else if (edit.kind === "replace") result.push(replacement(document, edit.node, edit.value));
    else if (edit.kind === "rename") result.push(replacement(document, edit.key, edit.to));
    else if (edit.kind === "remove") changesOf(edit.from).removed.add(edit.child);
    else changesOf(edit.into).added.push({ key: "key" in edit ? edit.key : undefined, value: edit.value });
  }
  for (const [container, { removed, added }] of changes)
    result.push(...containerEdits(document, container, removed, added));
  return result.sort(inOrder).map((edit) => withLineBreaksOf(document, edit));
}

/** Two insertions at one place are the ends of nested blocks: the inner one, indented further, goes first. */
function inOrder(a: TextEdit, b: TextEdit): number {
  return a.start - b.start || a.end - b.end || indentOf(b) - indentOf(a);
}

function indentOf({ text }: TextEdit): number {
  return /^\n( *)/.exec(text)?.[1]?.length ?? 0;
}

function withLineBreaksOf({ text }: Document, edit: TextEdit): TextEdit {
  return edit.text.includes("\n") && text.includes("\r\n")
    ? { ...edit, text: edit.text.replace(/\r?\n/g, "\r\n") }
    : edit;
}

/** The text after `edits`, which must be sorted and not overlap, as `textEdits` gives them. */
export function applyTextEdits(text: string, edits: readonly TextEdit[]): string {
  let result = "";
  let at = 0;
  for (const edit of edits) {
    result += text.slice(at, edit.start) + edit.text;
    at = edit.end;
  }
  return result + text.slice(at);
}

/** Whether the edits change nothing that an alias repeats or a merge spreads. */
export function isInPlace(document: Document, edits: readonly Edit[]): boolean {
  const { shared } = document;
  return shared === undefined || edits.every((edit) => shared.every((range) => !touches(document, edit, range)));
}

function touches(document: Document, edit: Edit, shared: Range): boolean {
  if (edit.kind === "insert") return shared.start <= edit.into.start && edit.into.end <= shared.end;
  const { start, end } = placeOf(document, edit);
  return (start < shared.end && shared.start < end) || (start === shared.start && end === shared.end);
}

function placeOf(document: Document, edit: Exclude<Edit, { kind: "insert" }>): Range {
  switch (edit.kind) {
    case "text":
      return edit;
    case "replace":
      return edit.node;
    case "rename":
      return edit.key;
    case "remove":
      // What is inherited is not among the children; its key stands where it is inherited from.
      return (
        childrenOf(document, edit.from).find(({ child }) => child === edit.child) ??
        ("key" in edit.child ? edit.child.key : edit.child)
      );
  }
}

function replacement(document: Document, node: Node | KeyNode, value: Json): TextEdit {
  const { text, format } = document;
  const { start, end } = node;
  const quote = text[start];
  if (format !== "yaml") {
    const indent = /^[ \t]*/.exec(text.slice(lineStart(text, start), start))?.[0] ?? "";
    return { start, end, text: printJson(value, document, indent) };
  }
  if (typeof value === "string" && start < end && (quote === '"' || quote === "'"))
    return { start, end, text: quote === '"' ? JSON.stringify(value) : singleQuoted(value) };
  if (node.kind !== "scalar" && !node.flow && typeof value === "object")
    return { start, end, text: printBlock(value, " ".repeat(start - lineStart(text, start))) };
  const printed = printFlow(value, document);
  return start < end ? { start, end, text: printed } : filled(text, start, printed);
}

/** What is empty has no place of its own: the value goes right behind the colon or the dash, with a space. */
function filled(text: string, offset: number, value: string): TextEdit {
  let at = offset;
  while (text[at - 1] === " " || text[at - 1] === "\t") at--;
  const alone = at === 0 || text[at - 1] === "\n";
  return alone ? { start: offset, end: offset, text: value } : { start: at, end: at, text: ` ${value}` };
}

/** A line break cannot be written between single quotes; every other character can. */
function singleQuoted(value: string): string {
  return /[\r\n]/.test(value) ? JSON.stringify(value) : `'${value.replaceAll("'", "''")}'`;
}
