// The states of an endpoint as a pure function of time.
import assert from "node:assert/strict";
import { test } from "node:test";
import { readConfig } from "../../../src/emulator/workspace/config.ts";
import { type Life, newborn, stateOf, step } from "../../../src/emulator/workspace/lifecycle.ts";

const config = readConfig({
  served_entities: ["a", "b", "c", "d"].map((name) => ({ name, entity_name: name, entity_version: "1" })),
});

/** A life that has begun to deploy at time 0, for 40 ms. */
function deploying(failures: Record<string, string> = {}, from: Life = newborn): Life {
  return step(from, { kind: "deploy", config, duration: 40, failures }, 0);
}

/** A life in one line: state, active version, and the first letters of how the pending entities are. */
function check(life: Life, expected: string): void {
  const { ready, config_update } = stateOf(life);
  const letters = Object.values(life.pending?.progress ?? {}).map(({ deployment }) =>
    deployment?.charAt("DEPLOYMENT_".length),
  );
  assert.equal(`${ready} ${config_update} active:${life.active?.version ?? "-"} pending:${letters.join("")}`, expected);
}

const looks: [number, string][] = [
  [0, "NOT_READY IN_PROGRESS active:- pending:CCCC"],
  [9, "NOT_READY IN_PROGRESS active:- pending:CCCC"],
  [10, "NOT_READY IN_PROGRESS active:- pending:RCCC"],
  [39, "NOT_READY IN_PROGRESS active:- pending:RRRC"],
  [40, "READY NOT_UPDATING active:1 pending:"],
  [1e9, "READY NOT_UPDATING active:1 pending:"],
];
for (const [time, expected] of looks) {
  test(`after ${time} of 40 ms a first deployment is ${expected}`, () =>
    check(step(deploying(), { kind: "look" }, time), expected));
}

test("looking often and looking once come to the same", () => {
  let often = deploying();
  for (let time = 0; time <= 40; time += 1) often = step(often, { kind: "look" }, time);
  assert.deepEqual(often, step(deploying(), { kind: "look" }, 40));
});

test("the first entity that fails ends the deployment when its time comes", () => {
  const life = deploying({ b: "broken", d: "broken too" });
  check(step(life, { kind: "look" }, 19), "NOT_READY IN_PROGRESS active:- pending:RCCC");
  const failed = "NOT_READY UPDATE_FAILED active:- pending:RFAA";
  check(step(life, { kind: "look" }, 20), failed);
  check(step(step(life, { kind: "look" }, 20), { kind: "look" }, 1e9), failed);
});

test("a failed update leaves what is active, and the next attempt has the next version", () => {
  const first = step(deploying(), { kind: "look" }, 40);
  const second = step(deploying({ a: "broken" }, first), { kind: "look" }, 40);
  check(second, "READY UPDATE_FAILED active:1 pending:FAAA");
  check(step(deploying({}, second), { kind: "look" }, 40), "READY NOT_UPDATING active:3 pending:");
});

test("a step changes nothing of what it was given", () => {
  const life = deploying();
  const before = structuredClone(life);
  step(life, { kind: "look" }, 40);
  assert.deepEqual(life, before);
});
