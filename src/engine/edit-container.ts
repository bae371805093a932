// Takes children out of an object or list and adds others, as text edits. All changes of one container are made
// together, because commas and line breaks stand between its children.
import {
  type Child,
  type Container,
  childrenOf,
  commaAfter,
  endsLine,
  lineBreakBefore,
  lineEnd,
  lineStart,
  nextLine,
  startsLine,
} from "./edit-text.ts";
import { printBlockEntry, printBlockItem, printFlow, printJson, printScalar } from "./print.ts";
import type { Document, Entry, Json, Node, TextEdit } from "./tree.ts";

/** The key is undefined in a list. */
export interface Addition {
  readonly key: string | undefined;
  readonly value: Json;
}

/** Removes these children and appends these values. A trailing comment on its line goes with a child. */
export function containerEdits(
  document: Document,
  container: Container,
  removed: ReadonlySet<Entry | Node>,
  added: readonly Addition[],
): TextEdit[] {
  const children = childrenOf(document, container);
  const kept = children.filter(({ child }) => !removed.has(child));
  const leaving = children.filter(({ child }) => removed.has(child));
  const last = kept.at(-1);
  if (last === undefined) return [emptied(document, container, leaving, added)].flat();
  const [removals, additions] = container.flow
    ? [
        flowRemovals(document, children, leaving, last),
        added.length > 0 ? flowAdditions(document, container, children, last, added) : [],
      ]
    : [blockRemovals(document, children, leaving, kept), blockAdditions(document, kept, last, added)];
  return [...additions, ...removals];
}

/** Nothing of what was there stays, comments within braces excepted. */
function emptied(
  document: Document,
  container: Container,
  leaving: readonly Child[],
  added: readonly Addition[],
): TextEdit[] {
  const { text } = document;
  const { start, end, flow, kind } = container;
  const items = added.map((addition) => flowItem(document, [], addition, "")).join(", ");
  const [open, close] = kind === "object" ? (items === "" ? ["{", "}"] : ["{ ", " }"]) : ["[", "]"];
  if (!flow) return blockEmptied(document, container, `${open}${items}${close}`);
  const edits = leaving.map((child) => {
    const comma = commaAfter(document, child.end);
    return { start: child.start, end: comma === undefined ? child.end : comma + 1, text: "" };
  });
  const rest = [...edits].reduceRight(
    (t, edit) => t.slice(0, edit.start - start) + t.slice(edit.end - start),
    text.slice(start, end),
  );
  if (/^.\s*.?$/.test(rest)) return [{ start, end, text: `${open}${items}${close}` }];
  if (items === "") return edits;
  const closed = text[end - 1] === (kind === "object" ? "}" : "]");
  return [...edits, { start: end - (closed ? 1 : 0), end: end - (closed ? 1 : 0), text: ` ${items} ` }];
}

/** `{}` moves up behind the key or the dash where only space is between. */
function blockEmptied(document: Document, { start, end }: Container, text: string): TextEdit[] {
  const before = document.text.slice(Math.max(0, start - 400), start);
  // Not behind a comment that happens to end in a colon.
  const [line = "", gap = ""] = /[^\n]*[:-]([ \t]*\r?\n\s*)$/.exec(before) ?? [];
  return gap !== "" && !/(?:^|\s)#/.test(line)
    ? [{ start: start - gap.length, end, text: ` ${text}` }]
    : [{ start, end, text }];
}

function blockRemovals(
  { text }: Document,
  children: readonly Child[],
  leaving: readonly Child[],
  kept: readonly Child[],
): TextEdit[] {
  const [first] = kept;
  const [head] = children;
  if (first === undefined || head === undefined) return [];
  return leaving.flatMap(({ start, end }) => {
    const line = lineStart(text, start);
    if (start > first.start) return [{ start: lineBreakBefore(text, line), end: lineEnd(text, end), text: "" }];
    if (startsLine(text, head.start)) return [{ start: line, end: nextLine(text, end), text: "" }];
    // Behind a dash: the first that stays moves up, or the comment before it.
    if (start > head.start)
      return [
        { start: line + column(text, head.start), end: nextLine(text, end) + column(text, head.start), text: "" },
      ];
    const next = nextLine(text, end);
    return [{ start, end: next + (/^[ \t]*/.exec(text.slice(next, first.start))?.[0].length ?? 0), text: "" }];
  });
}

