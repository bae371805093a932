// Which files `lint` checks, what its options do, and how it exits.
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { type Call, MISSPELT, run, TOO_MUCH, wine } from "./run.ts";

/** `findings` are the places in standard output; `err` is all of standard error, its usage left out. */
async function check(
  call: Call,
  expected: { code: number; findings?: readonly string[]; summary?: string; err?: string },
): Promise<void> {
  const { code, stdout, stderr } = await run({ ...call, args: ["lint", ...call.args] });
  const lines = stdout.split("\n").filter((line) => !/^ *\d* \|/.test(line));
  const findings = lines.filter((line) => line.includes(": ")).map((line) => line.replace(/^(\S+) \w+: .* /, "$1 "));
  assert.equal(stderr.replace(/\n\nUsage: [\s\S]*/, "\n"), expected.err ?? "");
  assert.deepEqual(findings, expected.findings ?? []);
  if (expected.summary !== undefined) assert.equal(lines.at(-2), expected.summary);
  assert.equal(code, expected.code);
}

const SUM = "8:56: [traffic-sums-to-100]";
const FIELD = "10:1: [unknown-field]";

describe("lint", { concurrency: 2 }, () => {
  test("is content with a good file", () =>
    check(
      { args: ["wine.serving.yml"], files: { "wine.serving.yml": wine() } },
      { code: 0, summary: "No findings in 1 file" },
    ));

  test("fails for an error", () =>
    check(
      { args: ["wine.serving.yml"], files: { "wine.serving.yml": TOO_MUCH } },
      { code: 1, findings: [`wine.serving.yml:${SUM}`], summary: "1 error in 1 file" },
    ));

  test("does not fail for a warning", () =>
    check(
      { args: ["a.yml"], files: { "a.yml": MISSPELT } },
      { code: 0, findings: [`a.yml:${FIELD}`], summary: "1 warning in 1 file" },
    ));

  test("looks for configs in folders, by name and by contents", () =>
    check(
      {
        args: ["."],
        files: {
          "b/empty.serving.json": "",
          "b/databricks.yml": TOO_MUCH,
          "a.yaml": MISSPELT,
          "b/package.json": '{ "served_entities": "a word" }',
          "b/broken.json": "{",
          "b/notes.txt": TOO_MUCH,
          "b/binary.json": "\0",
          "node_modules/c.serving.yml": TOO_MUCH,
          "b/node_modules/c.serving.yml": TOO_MUCH,
          ".git/c.serving.yml": TOO_MUCH,
          "big.json": `${" ".repeat(20_000_001)}{ "served_entities": [] }`,
          back: { link: "." },
        },
      },
      {
        code: 1,
        findings: [`a.yaml:${FIELD}`, `b/databricks.yml:${SUM}`, "b/empty.serving.json:1:1: [syntax]"],
        summary: "2 errors, 1 warning in 3 files",
      },
    ));

  for (const [pattern, ...files] of [
    ["*.yml", "a.yml"],
    ["./sub/**/*.yml", "sub/b.yml", "sub/deep/c.yml"],
    ["{sub,other}/*.y?ml", "other/d.yaml"],
    ["sub/deep", "sub/deep/c.yml"],
    ["sub/b.yml", "sub/b.yml"],
  ]) {
    test(`takes ${pattern}`, () =>
      check(
        {
          args: [pattern ?? ""],
          files: { "a.yml": TOO_MUCH, "sub/b.yml": TOO_MUCH, "sub/deep/c.yml": TOO_MUCH, "other/d.yaml": TOO_MUCH },
        },
        { code: 1, findings: files.map((file) => `${file}:${SUM}`) },
      ));
  }

  test("checks a file once, however often it is named", () =>
    check(
      { args: ["a.yml", ".", "./a.yml"], files: { "a.yml": TOO_MUCH } },
      { code: 1, findings: [`a.yml:${SUM}`], summary: "1 error in 1 file" },
    ));

  test("names what does not exist, and checks the rest", () =>
    check(
      { args: ["gone.yml", "*.json", "empty", "a.yml"], files: { "a.yml": TOO_MUCH, "empty/package.json": "{}" } },
      {
        code: 2,
        findings: [`a.yml:${SUM}`],
        err: "gone.yml: does not exist\n*.json: no endpoint config found\nempty: no endpoint config found\n",
      },
    ));

  test("names what cannot be read, and checks the rest", () =>
    check(
      {
        args: ["a.bin", "latin.yml", "big.yml", "."],
        files: {
          "a.bin": "\0",
          "latin.yml": Uint8Array.of(0x6e, 0xe4),
          "big.yml": " ".repeat(20_000_001),
          "loop.json": { link: "loop.json" },
          "ok.serving.yml": TOO_MUCH,
        },
      },
      {
        code: 2,
        findings: [`ok.serving.yml:${SUM}`],
        err: `a.bin: is no text file
latin.yml: is no text file in UTF-8
big.yml: is larger than 20 MB, which no config is
loop.json: cannot be read (ELOOP)
`,
      },
    ));

  test("says when a named file holds no config", () =>
    check(
      { args: ["package.json"], files: { "package.json": "{}" } },
      { code: 0, err: "package.json: no endpoint config in it\n" },
    ));

  test("reads standard input", () =>
    check({ args: ["-"], input: TOO_MUCH }, { code: 1, findings: [`<stdin>:${SUM}`], summary: "1 error in 1 file" }));

  test("takes nameless input for a config, and for JSON where it starts like JSON", () =>
    check(
      { args: ["--stdin"], input: ' { "name": "x", }' },
      { code: 0, findings: ["<stdin>:1:15: [comment-in-json]"] },
    ));

  test("gives standard input the name it is to have", () =>
    check(
      { args: ["--stdin", "--stdin-filename", "x/wine.yml"], input: TOO_MUCH },
      { code: 1, findings: [`x/wine.yml:${SUM}`] },
    ));

  test("finds its places behind a byte order mark", () =>
    check({ args: ["a.yml"], files: { "a.yml": `\uFEFF${TOO_MUCH}` } }, { code: 1, findings: [`a.yml:${SUM}`] }));

  test("weighs a rule as it is told, the last word counting", () =>
    check(
      {
        args: ["a.yml", "--rule", "unknown-field=error", "--rule", "traffic-sums-to-100=off"],
        files: { "a.yml": `${TOO_MUCH}descripton: x\n` },
      },
      { code: 1, findings: [`a.yml:${FIELD}`], summary: "1 error in 1 file" },
    ));

  test("is quiet about what is no error", () =>
    check(
      { args: [".", "--quiet"], files: { "a.yml": MISSPELT, "b.yml": TOO_MUCH } },
      { code: 1, findings: [`b.yml:${SUM}`], summary: "1 error in 2 files" },
    ));

  test("fails for more warnings than it may let pass, quiet or not", () =>
    check(
      { args: [".", "--quiet", "--max-warnings", "1"], files: { "a.yml": MISSPELT, "b.yml": MISSPELT } },
      { code: 1, summary: "No findings in 2 files", err: "2 warnings, and --max-warnings allows 1\n" },
    ));

  test("lets as many warnings pass as it may", () =>
    check(
      { args: ["a.yml", "--max-warnings", "1"], files: { "a.yml": MISSPELT } },
      { code: 0, findings: [`a.yml:${FIELD}`] },
    ));

  for (const [args, err] of [
    [[], "Name at least one file or folder to check; `.` is this folder"],
    [[".", "--format", "xml"], "--format is `xml`, and has to be one of `text`, `json`, `sarif`, `github`"],
    [[".", "--rule", "unkown-field=off"], "There is no rule `unkown-field`; did you mean `unknown-field`?"],
    [[".", "--rule", "zzz=off"], "There is no rule `zzz`; `model-serving rules` lists them"],
    [[".", "--rule", "syntax"], "--rule `syntax` lacks its severity; write `syntax=off`, say"],
    [
      [".", "--rule", "syntax=fatal"],
      "The severity of `syntax` is `fatal`, and has to be one of `off`, `information`, `warning`, `error`",
    ],
    [[".", "--max-warnings", "few"], "--max-warnings is `few`, and has to be a whole number"],
    [["-", "--fix"], "--fix changes files, and standard input is none"],
    [[".", "--stdin-filename", "a.yml"], "--stdin-filename is of no use without --stdin"],
    [[".", "--fixx"], "There is no option `--fixx`; did you mean `--fix`?"],
  ] as const) {
    test(`refuses ${["lint", ...args].join(" ")}`, () => check({ args }, { code: 2, err: `${err}\n` }));
  }
});
