// The shares with which calls are dealt out.
import assert from "node:assert/strict";
import { test } from "node:test";
import { splitter } from "../../../src/emulator/data-plane/split.ts";

/** How often each entity is picked in `calls` calls. */
function check(shares: Record<string, number>, calls: number, expected: Record<string, number>): void {
  const pick = splitter(Math.random);
  const routes = Object.entries(shares).map(([served_entity_name, traffic_percentage]) => ({
    served_entity_name,
    traffic_percentage,
  }));
  const counts: Record<string, number> = {};
  for (let call = 0; call < calls; call += 1) {
    const name = pick(routes) ?? "nobody";
    counts[name] = (counts[name] ?? 0) + 1;
  }
  assert.deepEqual(counts, expected);
}

test("every hundred calls have exactly the configured shares", () => {
  check({ a: 90, b: 10 }, 300, { a: 270, b: 30 });
  check({ a: 33, b: 33, c: 34 }, 100, { a: 33, b: 33, c: 34 });
});

test("an entity at 0 is never picked, and one at 100 always", () => check({ a: 0, b: 100 }, 250, { b: 250 }));

test("without routes nobody is picked", () => check({}, 3, { nobody: 3 }));

test("the same random numbers give the same order", () => {
  const routes = [
    { served_entity_name: "a", traffic_percentage: 50 },
    { served_entity_name: "b", traffic_percentage: 50 },
  ];
  const [one, two] = [0, 0].map(() => {
    const pick = splitter(() => 0.3);
    return Array.from({ length: 100 }, () => pick(routes));
  });
  assert.deepEqual(one, two);
});
