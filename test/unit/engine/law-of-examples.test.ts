// The law of examples: in every format a rule's `bad` gives exactly that rule's finding, its first fix gives `good`, and
// `good` is clean.
import assert from "node:assert/strict";
import { readdirSync } from "node:fs";
import { describe, test } from "node:test";
import { parse } from "yaml";
import { applyTextEdits, type Format, lint, RULES, textEdits } from "../../../src/engine/index.ts";

interface Twin {
  format: Format;
  bad: string;
  good: string;
}

function check(rule: string, { format, bad, good }: Twin, unfixable: boolean): void {
  const report = lint(bad, format, { expected: true });
  assert.deepEqual(
    report.findings.map((finding) => finding.rule),
    [rule],
    `findings of\n${bad}`,
  );
  assert.deepEqual(lint(good, format, { expected: true }).findings, [], `findings of\n${good}`);
  const [fix] = report.findings[0]?.fixes ?? [];
  assert.equal(
    fix === undefined,
    unfixable,
    unfixable ? "declared unfixable, and has a fix" : "the finding has no fix",
  );
  if (fix === undefined) return;
  const fixed = applyTextEdits(bad, textEdits(report.document, fix.edits));
  if (format === "yaml" || format === "jsonc") assert.equal(fixed, good);
  else assert.deepEqual(JSON.parse(fixed), JSON.parse(good), `fixed text\n${fixed}`);
}

/** The YAML as written and the JSON that says the same, spread over lines and on one line. */
function twins(example: { bad: string; good: string; format?: Format }): Twin[] {
  const { bad, good } = example;
  if (example.format) return [{ format: example.format, bad, good }];
  const json = (indent: number) => (text: string) => JSON.stringify(parse(text), null, indent);
  return [
    { format: "yaml", bad, good },
    ...[2, 0].map((indent) => ({ format: "json" as const, bad: json(indent)(bad), good: json(indent)(good) })),
  ];
}

for (const rule of RULES) {
  describe(rule.id, () => {
    for (const [i, example] of rule.examples.entries()) {
      for (const [j, twin] of twins(example).entries()) {
        test(`example ${i + 1} in ${twin.format}, layout ${j + 1}`, () =>
          check(rule.id, twin, example.unfixable === true));
      }
    }
    test("has an example, and says why in whole sentences", () => {
      assert.ok(rule.examples.length > 0);
      assert.match(rule.rationale, /\.$/);
      assert.match(rule.summary, /[^.]$/);
      assert.match(rule.reference, /^https:\/\//);
    });
  });
}

test("every file of the rules folder is on the list, under its own name", () => {
  const files = readdirSync(new URL("../../../src/engine/rules/", import.meta.url)).map((file) =>
    file.replace(/\.ts$/, ""),
  );
  assert.deepEqual(RULES.map((rule) => rule.id).toSorted(), files.toSorted());
});
