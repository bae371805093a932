// Turns what a parser noticed while reading into the problems of a rule.
import type { Problem } from "./rule.ts";
import type { Document, SyntaxProblem } from "./tree.ts";

/** A document check that reports the parser's problems of these kinds, each with its repair as the fix. */
export function textProblems(...kinds: readonly SyntaxProblem["kind"][]): (document: Document) => Iterable<Problem> {
  return function* (document) {
    for (const { kind, start, end, message, repair } of document.problems) {
      if (!kinds.includes(kind)) continue;
      const fixes = repair && [
        { title: repair.title, edits: repair.edits.map((edit) => ({ kind: "text" as const, ...edit })) },
      ];
      yield { range: { start, end }, message, ...(fixes && { fixes }) };
    }
  };
}
