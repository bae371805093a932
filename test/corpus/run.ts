// Holds the engine against a folder of real configs with a manifest of what is expected of each: one JSON line a file
// with `file`, `expected` (valid, invalid or unsure), `expected_findings` and `syntactically_valid`. Prints the confusion
// table and what departs. Run beside the tests: `node test/corpus/run.ts FOLDER`; exit code 1 where something departs.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { type Format, lint } from "../../src/engine/index.ts";

interface Row {
  file: string;
  expected: "valid" | "invalid" | "unsure";
  syntactically_valid: boolean;
  expected_findings: string[];
}

/** The rules that speak of a finding as the manifest words it; none where a single file cannot show it. */
const RULES_FOR: readonly [RegExp, readonly string[]][] = [
  [/missing comma/, ["syntax"]],
  [/^\/\/ comment|trailing comma/, ["comment-in-json"]],
  [/^# comment|Python True/, ["syntax"]],
  [/both served_models/, ["one-entity-list"]],
  [/deprecated served_models/, ["served-models-deprecated"]],
  [/plaintext/, ["secret-not-inline"]],
  [/not numeric|alias|not a version number/, ["entity-version-number"]],
  [/legacy auto_capture/, ["legacy-inference-table"]],
  [/pay-per-token/, ["pay-per-token-not-servable"]],
  [/not a bundle resource key/, ["bundle-key"]],
  [/missing endpoint name|missing name|missing external_model\.task/, ["required-field"]],
  [/missing entity_version/, ["entity-version-present"]],
  [/scale_to_zero/, ["scale-to-zero-explicit", "quoted-value", "required-field"]],
  [/routes? (?:name|use)/, ["route-names-served-entity"]],
  [/rate_limits/, ["legacy-rate-limits", "field-in-right-place"]],
  [/mixed with workload/, ["throughput-or-workload"]],
  [/no .*wrapper|without config wrapper|at top level of a create body/, ["create-body-shape"]],
  [/is a string|is a number/, ["quoted-value"]],
  [/model_name\/model_version inside/, ["field-in-right-place"]],
  [/incomplete/, ["secret-reference-valid"]],
];

const [folder] = process.argv.slice(2);
if (folder === undefined) throw new Error("Name the folder: node test/corpus/run.ts FOLDER");
const rows: Row[] = readFileSync(join(folder, "manifest.jsonl"), "utf8")
  .trim()
  .split("\n")
  .map((line) => JSON.parse(line));

const table = new Map<string, number>();
const departures: string[] = [];
const unseen: string[] = [];
for (const row of rows) check(row);

console.log("expected   judged          files");
for (const [cell, count] of [...table].toSorted()) console.log(`${cell.padEnd(26)} ${String(count).padStart(5)}`);
console.log(`\n${departures.length} of ${rows.length} files depart from the manifest`);
for (const text of departures) console.log(`  ${text}`);
console.log(`\n${unseen.length} expected findings are not reported`);
for (const text of unseen) console.log(`  ${text}`);
process.exitCode = departures.length > 0 ? 1 : 0;

function check({ file, expected, expected_findings, syntactically_valid }: Row): void {
  const format: Format = /\.ya?ml$/.test(file) ? "yaml" : "json";
  const { findings, endpoints } = lint(readFileSync(join(folder ?? "", file), "utf8"), format);
  const errors = findings.filter(({ severity }) => severity === "error");
  const judged = endpoints.length === 0 ? "not located" : errors.length > 0 ? "with errors" : "without errors";
  const cell = `${expected.padEnd(10)} ${judged}`;
  table.set(cell, (table.get(cell) ?? 0) + 1);
  const rules = new Set(findings.map(({ rule }) => rule));
  if (expected === "valid" && errors.length > 0) departures.push(`${file}: valid, and has ${[...rules].join(", ")}`);
  if (!syntactically_valid && endpoints.length > 0 && !rules.has("syntax") && !rules.has("comment-in-json")) {
    departures.push(`${file}: not valid JSON, and nothing says so`);
  }
  const missing = expected_findings.filter((text) => !rulesFor(text).some((rule) => rules.has(rule)));
  if (expected === "invalid" && missing.length === expected_findings.length) {
    departures.push(`${file}: invalid, and none of its findings is reported: ${missing.join("; ")}`);
  }
  for (const text of missing) unseen.push(`${file} (${expected}): ${text}`);
}

function rulesFor(text: string): readonly string[] {
  return RULES_FOR.find(([pattern]) => pattern.test(text))?.[1] ?? [];
}
