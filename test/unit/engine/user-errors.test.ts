// Mistakes that people make with endpoint configs, one file each, and files that only look like one. Beside each stands
// what is expected: a sentence that says what is wrong, then the findings. UPDATE=1 writes the findings anew; a file
// dropped into the folder is a test.
import assert from "node:assert/strict";
import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { extname } from "node:path";
import { describe, test } from "node:test";
import {
  applyTextEdits,
  type Document,
  type Finding,
  type Format,
  lint,
  textEdits,
} from "../../../src/engine/index.ts";

const folder = new URL("../../fixtures/lint/", import.meta.url);
const FORMATS: Readonly<Record<string, Format>> = {
  ".json": "json",
  ".jsonc": "jsonc",
  ".yml": "yaml",
  ".yaml": "yaml",
};

interface Fixture {
  readonly file: string;
  readonly format: Format;
  readonly title: string;
}

function fixtures(): Fixture[] {
  return readdirSync(folder).flatMap((file) => {
    const format = FORMATS[extname(file)];
    return format ? [{ file, format, title: titleOf(file) }] : [];
  });
}

function check({ file, format, title }: Fixture): void {
  const text = read(file);
  const { document, findings } = lint(text, format);
  const shown = [title, ...findings.map((finding) => show(text, finding)), ""].join("\n");
  if (process.env.UPDATE) writeFileSync(new URL(sidecarOf(file), folder), shown);
  assert.equal(shown, read(sidecarOf(file)));
  assert.equal(findings.length, file.startsWith("legal-") ? 0 : 1, "one mistake is one finding");
  for (const finding of findings) fixLeavesNothing(document, finding, format);
}

/** `line:column severity rule: message`, then the titles of the fixes. */
function show(text: string, { range, severity, rule, message, fixes }: Finding): string {
  const lines = text.slice(0, range.start).split("\n");
  const where = `${lines.length}:${(lines.at(-1)?.length ?? 0) + 1}`;
  const marked = text.slice(range.start, range.end).split("\n")[0];
  const titles = fixes.map(({ title, safe }) => `\n  fix: ${title}${safe === false ? " (to be completed)" : ""}`);
  return `\n${where} ${severity} ${rule}: ${message}\n  at: ${marked}${titles.join("")}`;
}

function fixLeavesNothing(document: Document, { fixes: [fix] }: Finding, format: Format): void {
  if (fix === undefined) return;
  const fixed = applyTextEdits(document.text, textEdits(document, fix.edits));
  const left = lint(fixed, format).findings.map(({ rule, message }) => `${rule}: ${message}`);
  assert.deepEqual(left, [], `after "${fix.title}"\n${fixed}`);
}

function read(file: string): string {
  return readFileSync(new URL(file, folder), "utf8");
}

function sidecarOf(file: string): string {
  return `${file.slice(0, -extname(file).length)}.expected`;
}

/** The first line of the sidecar; the file's name where there is none yet. */
function titleOf(file: string): string {
  const sidecar = sidecarOf(file);
  const words = file.slice(0, -extname(file).length).replaceAll("-", " ");
  return (existsSync(new URL(sidecar, folder)) && read(sidecar).split("\n")[0]) || words;
}

describe("one mistake is one finding, and its fix leaves nothing to find:", () => {
  for (const fixture of fixtures()) test(fixture.title, () => check(fixture));
});

test("no expectation is left over from a file that is gone", () => {
  const expected = new Set(fixtures().map(({ file }) => sidecarOf(file)));
  const left = readdirSync(folder).filter((file) => file.endsWith(".expected") && !expected.has(file));
  assert.deepEqual(left, []);
});
