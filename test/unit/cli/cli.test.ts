// What every verb shares: choosing one, help, versions, and readers that go away.
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import manifest from "../../../package.json" with { type: "json" };
import { RULES } from "../../../src/engine/index.ts";
import { type Call, run, TOO_MUCH } from "./run.ts";

async function check(call: Call, expected: { code: number; out?: RegExp; err?: RegExp }): Promise<void> {
  const { code, stdout, stderr } = await run(call);
  assert.match(stderr, expected.err ?? /^$/);
  assert.match(stdout, expected.out ?? /^$/);
  assert.equal(code, expected.code);
  if (!call.args.includes("--help")) return;
  const wide = stdout.split("\n").filter((line) => line.length > 80);
  assert.deepEqual(wide, [], "wider than 80 columns");
}

describe("model-serving", { concurrency: 2 }, () => {
  test("says its version", () =>
    check({ args: ["--version"] }, { code: 0, out: new RegExp(`^${manifest.version}\n$`) }));

  test("helps", () =>
    check({ args: ["--help"] }, { code: 0, out: /Commands:\n {2}lint .*\n {2}rules .*\n[\s\S]*Exit codes:/ }));

  for (const verb of ["lint", "rules", "emulator"]) {
    test(`helps with ${verb}`, () =>
      check(
        { args: [verb, "--help"] },
        {
          code: 0,
          out: new RegExp(`^Usage: model-serving ${verb} [\\s\\S]*Options:\n {2}--`),
        },
      ));
  }

  test("helps with a verb named after help", () =>
    check({ args: ["help", "rules"] }, { code: 0, out: /model-serving rules/ }));

  test("wants a command", () => check({ args: [] }, { code: 2, err: /^Name a command\n\n[\s\S]*Commands:/ }));

  test("proposes the command that was meant", () =>
    check({ args: ["lnit"] }, { code: 2, err: /^There is no command `lnit`; did you mean `lint`\?\n/ }));

  test("proposes the option that was meant", () =>
    check(
      { args: ["rules", "--fromat", "json"] },
      {
        code: 2,
        err: /^There is no option `--fromat`; did you mean `--format`\?\n\nUsage: model-serving rules/,
      },
    ));

  test("lists every rule on a line", () =>
    check({ args: ["rules"] }, { code: 0, out: new RegExp(`^(?:${RULES.map(({ id }) => `${id} .*\n`).join("")})$`) }));

  test("keeps its exit code and its peace when nobody reads on", () =>
    check({ args: ["lint", "wine.yml"], files: { "wine.yml": TOO_MUCH }, deaf: true }, { code: 1 }));
});

test("gives the rules as data", async () => {
  const { stdout } = await run({ args: ["rules", "--format", "json"] });
  const [first] = JSON.parse(stdout);
  assert.deepEqual(Object.keys(first), ["id", "severity", "summary", "rationale", "reference"]);
  assert.equal(JSON.parse(stdout).length, RULES.length);
});
