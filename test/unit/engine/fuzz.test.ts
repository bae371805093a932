// Documents that went wrong in a thousand ways: whatever the text, the engine answers, and its fixes do what they say.
// `FUZZ_RUNS` sets the number of texts, `FUZZ_SEED` repeats a run.
import assert from "node:assert/strict";
import process from "node:process";
import { test } from "node:test";
import fc from "fast-check";
import { parse } from "yaml";
import {
  applyTextEdits,
  type Finding,
  type Format,
  lint,
  type Report,
  RULES,
  textEdits,
} from "../../../src/engine/index.ts";
import { parsePlainJson } from "../../../src/engine/json-plain.ts";
import { parseAnyJson } from "../../../src/engine/parse-json.ts";
import { parseAnyYaml } from "../../../src/engine/parse-yaml.ts";
import { parsePlainYaml } from "../../../src/engine/yaml-plain.ts";

const runs = Number(process.env.FUZZ_RUNS ?? 2000);
const seed = process.env.FUZZ_SEED === undefined ? {} : { seed: Number(process.env.FUZZ_SEED) };

interface Sample {
  readonly text: string;
  readonly format: Format;
}

const samples: readonly Sample[] = RULES.flatMap(({ examples }) =>
  examples.flatMap(({ bad, good, format }): Sample[] =>
    [bad, good].flatMap((text): Sample[] => {
      if (format) return [{ text, format }];
      return [
        { text, format: "yaml" },
        { text: JSON.stringify(parse(text), null, 2), format: "json" },
        { text: JSON.stringify(parse(text)), format: "jsonc" },
      ];
    }),
  ),
);

/** What people and programs put into configs by mistake. */
const pieces = fc.constantFrom(
  ..."{}[],:\"'#&*!|>-?%@`\\/ \t\n\r",
  ..."\u0000\ud800\ufeff\u00a0\u2028😀",
  ...[
    "\n- ",
    "\n  ",
    ": ",
    "- ",
    "? ",
    "<<: *a",
    "&a ",
    "*a",
    "!!str ",
    "|\n",
    ">-\n  x\n",
    "---\n",
    "...\n",
    "# x\n",
    "// x\n",
    "/* x */",
  ],
  ...[
    "true",
    "None",
    "null",
    "~",
    "0",
    "100",
    "-1",
    "1e999",
    "9007199254740993",
    "0.5",
    "''",
    '""',
    "{}",
    "[]",
    "${var.x}",
    "{{secrets/a/b}}",
  ],
  ...[
    "__proto__",
    "constructor",
    "name",
    "served_entities",
    "served_models",
    "traffic_percentage",
    '"config": {}',
    "name: x\n",
    '"a": 1,',
    "\r\n",
  ],
);

type Mutation = (text: string) => string;

/** Positions are fractions of the text, so that a shrunk text keeps them meaningful. */
const place = fc.double({ min: 0, max: 1, noNaN: true });
const mutation: fc.Arbitrary<Mutation> = fc.oneof(
  fc.tuple(place, pieces).map(
    ([at, piece]) =>
      (t: string) =>
        splice(t, at, 0, piece),
  ),
  fc.tuple(place, fc.integer({ min: 1, max: 8 })).map(
    ([at, length]) =>
      (t: string) =>
        splice(t, at, length, ""),
  ),
  fc.tuple(place, fc.integer({ min: 1, max: 8 }), pieces).map(
    ([at, length, piece]) =>
      (t: string) =>
        splice(t, at, length, piece),
  ),
  fc.tuple(place, place).map(
    ([a, b]) =>
      (t: string) =>
        swapTokens(t, a, b),
  ),
  fc.tuple(place, pieces).map(
    ([at, piece]) =>
      (t: string) =>
        replaceToken(t, at, piece),
  ),
  fc.tuple(place, fc.integer({ min: 1, max: 4 }), place).map(
    ([at, count, to]) =>
      (t: string) =>
        copyLines(t, at, count, to),
  ),
  fc.tuple(place, fc.integer({ min: 1, max: 4 })).map(
    ([at, count]) =>
      (t: string) =>
        removeLines(t, at, count),
  ),
  fc.tuple(place, fc.integer({ min: 0, max: 6 })).map(
    ([at, indent]) =>
      (t: string) =>
        indentLine(t, at, indent),
  ),
  fc.constant((t: string) => t.replaceAll("\n", "\r\n")),
  place.map((at) => (t: string) => t.slice(0, Math.floor(at * t.length))),
);

