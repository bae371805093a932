// Changes of the tree in four verbs, and their translation into text edits that leave everything else, comments and
// layout included, as it stands. The document is never printed again.
import type { ArrayNode, Document, Entry, Json, KeyNode, Node, ObjectNode, TextEdit } from "./tree.ts";

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
  return edits.flatMap((edit) => translate(document, edit)).sort((a, b) => a.start - b.start || a.end - b.end);
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

function translate(document: Document, edit: Edit): TextEdit[] {
  switch (edit.kind) {
    case "text":
      return [{ start: edit.start, end: edit.end, text: edit.text }];
    case "replace":
      return [replacement(document, edit.node, edit.value)];
    case "rename":
      return [replacement(document, edit.key, edit.to)];
    case "remove":
      return removal(document, edit.from, edit.child);
    case "insert":
      return [insertion(document, edit.into, "key" in edit ? edit.key : undefined, edit.value)];
  }
}

function replacement(document: Document, node: Node, value: Json): TextEdit {
  const { start, end } = node;
  const quote = document.text[start];
  if (document.format === "yaml" && typeof value === "string" && (quote === '"' || quote === "'")) {
    return { start, end, text: quote === '"' ? JSON.stringify(value) : `'${value.replaceAll("'", "''")}'` };
  }
  const before = document.text.slice(0, start);
  const indent = /(?:^|\n)([ \t]*)[^\n]*$/.exec(before)?.[1] ?? "";
  const text = document.format === "yaml" ? printYaml(value, indent) : printJson(value, indent, unitOf(document));
  // `key:` without a value has no place of its own: the new value needs the space.
  const spaced = start === end && document.format === "yaml" && /:$/.test(before) ? ` ${text}` : text;
  return { start, end, text: spaced };
}

function rangeOf(child: Entry | Node): { start: number; end: number } {
  if ("kind" in child) return child;
  return { start: child.key.start, end: Math.max(child.key.end, child.value?.end ?? child.key.end) };
}

function childrenOf(container: ObjectNode | ArrayNode): readonly (Entry | Node)[] {
  return container.kind === "object" ? container.entries.filter((entry) => !entry.inherited) : container.items;
}

/** With its comma, and with its line where it has one to itself. */
function removal(document: Document, container: ObjectNode | ArrayNode, child: Entry | Node): TextEdit[] {
  const { text } = document;
  const siblings = childrenOf(container);
  const index = siblings.indexOf(child);
  let { start, end } = rangeOf(child);
  if (!container.flow) return [blockRemoval(text, container, siblings.length, start, end)];

  const next = siblings[index + 1];
  const previous = siblings[index - 1];
  const edits: TextEdit[] = [];
  const comma = commaAfter(text, end);
  if (comma !== undefined) end = comma + 1;
  else if (previous && !next) {
    const before = commaAfter(text, rangeOf(previous).end);
    if (before !== undefined) edits.push({ start: before, end: before + 1, text: "" });
  }
  const line = wholeLines(text, start, end);
  if (line && line.start > container.start) return [...edits, { ...line, text: "" }];
  if (next) end += /^[ \t]*/.exec(text.slice(end))?.[0].length ?? 0;
  else start -= /[ \t]*$/.exec(text.slice(0, start))?.[0].length ?? 0;
  return [...edits, { start, end, text: "" }];
}

/** The lines of a range that has them to itself, with the line break before them: what follows keeps its own. */
function wholeLines(text: string, start: number, end: number): { start: number; end: number } | undefined {
  const before = text.lastIndexOf("\n", start - 1);
  const newline = text.indexOf("\n", end);
  const after = newline < 0 ? text.length : newline;
  const alone = /^\s*$/.test(text.slice(before + 1, start)) && /^\s*$/.test(text.slice(end, after));
  return alone
    ? { start: text[before - 1] === "\r" ? before - 1 : before, end: text[after - 1] === "\r" ? after - 1 : after }
    : undefined;
}

function blockRemoval(
  text: string,
  container: ObjectNode | ArrayNode,
  count: number,
  start: number,
  end: number,
): TextEdit {
  if (count === 1)
    return { start: container.start, end: container.end, text: container.kind === "object" ? "{}" : "[]" };
  const lineStart = text.lastIndexOf("\n", start - 1) + 1;
  const newline = text.indexOf("\n", end);
  const lineEnd = newline < 0 ? text.length : newline + 1;
  const first = start === container.start;
  if (!first) return { start: lineStart - 1, end: newline < 0 ? text.length : newline, text: "" };
  // The first child of a block may stand behind the dash of a list, or at the very start: the next one moves up.
  return { start, end: lineEnd + (/^[ \t]*/.exec(text.slice(lineEnd))?.[0].length ?? 0), text: "" };
}

