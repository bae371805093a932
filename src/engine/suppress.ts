// Comments that silence a rule for the line below them: `model-serving-disable-next-line <id> [<id> …]`.
import type { Finding } from "./finding.ts";

const COMMENT = /(?:#|\/\/|\/\*)[ \t]*model-serving-disable-next-line[ \t]+([\w\- ,]+)/g;

/** Whether a finding is left standing by the comments of its text. */
export function suppressions(text: string): (finding: Finding) => boolean {
  if (!text.includes("model-serving-disable-next-line")) return () => true;
  const silenced = Array.from(text.matchAll(COMMENT), (match) => {
    const start = text.indexOf("\n", match.index) + 1;
    const next = text.indexOf("\n", start);
    const rules = new Set((match[1] ?? "").split(/[ ,]+/));
    return { start: start === 0 ? text.length : start, end: next < 0 ? text.length : next, rules };
  });
  return ({ rule, range }) =>
    !silenced.some(({ start, end, rules }) => rules.has(rule) && range.start >= start && range.start <= end);
}