function splice(text: string, at: number, length: number, piece: string): string {
  const start = Math.floor(at * text.length);
  return text.slice(0, start) + piece + text.slice(start + length);
}

function swapTokens(text: string, a: number, b: number): string {
  const tokens = text.split(/(\s+|[,:{}[\]])/);
  const [i, j] = [Math.floor(a * (tokens.length - 1)), Math.floor(b * (tokens.length - 1))];
  [tokens[i], tokens[j]] = [tokens[j] ?? "", tokens[i] ?? ""];
  return tokens.join("");
}

function replaceToken(text: string, at: number, piece: string): string {
  const tokens = text.split(/([\s,:{}[\]]+)/);
  tokens[Math.floor(at * (tokens.length - 1))] = piece;
  return tokens.join("");
}

function copyLines(text: string, at: number, count: number, to: number): string {
  const lines = text.split("\n");
  const from = Math.floor(at * (lines.length - 1));
  return lines.toSpliced(Math.floor(to * lines.length), 0, ...lines.slice(from, from + count)).join("\n");
}

function removeLines(text: string, at: number, count: number): string {
  const lines = text.split("\n");
  return lines.toSpliced(Math.floor(at * (lines.length - 1)), count).join("\n");
}

function indentLine(text: string, at: number, indent: number): string {
  const lines = text.split("\n");
  const i = Math.floor(at * (lines.length - 1));
  return lines.with(i, " ".repeat(indent) + (lines[i] ?? "").trimStart()).join("\n");
}

const document: fc.Arbitrary<Sample> = fc
  .tuple(fc.constantFrom(...samples), fc.array(mutation, { minLength: 1, maxLength: 4 }))
  .map(([{ text, format }, mutations]) => ({ text: mutations.reduce((t, mutate) => mutate(t), text), format }));

const expected = { expected: true };

function check({ text, format }: Sample): void {
  const plain = format === "yaml" ? parsePlainYaml(text) : parsePlainJson(text, format);
  const other = format === "yaml" ? parseAnyYaml : () => parseAnyJson(text, format);
  if (plain) assert.deepEqual(plain, other(text), "the short way gives another tree than the long one");
  const report = lint(text, format, expected);
  for (const [i, { range }] of report.findings.entries()) {
    assert.ok(0 <= range.start && range.start <= range.end && range.end <= text.length, "a range leaves the text");
    assert.ok(range.start >= (report.findings[i - 1]?.range.start ?? 0), "findings are out of order");
  }
  for (const finding of report.findings)
    for (const fix of finding.fixes) checkFix(report, finding, fix.edits, fix.title);
}

function checkFix(
  { document }: Report,
  finding: Finding,
  edits: Finding["fixes"][number]["edits"],
  title: string,
): void {
  const { text, format } = document;
  const changes = textEdits(document, edits);
  const context = `${finding.rule}: ${finding.message}\n${title}\n${JSON.stringify(changes)}\n`;
  assert.ok(changes.length > 0, `${context}the fix changes nothing`);
  for (const [i, change] of changes.entries()) {
    assert.ok(
      0 <= change.start && change.start <= change.end && change.end <= text.length,
      `${context}an edit leaves the text`,
    );
    assert.ok(change.start >= (changes[i - 1]?.end ?? 0), `${context}edits overlap`);
  }
  const fixed = applyTextEdits(text, changes);
  const after = lint(fixed, format, expected);
  const syntax = (report: Report) => report.document.problems.filter(({ kind }) => kind === "syntax").length;
  assert.ok(
    syntax(after) <= syntax({ document } as Report),
    `${context}the fixed text does not parse:\n${fixed}\n${after.findings[0]?.message}`,
  );
  // Where a key stands twice, what is removed may uncover the same mistake in the other.
  if (document.problems.some(({ kind }) => kind === "duplicate-key")) return;
  assert.ok(
    count(after.findings, finding) < count(lint(text, format, expected).findings, finding),
    `${context}the finding stays:\n${fixed}`,
  );
}

function count(findings: readonly Finding[], { rule, message }: Finding): number {
  return findings.filter((other) => other.rule === rule && other.message === message).length;
}

test(`${runs} broken documents: never an exception, ranges in the text, fixes that fix`, () => {
  fc.assert(fc.property(document, check), { numRuns: runs, ...seed });
});
