// Which splits are offered, under which names.
import assert from "node:assert/strict";
import { test } from "node:test";
import { type PresetOptions, presets } from "../../../src/deploy/presets.ts";
import { type Share, splitLabel } from "../../../src/deploy/split.ts";

function check(current: Record<string, number>, options: PresetOptions, expected: string[]) {
  const offers = presets(split(current), options);
  assert.deepEqual(
    offers.map(({ label, shares }) => `${label}: ${splitLabel(shares)}`),
    expected,
  );
}

function split(shares: Record<string, number>): Share[] {
  return Object.entries(shares).map(([servedEntity, percentage]) => ({ servedEntity, percentage }));
}

test("two served entities: even, canaries of the last one, all to either; the present split is not offered", () => {
  check({ current: 90, challenger: 10 }, {}, [
    "Even: 50/50",
    "Canary 1 %: 99/1",
    "Canary 5 %: 95/5",
    "Canary 25 %: 75/25",
    "Promote current: 100/0",
    "Promote challenger: 0/100",
  ]);
});

test("the newest served entity is the canary where it is told", () => {
  check({ fresh: 0, current: 100 }, { newest: "fresh" }, [
    "Even: 50/50",
    "Canary 1 %: 1/99",
    "Canary 5 %: 5/95",
    "Canary 10 %: 10/90",
    "Canary 25 %: 25/75",
    "Promote fresh: 100/0",
  ]);
});

test("one at 0 % gets a share only where the offer says so", () => {
  check({ a: 50, b: 0, c: 50 }, {}, [
    "Even: 34/33/33",
    "Canary 1 %: 99/0/1",
    "Canary 5 %: 95/0/5",
    "Canary 10 %: 90/0/10",
    "Canary 25 %: 75/0/25",
    "Promote a: 100/0/0",
    "Promote b: 0/100/0",
    "Promote c: 0/0/100",
  ]);
  check({ a: 60, b: 0, c: 40 }, { locked: new Set(["c"]) }, ["Even: 30/30/40"]);
});

test("after a promotion no canary of the promoted one can be made, for nobody else may take the rest", () => {
  check({ current: 0, challenger: 100 }, {}, ["Even: 50/50", "Promote current: 100/0"]);
});

test("the previous split is offered with its time, unless it names what is gone", () => {
  const previous = { shares: split({ challenger: 3, current: 97 }), when: "yesterday" };
  assert.deepEqual(presets(split({ current: 90, challenger: 10 }), { previous }).at(-1), {
    label: "Previous split (yesterday)",
    shares: split({ current: 97, challenger: 3 }),
  });
  const gone = { shares: split({ current: 97, older: 3 }) };
  assert.ok(
    !presets(split({ current: 90, challenger: 10 }), { previous: gone }).some(({ label }) => /Previous/.test(label)),
  );
});

test("one served entity has nothing to split", () => check({ current: 100 }, {}, []));
