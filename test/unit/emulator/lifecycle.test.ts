// The states of an endpoint as a pure function of time.
import assert from "node:assert/strict";
import { test } from "node:test";
import { readConfig } from "../../../src/emulator/workspace/config.ts";
import { activeState, type Life, newborn, stateOf, step } from "../../../src/emulator/workspace/lifecycle.ts";

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

test("an update that is stuck goes on until it is cancelled, and keeps what was ready", () => {
  const event = { kind: "deploy", config, duration: 40, failures: {}, stuck: true } as const;
  const stuck = step(newborn, event, 0);
  check(step(stuck, { kind: "look" }, 1e9), "NOT_READY IN_PROGRESS active:- pending:CCCC");
  const halfway = step(deploying(), { kind: "look" }, 20);
  check(step(halfway, { kind: "cancel" }, 20), "NOT_READY UPDATE_CANCELED active:- pending:RRAA");
});

test("what is stopped is ready again only when its next deployment has succeeded", () => {
  const active = step(deploying(), { kind: "look" }, 40);
  const stopped = step(active, { kind: "stop" }, 50);
  check(stopped, "NOT_READY NOT_UPDATING active:1 pending:");
  const restarted = deploying({}, stopped);
  check(restarted, "NOT_READY IN_PROGRESS active:1 pending:CCCC");
  check(step(restarted, { kind: "look" }, 40), "READY NOT_UPDATING active:2 pending:");
  check(
    step(deploying({ a: "broken" }, stopped), { kind: "look" }, 40),
    "NOT_READY UPDATE_FAILED active:1 pending:FAAA",
  );
});

test("an entity sleeps after an idle time, from when it was ready or last asked, if it may", () => {
  const life = step(deploying(), { kind: "look" }, 40);
  const used = step(life, { kind: "use", servedEntity: "a" }, 1000);
  const [a] = config.entities;
  assert.ok(a);
  const message = (of: Life, now: number, scale_to_zero_enabled = true) =>
    activeState(of, { ...a, scale_to_zero_enabled }, now, 100).deployment_state_message;
  assert.deepEqual([message(life, 139), message(life, 140), message(life, 140, false)], ["", "Scaled to zero", ""]);
  assert.deepEqual([message(used, 1099), message(used, 1100)], ["", "Scaled to zero"]);
});

test("a life that is written down and read again goes on as it would have", () => {
  const life = deploying({ c: "broken" });
  const read: Life = JSON.parse(JSON.stringify(life));
  assert.deepEqual(step(read, { kind: "look" }, 30), step(life, { kind: "look" }, 30));
});

test("a step changes nothing of what it was given", () => {
  const life = deploying();
  const before = structuredClone(life);
  step(life, { kind: "look" }, 40);
  assert.deepEqual(life, before);
});
