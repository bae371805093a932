// What a seed may hold, and how a mistake in it is reported.
import assert from "node:assert/strict";
import { test } from "node:test";
import { readSeed, SeedError } from "../../../src/emulator/seed.ts";

function check(seed: unknown, message: string): void {
  const text = typeof seed === "string" ? seed : JSON.stringify(seed);
  assert.throws(
    () => readSeed(text),
    (error) => {
      assert.ok(error instanceof SeedError);
      assert.equal(error.message.slice(0, message.length), message);
      return true;
    },
  );
}

test("a seed is create bodies with wishes for their served entities", () => {
  const endpoint = {
    name: "wine",
    config: { served_entities: [] },
    emulator: { red: { latencyMs: 5, deploymentFails: "no" } },
  };
  assert.deepEqual(readSeed(JSON.stringify({ endpoints: [endpoint, { name: "bare" }] })), {
    endpoints: [endpoint, { name: "bare" }],
  });
});

const settings = "`latencyMs`, `chunkMs`, `answer`, `task`, `deploymentFails`";
const withSettings = (red: unknown) => ({ endpoints: [{ name: "wine", emulator: { red } }] });
const wrong: [string, unknown, string][] = [
  ["no JSON", "{endpoints", "The seed is not JSON: "],
  ["a bare list", [], "The seed has no list `endpoints`; write "],
  ["an endpoint that is no object", { endpoints: ["wine"] }, "`endpoints[0]` is no object; write a create body there"],
  [
    "an endpoint without name",
    { endpoints: [{ name: "a" }, {}] },
    "`endpoints[1]` has no `name`; give the endpoint one",
  ],
  [
    "wishes that are no object",
    { endpoints: [{ name: "a", emulator: [] }] },
    "`endpoints[0].emulator` is no object; write",
  ],
  [
    "a wish that is no object",
    withSettings(5),
    `\`endpoints[0].emulator.red\` is no object; known settings are ${settings}`,
  ],
  [
    "an unknown wish",
    withSettings({ latency: 5 }),
    `\`endpoints[0].emulator.red.latency\` is no setting; known are ${settings}`,
  ],
  [
    "a delay that is none",
    withSettings({ chunkMs: "5" }),
    "`endpoints[0].emulator.red.chunkMs` must be a number of milliseconds, 0 or more",
  ],
];
for (const [what, seed, message] of wrong) test(`a seed with ${what} is refused`, () => check(seed, message));
