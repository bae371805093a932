// What holds of fixing whatever the rules are: it comes to an end, and leaves no text less readable than it was.
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { parse } from "yaml";
import { fixAll } from "../../../src/cli/fix.ts";
import { type Format, lint, type Report, RULES } from "../../../src/engine/index.ts";

function check(text: string, format: Format): void {
  const judge = (now: string) => lint(now, format, { expected: true });
  const before = judge(text);
  const after = fixAll(before, judge);
  assert.ok(
    syntaxProblems(after.report) <= syntaxProblems(before),
    `no longer readable:\n${after.report.document.text}`,
  );
  assert.deepEqual(fixAll(after.report, judge).fixed, [], "a second run finds more to fix");
  const unmended = after.report.findings.filter(({ fixes: [fix] }) => fix && fix.safe !== false);
  assert.deepEqual(unmended, [], `has a safe fix and is still there:\n${after.report.document.text}`);
}

function syntaxProblems({ document }: Report): number {
  return document.problems.filter(({ kind }) => kind === "syntax").length;
}

describe("fixing comes to an end", () => {
  for (const { id, examples } of RULES) {
    for (const [i, { bad, format }] of examples.entries()) {
      test(`${id}, example ${i + 1} in ${format ?? "yaml"}`, () => check(bad, format ?? "yaml"));
      test(`${id}, example ${i + 1}, with Windows line breaks`, () =>
        check(bad.replaceAll("\n", "\r\n"), format ?? "yaml"));
      if (format !== undefined) continue;
      test(`${id}, example ${i + 1} in json`, () => check(JSON.stringify(parse(bad), null, 2), "json"));
    }
  }

  test("all examples of YAML in one stream", () => {
    const all = RULES.flatMap(({ examples }) => examples.filter(({ format }) => format === undefined));
    check(all.map(({ bad }) => bad).join("---\n"), "yaml");
  });
});