/** The offset of the comma that follows, with nothing but space and comments between. */
function commaAfter(text: string, from: number): number | undefined {
  const match = /^(?:\s|\/\/.*|\/\*[\s\S]*?\*\/|#.*)*,/.exec(text.slice(from));
  return match ? from + match[0].length - 1 : undefined;
}

function insertion(
  document: Document,
  container: ObjectNode | ArrayNode,
  key: string | undefined,
  value: Json,
): TextEdit {
  const children = childrenOf(container);
  const last = children.at(-1);
  if (last === undefined) return firstChild(document, container, key, value);
  const { start } = rangeOf(children[0] ?? last);
  const { end } = rangeOf(last);
  const lineStart = document.text.lastIndexOf("\n", start - 1) + 1;
  const lead = document.text.slice(lineStart, start);
  if (!container.flow) {
    const indent = lead
      .replace(/[^ \t]/g, " ")
      .slice(0, container.kind === "array" ? lead.lastIndexOf("-") : undefined);
    const item = key === undefined ? `- ${printYaml(value, `${indent}  `)}` : yamlEntry(key, value, indent);
    const tail = /^[^\n]*/.exec(document.text.slice(end))?.[0].trimEnd() ?? "";
    const at = tail.trimStart() === "" || tail.trimStart().startsWith("#") ? end + tail.length : end;
    return { start: at, end: at, text: `\n${indent}${item}` };
  }
  const multiline = lead.trim() === "" && lineStart > container.start;
  const indent = multiline ? lead : "";
  const item = flowItem(document, children, key, value, indent);
  const comma = commaAfter(document.text, end);
  const separator = multiline ? `\n${indent}` : " ";
  if (comma !== undefined) return { start: comma + 1, end: comma + 1, text: `${separator}${item}` };
  return { start: end, end, text: `,${separator}${item}` };
}

function firstChild(
  document: Document,
  container: ObjectNode | ArrayNode,
  key: string | undefined,
  value: Json,
): TextEdit {
  if (!container.flow && container.start === container.end) {
    const text = key === undefined ? `- ${printYaml(value, "  ")}` : yamlEntry(key, value, "");
    return { start: container.start, end: container.end, text };
  }
  const item = flowItem(document, [], key, value, "");
  const [open, close] = container.kind === "object" ? ["{ ", " }"] : ["[", "]"];
  return { start: container.start, end: container.end, text: `${open}${item}${close}` };
}

/** `"key": value`, spaced around the colon as the first sibling is. */
function flowItem(
  document: Document,
  siblings: readonly (Entry | Node)[],
  key: string | undefined,
  value: Json,
  indent: string,
): string {
  const oneLine = siblings.length > 0 && !isSpread(document.text, siblings[0]);
  const scalar = document.format === "yaml" ? printScalarYaml : JSON.stringify;
  const printed =
    document.format === "yaml" || oneLine ? printFlow(value, scalar) : printJson(value, indent, unitOf(document));
  if (key === undefined) return printed;
  const model = siblings[0];
  const between = model && "key" in model && model.value ? document.text.slice(model.key.end, model.value.start) : ": ";
  const colon = /^ *: *$/.test(between) ? between : ": ";
  return `${document.format === "yaml" ? printScalarYaml(key) : JSON.stringify(key)}${colon}${printed}`;
}

/** An object or list written over several lines. */
function isSpread(text: string, child: Entry | Node | undefined): boolean {
  const value = child && "kind" in child ? child : child?.value;
  return value === undefined || value.kind === "scalar" || text.slice(value.start, value.end).includes("\n");
}

/** One level of indentation as the document has it. */
function unitOf(document: Document): string {
  return /\n([ \t]+)\S/.exec(document.text)?.[1] ?? "  ";
}

function printJson(value: Json, indent: string, unit: string): string {
  return JSON.stringify(value, null, unit).replaceAll("\n", `\n${indent}`);
}

function printFlow(value: Json, scalar: (value: string | number | boolean | null) => string): string {
  if (Array.isArray(value)) return `[${value.map((item: Json) => printFlow(item, scalar)).join(", ")}]`;
  if (typeof value !== "object" || value === null) return scalar(value as string | number | boolean | null);
  const items = Object.entries(value).map(([key, item]) => `${scalar(key)}: ${printFlow(item, scalar)}`);
  return items.length === 0 ? "{}" : `{ ${items.join(", ")} }`;
}

function yamlEntry(key: string, value: Json, indent: string): string {
  const nested = typeof value === "object" && value !== null && Object.keys(value).length > 0;
  if (!nested) return `${printScalarYaml(key)}: ${printYaml(value, indent)}`;
  return `${printScalarYaml(key)}:\n${indent}  ${printYaml(value, `${indent}  `)}`;
}

/** Block style; the first line goes where the caller stands, the others get `indent`. */
function printYaml(value: Json, indent: string): string {
  if (typeof value !== "object" || value === null) return printScalarYaml(value);
  if (Array.isArray(value)) {
    if (value.length === 0) return "[]";
    return value.map((item: Json) => `- ${printYaml(item, `${indent}  `)}`).join(`\n${indent}`);
  }
  const entries = Object.entries(value);
  if (entries.length === 0) return "{}";
  return entries.map(([key, item]) => yamlEntry(key, item, indent)).join(`\n${indent}`);
}

/** Plain where every YAML reader takes it for the same string, else in double quotes. */
function printScalarYaml(value: string | number | boolean | null): string {
  if (typeof value !== "string") return JSON.stringify(value);
  const plain =
    /^[A-Za-z_](?:[\w./:-]*[\w/-])?$/.test(value) && !/^(?:true|false|null|yes|no|on|off|y|n)$/i.test(value);
  return plain ? value : JSON.stringify(value);
}
