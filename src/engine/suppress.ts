// Comments that silence a rule for the line below them: `model-serving-disable-next-line <id> [<id> …]`.
import type { Finding } from "./finding.ts";

const COMMENT = /(?:#|\/\/|\/\*)[ \t]*model-serving-disable-next-line[ \t]+([\w\- ,]+)/g;

interface SilencedLine {
  readonly start: number;
  readonly end: number;
  readonly rules: ReadonlySet<string>;
}

/** Whether a finding is left standing by the comments of its text. */
export function suppressions(text: string): (finding: Finding) => boolean {
  if (!text.includes("model-serving-disable-next-line")) return () => true;
  const lines = Array.from(text.matchAll(COMMENT), (match): SilencedLine => {
    const start = text.indexOf("\n", match.index) + 1;
    const next = text.indexOf("\n", start);
    const rules = new Set((match[1] ?? "").split(/[ ,]+/));
    return { start: start === 0 ? text.length : start, end: next < 0 ? text.length : next, rules };
  });
  return ({ rule, range }) => {
    const line = lines[lastNotAfter(lines, range.start)];
    return line === undefined || range.start > line.end || !line.rules.has(rule);
  };
}

/** The index of the last line that starts at or before the offset; -1 if none does. */
function lastNotAfter(lines: readonly SilencedLine[], offset: number): number {
  let low = 0;
  let high = lines.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((lines[middle]?.start ?? 0) <= offset) low = middle + 1;
    else high = middle;
  }
  return low - 1;
}