function column(text: string, offset: number): number {
  return offset - lineStart(text, offset);
}

function blockAdditions(
  { text }: Document,
  kept: readonly Child[],
  last: Child,
  added: readonly Addition[],
): TextEdit[] {
  if (added.length === 0) return [];
  const indent = " ".repeat(column(text, (kept[0] ?? last).start));
  const items = added.map(({ key, value }) =>
    key === undefined ? printBlockItem(value, indent) : printBlockEntry(key, value, indent),
  );
  const at = lineEnd(text, last.end);
  return [{ start: at, end: at, text: items.map((item) => `\n${indent}${item}`).join("") }];
}

function flowRemovals(
  document: Document,
  children: readonly Child[],
  leaving: readonly Child[],
  last: Child,
): TextEdit[] {
  const edits = leaving.map((child) => flowRemoval(document, child, child.start < last.start));
  const comma = commaAfter(document, last.end);
  const endLeaves = children.at(-1) !== last;
  if (endLeaves && comma !== undefined) edits.push({ start: comma, end: comma + 1, text: "" });
  return edits;
}

/** With its comma; with its lines where it has them to itself; else with the space on the side where others follow. */
function flowRemoval(document: Document, { start, end }: Child, others: boolean): TextEdit {
  const { text } = document;
  const comma = commaAfter(document, end);
  const until = comma === undefined ? end : comma + 1;
  if (startsLine(text, start) && endsLine(document, until) && lineStart(text, start) > 0)
    return { start: lineBreakBefore(text, lineStart(text, start)), end: lineEnd(text, until), text: "" };
  const after = until + (/^[ \t]*/.exec(text.slice(until, until + 400))?.[0].length ?? 0);
  if (others && !/[\r\n]/.test(text[after] ?? "\n")) return { start, end: after, text: "" };
  const before = /[ \t]*$/.exec(text.slice(Math.max(0, start - 400), start))?.[0].length ?? 0;
  return { start: startsLine(text, start) ? start : start - before, end: until, text: "" };
}

function flowAdditions(
  document: Document,
  container: Container,
  children: readonly Child[],
  last: Child,
  added: readonly Addition[],
): TextEdit[] {
  const { text } = document;
  const first = children[0] ?? last;
  const lead = text.slice(lineStart(text, first.start), first.start);
  const spread = startsLine(text, first.start) && lineStart(text, first.start) > container.start;
  const items = added.map((addition) => flowItem(document, children, addition, spread ? lead : ""));
  const comma = children.at(-1) === last ? commaAfter(document, last.end) : undefined;
  const separator = spread ? `\n${lead}` : " ";
  const insertion = separator + items.join(`,${separator}`);
  const behind = comma === undefined ? last.end : comma + 1;
  const at = spread && endsLine(document, behind) ? lineEnd(text, behind) : behind;
  if (comma !== undefined) return [{ start: at, end: at, text: insertion }];
  if (at === behind) return [{ start: at, end: at, text: `,${insertion}` }];
  return [
    { start: behind, end: behind, text: "," },
    { start: at, end: at, text: insertion },
  ];
}

/** `"key": value`, spaced around the colon as the first sibling is, and spread over lines as that is. */
function flowItem(document: Document, siblings: readonly Child[], { key, value }: Addition, indent: string): string {
  const model = siblings[0]?.child;
  const modelValue = model === undefined || "kind" in model ? model : model.value;
  const flat = modelValue !== undefined && modelValue.kind !== "scalar" && !spreads(document, modelValue);
  const printed = document.format === "yaml" || flat ? printFlow(value, document) : printJson(value, document, indent);
  if (key === undefined) return printed;
  const colon =
    model && "key" in model && model.value && !model.alias ? document.text.slice(model.key.end, model.value.start) : "";
  return `${printScalar(key, document)}${/^ *: *$/.test(colon) && (document.format !== "yaml" || /: /.test(colon)) ? colon : ": "}${printed}`;
}

function spreads({ text }: Document, { start, end }: Node): boolean {
  return text.slice(start, end).includes("\n");
}
