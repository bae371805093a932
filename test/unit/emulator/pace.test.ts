// How long deployments take, by what they hold and how fast time passes.
import assert from "node:assert/strict";
import { test } from "node:test";
import { type Config, readConfig } from "../../../src/emulator/workspace/config.ts";
import { type PaceOptions, paceOf } from "../../../src/emulator/workspace/pace.ts";

function config(entity: object): Config {
  return readConfig({ served_entities: [{ name: "red", ...entity }] });
}

const custom = config({ entity_name: "main.a.red", entity_version: "1" });
const gpu = config({ entity_name: "main.a.red", entity_version: "1", workload_type: "GPU_SMALL" });
const external = config({ external_model: { name: "gpt-4", provider: "openai", task: "llm/v1/chat" } });

function check(options: PaceOptions, to: Config, before: Config | undefined, seconds: number): void {
  assert.equal(paceOf(options).deployment(to, before) / 1000, seconds);
}

const cases: [string, PaceOptions, Config, Config | undefined, number][] = [
  ["usually takes three seconds", {}, custom, undefined, 3],
  ["takes ten minutes at the service's own pace", { speed: 1 }, custom, undefined, 600],
  ["takes longer on GPU", { speed: 1 }, gpu, undefined, 1200],
  ["is quick for external models", { speed: 1 }, external, undefined, 30],
  ["is quick where only the split changes", { speed: 1 }, custom, custom, 30],
  ["takes its time where the entities change", { speed: 1 }, gpu, custom, 1200],
  ["takes what it was told to, whatever it holds", { speed: 1, deploySeconds: 7 }, external, external, 7],
];
for (const [what, options, to, before, seconds] of cases) {
  test(`a deployment ${what}`, () => check(options, to, before, seconds));
}

test("idle time passes as it does at the service, a cold start by the speed", () => {
  const { idle, coldStart } = paceOf({ speed: 100 });
  assert.deepEqual([idle, coldStart], [1_800_000, 600]);
});
