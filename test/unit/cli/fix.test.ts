// What `lint --fix` changes, what it leaves, and how it writes.
import assert from "node:assert/strict";
import { lstat, readdir, stat } from "node:fs/promises";
import { join } from "node:path";
import { describe, test } from "node:test";
import { type Call, contents, MISSPELT, run, TOO_MUCH, wine } from "./run.ts";

const FILE = "wine.serving.yml";

/** `after` is the whole file; `fixed` the rules of the lines that report a fix. */
async function check(
  before: string,
  expected: { after: string; fixed?: readonly string[]; summary: string; code?: number },
  { name = FILE, args = [] as readonly string[] } = {},
): Promise<void> {
  const call: Call = { args: ["lint", "--fix", name, ...args], files: { [name]: before } };
  const ran = await run(call, async (folder) => {
    assert.equal(await contents(folder, name), expected.after);
    assert.deepEqual(await readdir(folder), [name], "something is left behind");
  });
  const fixed = Array.from(ran.stderr.matchAll(/: fixed: .* \[(.*)\]$/gm), ([, rule]) => rule);
  assert.deepEqual(fixed, expected.fixed ?? []);
  assert.equal(ran.stdout.split("\n").at(-2), expected.summary);
  assert.equal(ran.code, expected.code ?? 0);
}

describe("lint --fix", { concurrency: 2 }, () => {
  test("fixes what it can, each fix on top of the one before", () =>
    check(
      wine({
        routes: [
          'served_entity_name: red, traffic_percentage: "90"',
          "served_entity_name: whte, traffic_percentage: 20",
        ],
        more: "descripton: two wines # and no more\n",
      }),
      {
        after: wine({
          routes: [
            "served_entity_name: red, traffic_percentage: 80",
            "served_entity_name: white, traffic_percentage: 20",
          ],
          more: "description: two wines # and no more\n",
        }),
        fixed: ["unknown-field", "quoted-value", "route-names-served-entity", "traffic-sums-to-100"],
        summary: "4 fixed, no findings in 1 file",
      },
    ));

  test("makes broken text readable first", () =>
    check(
      '{\n  "name": "wine"\n  "config": { "served_entities": [] },\n  "descripton": "x",\n}\n',
      {
        after: '{\n  "name": "wine",\n  "config": { "served_entities": [] },\n  "description": "x"\n}\n',
        fixed: ["syntax", "comment-in-json", "unknown-field"],
        summary: "3 fixed, no findings in 1 file",
      },
      { name: "wine.serving.json" },
    ));

  test("invents no name, and fixes what stands beside", () =>
    check(
      '{ "config": { "served_entities": [] }, "descripton": "x" }',
      {
        after: '{ "config": { "served_entities": [] }, "description": "x" }',
        fixed: ["unknown-field"],
        summary: "1 fixed, 1 error left in 1 file",
        code: 1,
      },
      { name: "wine.serving.json" },
    ));

  test("splits no traffic that nobody has split", () =>
    check(wine({ routes: ["served_entity_name: red", "served_entity_name: white"] }), {
      after: wine({ routes: ["served_entity_name: red", "served_entity_name: white"] }),
      summary: "2 errors in 1 file",
      code: 1,
    }));

  test("keeps byte order mark and line breaks", () => {
    const windows = (text: string) => `\uFEFF${text.replaceAll("\n", "\r\n")}`;
    return check(
      windows(
        '{\n  "name": "wine",\n  "config": {\n    "served_entities": [],\n    "tags": [\n      {}\n    ]\n  }\n}\n',
      ),
      {
        after: windows(
          '{\n  "name": "wine",\n  "config": {\n    "served_entities": []\n  },\n  "tags": [\n    {}\n  ]\n}\n',
        ),
        fixed: ["field-in-right-place"],
        summary: "1 fixed, 1 error left in 1 file",
        code: 1,
      },
      { name: "wine.serving.json" },
    );
  });

  test("leaves a file alone that it cannot read", () => {
    const broken = "name: wine\nconfig: [\n";
    return check(broken, { after: broken, summary: "2 errors in 1 file", code: 1 });
  });

  test("fixes no rule that is off", () =>
    check(MISSPELT, { after: MISSPELT, summary: "No findings in 1 file" }, { args: ["--rule", "unknown-field=off"] }));

  test("writes through a link, and keeps the mode", async () => {
    const files = { "real/wine.yml": { contents: TOO_MUCH, mode: 0o640 }, "wine.yml": { link: "real/wine.yml" } };
    await run({ args: ["lint", "--fix", "wine.yml"], files }, async (folder) => {
      assert.ok((await lstat(join(folder, "wine.yml"))).isSymbolicLink());
      assert.match(await contents(folder, "real/wine.yml"), /traffic_percentage: 80/);
      assert.equal((await stat(join(folder, "real/wine.yml"))).mode & 0o777, 0o640);
    });
  });

  test("says what it did", async () => {
    const { stdout, stderr } = await run({
      args: ["lint", "--fix", "."],
      files: { "a.yml": TOO_MUCH, "b.yml": wine() },
    });
    assert.equal(
      stderr,
      "a.yml: fixed: Traffic adds up to 110, not 100; 10 too many → Change `red` to 80 [traffic-sums-to-100]\n",
    );
    assert.equal(stdout, "1 fixed, no findings in 2 files\n");
  });
});
