// What a key does in the body beyond inserting itself: indentation and pairs of quotes and brackets. Pure: it names an
// edit, and the view applies it so that the text area's own undo keeps working.

export interface Edit {
  from: number;
  to: number;
  text: string;
  /** The selection afterwards. */
  select: readonly [number, number];
}

/** The edit a key makes with `[from, to)` selected, or undefined where the text area should do what it always does. */
export function typed(key: string, text: string, from: number, to: number): Edit | undefined {
  if (key === "Tab") return indented(text, from, to);
  if (key === "Enter") return newLine(text, from, to);
  if (key === "Backspace") return emptyPairRemoved(text, from, to);
  const next = text[to] ?? "";
  if (from === to && next === key && closings.has(key)) {
    return { from, to: from, text: "", select: [from + 1, from + 1] };
  }
  const closing = pairs[key];
  if (closing === undefined) return undefined;
  const wraps = from !== to;
  if (!wraps && (isInString(text, from) || !/^[\s\]},]?$/.test(next))) return undefined;
  const inner = text.slice(from, to);
  return { from, to, text: key + inner + closing, select: [from + 1, from + 1 + inner.length] };
}

const pairs: Readonly<Record<string, string>> = { "{": "}", "[": "]", '"': '"' };
const closings: ReadonlySet<string> = new Set(Object.values(pairs));
const step = "  ";

function indented(text: string, from: number, to: number): Edit {
  const selected = text.slice(from, to);
  if (!selected.includes("\n")) return { from, to, text: step, select: [from + step.length, from + step.length] };
  const start = text.lastIndexOf("\n", from - 1) + 1;
  const lines = text.slice(start, to).replace(/^(?=.)/gm, step);
  return { from: start, to, text: lines, select: [start, start + lines.length] };
}

function newLine(text: string, from: number, to: number): Edit {
  const line = lineBefore(text, from);
  const indent = /^[ \t]*/.exec(line)?.[0] ?? "";
  const opening = line.trimEnd().at(-1) ?? "";
  const opens = opening === "{" || opening === "[";
  const before = `\n${indent}${opens ? step : ""}`;
  const after = opens && text[to] === pairs[opening] ? `\n${indent}` : "";
  const caret = from + before.length;
  return { from, to, text: before + after, select: [caret, caret] };
}

function emptyPairRemoved(text: string, from: number, to: number): Edit | undefined {
  const opening = text[from - 1];
  if (from !== to || opening === undefined || pairs[opening] !== text[from]) return undefined;
  if (opening === '"' && isInString(text, from - 1)) return undefined;
  return { from: from - 1, to: from + 1, text: "", select: [from - 1, from - 1] };
}

/** JSON strings never span lines, so the line alone decides. */
function isInString(text: string, at: number): boolean {
  const quotes = lineBefore(text, at).replace(/\\./g, "").match(/"/g) ?? [];
  return quotes.length % 2 === 1;
}

function lineBefore(text: string, at: number): string {
  return text.slice(text.lastIndexOf("\n", at - 1) + 1, at);
}
