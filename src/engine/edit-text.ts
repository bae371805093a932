// Where in the text the children of an object or list stand, with their lines, commas and comments.
import type { ArrayNode, Document, Entry, Node, ObjectNode, Range } from "./tree.ts";

export type Container = ObjectNode | ArrayNode;

/** A child with the whole of its text: key and value, the dash of a list, a `<<: …`. */
export interface Child extends Range {
  readonly child: Entry | Node;
}

/** What is written between the delimiters of the container, in the order of the text. */
export function childrenOf(document: Document, container: Container): Child[] {
  if (container.kind === "array") {
    return container.items.map((child, i) => {
      const { start, end } = container.spans?.[i] ?? child;
      return { child, start: container.flow ? start : dashBefore(document.text, container, start), end };
    });
  }
  return [...container.entries.filter(({ inherited }) => !inherited), ...(container.merges ?? [])]
    .map((child) => ({ child, start: keyStart(document, child), end: entryEnd(child) }))
    .sort((a, b) => a.start - b.start);
}

function entryEnd({ key, value, alias }: Entry): number {
  return Math.max(key.end, (alias ?? value)?.end ?? 0);
}

/** With the anchor or the tag before the key. */
function keyStart({ text, format }: Document, { key }: Entry): number {
  if (format !== "yaml") return key.start;
  const before = /(?:[&!][^\s,{]*[ \t]+)+$/.exec(text.slice(Math.max(0, key.start - LONGEST_PROPERTIES), key.start));
  return key.start - (before?.[0].length ?? 0);
}

/** Lines may be megabytes long; what stands before a key is not. */
const LONGEST_PROPERTIES = 200;

/** All dashes of a block list stand in the column of the first, where the list begins. */
function dashBefore(text: string, list: ArrayNode, item: number): number {
  const column = list.start - lineStart(text, list.start);
  for (let start = lineStart(text, item); start > list.start; start = lineStart(text, start - 1)) {
    const dash = start + column;
    if (text[dash] === "-" && text.slice(start, dash).trim() === "") return dash;
  }
  return list.start;
}

/** The offset of the first character of the line, which a byte order mark is not. */
export function lineStart(text: string, offset: number): number {
  const start = offset <= 0 ? 0 : text.lastIndexOf("\n", offset - 1) + 1;
  return start === 0 && text.startsWith("\ufeff") ? 1 : start;
}

/** The offset of the line break, which may be two characters long, or of the end of the text. */
export function lineEnd(text: string, offset: number): number {
  const newline = text.indexOf("\n", offset);
  if (newline < 0) return text.length;
  return newline > offset && text[newline - 1] === "\r" ? newline - 1 : newline;
}

/** The offset behind the line break. */
export function nextLine(text: string, offset: number): number {
  const newline = text.indexOf("\n", offset);
  return newline < 0 ? text.length : newline + 1;
}

/** The offset of the line break before the line that starts here. */
export function lineBreakBefore(text: string, start: number): number {
  return start >= 2 && text[start - 2] === "\r" ? start - 2 : start - 1;
}

/** The offset of the comma that follows, with nothing but space and comments between. */
export function commaAfter(document: Document, from: number): number | undefined {
  const at = afterTrivia(document, from);
  return document.text[at] === "," ? at : undefined;
}

/** The offset behind space and comments. */
export function afterTrivia({ text, format }: Document, from: number): number {
  const trivia = format === "yaml" ? /\s+(?:#[^\n]*)?/y : /\s+|\/\/[^\n]*|\/\*[\s\S]*?\*\//y;
  let at = from;
  for (;;) {
    trivia.lastIndex = at;
    if (!trivia.test(text)) return at;
    at = trivia.lastIndex;
  }
}

/** Nothing but space and a comment from here to the end of the line. */
export function endsLine({ text, format }: Document, offset: number): boolean {
  const rest = text.slice(offset, lineEnd(text, offset));
  return format === "yaml" ? /^\s*(?:\s#.*)?$/.test(rest) : /^\s*(?:\/\/.*|\/\*(?:(?!\*\/).)*\*\/\s*)?$/.test(rest);
}

export function startsLine(text: string, offset: number): boolean {
  return text.slice(lineStart(text, offset), offset).trim() === "";
}
