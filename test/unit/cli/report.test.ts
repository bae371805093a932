// How `lint` prints what it finds, in each format.
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { type Call, MISSPELT, run, TOO_MUCH, wine } from "./run.ts";

async function check(call: Call, stdout: string): Promise<void> {
  assert.deepEqual((await run({ ...call, args: ["lint", ...call.args] })).stdout, stdout);
}

const FILES = { "a.yml": TOO_MUCH };
const UNKNOWN = "is no field that the service knows here [unknown-field]";

describe("as text", { concurrency: 2 }, () => {
  test("shows the line and underlines the place", () =>
    check(
      { args: ["a.yml"], files: FILES },
      `a.yml:8:56: error: Traffic adds up to 110, not 100; 10 too many [traffic-sums-to-100]
8 |       - { served_entity_name: red, traffic_percentage: 90 }
  |                                                        ^~
1 error in 1 file
`,
    ));

  test("underlines wide characters and characters behind tabs where they stand", () =>
    check(
      {
        args: ["a.json"],
        files: { "a.json": '{ "name": "x", "config": { "served_entities": [] },\n\t"日本": 1, "z̧🍷": 2 }' },
      },
      `a.json:2:2: warning: \`日本\` ${UNKNOWN}
2 |     "日本": 1, "z̧🍷": 2 }
  |     ^~~~~~
a.json:2:11: warning: \`z̧🍷\` ${UNKNOWN}
2 |     "日本": 1, "z̧🍷": 2 }
  |                ^~~~~
2 warnings in 1 file
`,
    ));

  test("cuts a long line around the place", () =>
    check(
      {
        args: ["a.json"],
        files: {
          "a.json": `{ "description": "${"x".repeat(500)}", "config": { "served_entities": [] }, "name": "x", "zzzz": "${"y".repeat(500)}" }`,
        },
      },
      `a.json:1:572: warning: \`zzzz\` ${UNKNOWN}
1 | …{ "served_entities": [] }, "name": "x", "zzzz": "${"y".repeat(71)}…
  |                                          ^~~~~~
1 warning in 1 file
`,
    ));

  test("prints nothing that a terminal would obey", () =>
    check(
      { args: ["a.yml"], files: { "a.yml": `${wine()}"\\e[31m\\nred": 1 # \u202e\u001b[31m\n` } },
      `a.yml:10:1: warning: \`\uFFFD[31m\uFFFDred\` ${UNKNOWN}
10 | "\\e[31m\\nred": 1 # \uFFFD\uFFFD[31m
   | ^~~~~~~~~~~~~
1 warning in 1 file
`,
    ));

  test("is coloured where colours are wanted", () =>
    check(
      { args: ["a.yml"], files: FILES, env: { FORCE_COLOR: "1" } },
      `\u001b[1ma.yml:8:56:\u001b[22m \u001b[31merror:\u001b[39m Traffic adds up to 110, not 100; 10 too many \u001b[2m[traffic-sums-to-100]\u001b[22m
\u001b[2m8 |\u001b[22m       - { served_entity_name: red, traffic_percentage: 90 }
\u001b[2m  |\u001b[22m                                                        \u001b[31m^~\u001b[39m
1 error in 1 file
`,
    ));
});

describe("for programs", { concurrency: 2 }, () => {
  test("as JSON", () =>
    check(
      { args: ["a.yml", "--format", "json"], files: { "a.yml": MISSPELT } },
      `${JSON.stringify(
        [
          {
            file: "a.yml",
            rule: "unknown-field",
            severity: "warning",
            message: "`descripton` is no field that the service knows here; did you mean `description`?",
            range: { start: { line: 9, character: 0 }, end: { line: 9, character: 10 } },
            fixes: ["Rename to `description`"],
          },
        ],
        null,
        2,
      )}\n`,
    ));

  test("as annotations for GitHub, escaped as its runner reads them", () =>
    check(
      { args: [".", "--format", "github"], files: { "a,b:c%.yml": TOO_MUCH, "d.yml": `${wine()}"5%\\n": 1\n` } },
      `::error file=a%2Cb%3Ac%25.yml,line=8,endLine=8,col=56,endColumn=58,title=traffic-sums-to-100::Traffic adds up to 110, not 100; 10 too many
::warning file=d.yml,line=10,endLine=10,col=1,endColumn=7,title=unknown-field::\`5%25%0A\` is no field that the service knows here
`,
    ));

  for (const format of ["json", "sarif", "github"]) {
    test(`as ${format}, nothing but the format is on standard output`, async () => {
      const { stdout, code } = await run({
        args: ["lint", "a.yml", "gone.yml", "--format", format],
        files: { "a.yml": wine() },
      });
      if (format === "github") assert.equal(stdout, "");
      else assert.ok(JSON.parse(stdout));
      assert.equal(code, 2);
    });
  }

  test("as SARIF", async () => {
    const files = { "my wines/ü.yml": `${TOO_MUCH}"{{0}}": 1\n` };
    const { stdout } = await run({ args: ["lint", "my wines", "gone.yml", "--format", "sarif"], files });
    const { $schema, version, runs } = JSON.parse(stdout);
    assert.deepEqual([$schema, version, runs.length], ["https://json.schemastore.org/sarif-2.1.0.json", "2.1.0", 1]);
    const [{ tool, columnKind, invocations, results }] = runs;
    assert.equal(columnKind, "utf16CodeUnits");
    const uri = "my%20wines/%C3%BC.yml";
    const rule = (ruleId: string) => tool.driver.rules.findIndex(({ id }: { id: string }) => id === ruleId);
    const result = (ruleId: string, level: string, text: string, region: object) => ({
      ruleId,
      ruleIndex: rule(ruleId),
      level,
      message: { text },
      locations: [{ physicalLocation: { artifactLocation: { uri }, region } }],
    });
    assert.deepEqual(results, [
      result("traffic-sums-to-100", "error", "Traffic adds up to 110, not 100; 10 too many", {
        startLine: 8,
        startColumn: 56,
        endLine: 8,
        endColumn: 58,
      }),
      result("unknown-field", "warning", "`{{{{0}}}}` is no field that the service knows here", {
        startLine: 10,
        startColumn: 1,
        endLine: 10,
        endColumn: 8,
      }),
    ]);
    const { helpUri, shortDescription, defaultConfiguration } = tool.driver.rules[rule("unknown-field")];
    assert.match(helpUri, /^https:\/\/.*\/docs\/rules\.md#unknown-field$/);
    assert.ok(shortDescription.text);
    assert.deepEqual(defaultConfiguration, { level: "warning" });
    assert.equal(invocations[0].executionSuccessful, false);
    assert.equal(invocations[0].toolExecutionNotifications[0].message.text, "The file does not exist");
  });
});
