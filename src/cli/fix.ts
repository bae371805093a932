// Applies the fixes that need nobody's judgement, one at a time, each to what the one before has left. Writing the
// result is the caller's.
import { applyTextEdits, type Finding, type Fix, type Report, RULES, textEdits } from "../engine/index.ts";

export interface Fixed {
  readonly report: Report;
  /** What is gone, in the order in which it went. */
  readonly fixed: readonly Finding[];
}

/** A document with more than this many mistakes is not the work of a person; another run goes on. */
const MOST = 1000;

/** Fixes until nothing is left that a safe fix removes; `check` reads and judges a text as `first` was. */
export function fixAll(first: Report, check: (text: string) => Report): Fixed {
  const fixed: Finding[] = [];
  const refused = new Set<string>();
  let report = first;
  while (fixed.length < MOST) {
    const next = safeFixes(report).find(({ finding }) => !refused.has(kindOf(finding)));
    if (next === undefined) break;
    const after = check(applied(report, next.fix));
    if (isBetter(after, report, [...fixed, next.finding])) {
      report = after;
      fixed.push(next.finding);
    } else refused.add(kindOf(next.finding));
  }
  return { report, fixed };
}

/** By rule: what makes the text readable comes first, so that the other fixes see the whole of it. */
function safeFixes({ findings }: Report): { finding: Finding; fix: Fix }[] {
  return RULES.flatMap(({ id }) => findings.filter(({ rule }) => rule === id)).flatMap((finding) => {
    const [fix] = finding.fixes;
    return fix !== undefined && fix.safe !== false && fix.edits.length > 0 ? [{ finding, fix }] : [];
  });
}

/** Edits come with LF; they take on the line breaks of the document, as they would in an editor. */
function applied({ document }: Report, fix: Fix): string {
  const edits = textEdits(document, fix.edits);
  if (!document.text.includes("\r\n")) return applyTextEdits(document.text, edits);
  const withReturns = edits.map((edit) => ({ ...edit, text: edit.text.replace(/\r?\n/g, "\r\n") }));
  return applyTextEdits(document.text, withReturns);
}

/**
 * The text still parses if it did, the finding is gone, and none that was fixed before has come back: two rules that
 * undo each other's fixes stop here.
 */
function isBetter(after: Report, before: Report, fixed: readonly Finding[]): boolean {
  if (syntaxProblems(after) > syntaxProblems(before)) return false;
  const [has, had] = [kindsIn(after), kindsIn(before)];
  const last = fixed.at(-1);
  return fixed.every((finding) => {
    const [now, then] = [has.get(kindOf(finding)) ?? 0, had.get(kindOf(finding)) ?? 0];
    return finding === last ? now < then : now <= then;
  });
}

function syntaxProblems({ document }: Report): number {
  return document.problems.filter(({ kind }) => kind === "syntax").length;
}

function kindsIn({ findings }: Report): Map<string, number> {
  const kinds = new Map<string, number>();
  for (const finding of findings) kinds.set(kindOf(finding), (kinds.get(kindOf(finding)) ?? 0) + 1);
  return kinds;
}

/** What a finding says, wherever it stands: places move while the text changes. */
function kindOf({ rule, message }: Finding): string {
  return `${rule}: ${message}`;
}
