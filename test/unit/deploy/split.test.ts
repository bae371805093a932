// The arithmetic of a split: what holds for every split, by random ones, and the sentences, by example.
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import fc from "fast-check";
import { describeSplit, rebalance, type Share, sameSplit, sharesOf, splitLabel } from "../../../src/deploy/split.ts";
import { apportion } from "../../../src/engine/index.ts";

const names = ["current", "challenger", "shadow", "retired", "fresh", "sixth"];

function split(...percentages: number[]): Share[] {
  return percentages.map((percentage, index) => ({ servedEntity: names[index] ?? "", percentage }));
}

/** Any valid split of up to six served entities, zeros included. */
const anySplit = fc
  .array(fc.nat(100), { minLength: 1, maxLength: names.length })
  .map((weights) => split(...apportion(100, weights.some((weight) => weight > 0) ? weights : weights.map(() => 1))));

/** A split, shares asked for some of its entities, and some that are locked. */
const anyRequest = anySplit.chain((current) =>
  fc.record({
    current: fc.constant(current),
    asked: fc
      .dictionary(fc.constantFrom(...current.map((share) => share.servedEntity)), fc.nat(100))
      .map((asked) => new Map(Object.entries(asked))),
    locked: fc.subarray(current.map((share) => share.servedEntity)).map((some) => new Set(some)),
  }),
);

describe("rebalance", () => {
  test("gives whole numbers that add up to 100 in the same order, or says what is missing", () => {
    fc.assert(
      fc.property(anyRequest, ({ current, asked, locked }) => {
        const result = rebalance(current, asked, locked);
        if ("reason" in result) {
          assert.notEqual(result.reason, "");
          assert.equal(result.total + result.missing, 100);
          return;
        }
        assert.deepEqual(
          result.shares.map((share) => share.servedEntity),
          current.map((share) => share.servedEntity),
        );
        assert.ok(result.shares.every(({ percentage }) => Number.isInteger(percentage) && percentage >= 0));
        assert.equal(
          result.shares.reduce((total, share) => total + share.percentage, 0),
          100,
        );
      }),
    );
  });

  test("keeps locked shares, gives what is asked, and leaves 0 % at 0 % unless it is named", () => {
    fc.assert(
      fc.property(anyRequest, ({ current, asked, locked }) => {
        const result = rebalance(current, asked, locked);
        if ("reason" in result) return;
        for (const [index, before] of current.entries()) {
          const after: number | undefined = result.shares[index]?.percentage;
          if (locked.has(before.servedEntity)) assert.equal(after, before.percentage);
          else if (asked.has(before.servedEntity)) assert.equal(after, asked.get(before.servedEntity));
          else if (before.percentage === 0) assert.equal(after, 0);
        }
      }),
    );
  });

  test("changes nothing the second time", () => {
    fc.assert(
      fc.property(anyRequest, ({ current, asked, locked }) => {
        const once = rebalance(current, asked, locked);
        if ("shares" in once) assert.deepEqual(rebalance(once.shares, asked, locked), once);
      }),
    );
  });

  test("keeps the others in proportion, each within one of its exact share", () => {
    fc.assert(
      fc.property(anySplit, fc.nat(100), (current, share) => {
        const [first, ...others] = current;
        const result = rebalance(current, new Map([[first?.servedEntity ?? "", share]]));
        if ("reason" in result) return;
        const before = others.reduce((total, other) => total + other.percentage, 0);
        for (const [index, other] of others.entries()) {
          const exact = before === 0 ? 0 : (other.percentage * (100 - share)) / before;
          assert.ok(Math.abs((result.shares[index + 1]?.percentage ?? 0) - exact) < 1);
        }
      }),
    );
  });
});

test("apportion gives the remainder to the largest fraction, to the earlier one where they tie", () => {
  assert.deepEqual(apportion(100, [1, 1, 1]), [34, 33, 33]);
  assert.deepEqual(apportion(75, [60, 10, 30]), [45, 8, 22]);
  assert.deepEqual(apportion(100, [0, 0]), [0, 0]);
  assert.deepEqual(apportion(5, [99, 1]), [5, 0]);
});

describe("describeSplit", () => {
  const cases: [before: Share[], after: Share[], sentences: string][] = [
    [
      split(90, 10),
      split(50, 50),
      "current 90 % → 50 %, challenger 10 % → 50 %. challenger will get about 5 times its calls.",
    ],
    [
      split(90, 10),
      split(75, 25),
      "current 90 % → 75 %, challenger 10 % → 25 %. challenger will get about 2.5 times its calls.",
    ],
    [split(60, 40), split(50, 50), "current 60 % → 50 %, challenger 40 % → 50 %."],
    [
      split(100, 0),
      split(0, 100),
      "current 100 % → 0 %, challenger 0 % → 100 %. current will get no calls any more. challenger will start to get calls.",
    ],
    [split(50, 30, 20), split(50, 20, 30), "current 50 %, challenger 30 % → 20 %, shadow 20 % → 30 %."],
    [
      split(50, 50),
      split(100),
      "current 50 % → 100 %, challenger 50 % → 0 %. current will get about 2 times its calls. challenger will get no calls any more.",
    ],
  ];
  for (const [before, after, sentences] of cases) {
    test(`${splitLabel(before)} to ${splitLabel(after)}`, () => assert.equal(describeSplit(before, after), sentences));
  }
});

describe("sharesOf", () => {
  test("reads either name of a route, and adds served entities without a route at 0 %", () => {
    const config = {
      served_entities: [{ name: "a" }, { name: "b" }, { name: "c" }],
      traffic_config: {
        routes: [
          { served_model_name: "b", traffic_percentage: 30 },
          { served_entity_name: "a", served_model_name: "a", traffic_percentage: 70 },
        ],
      },
    };
    assert.deepEqual(sharesOf(config), [
      { servedEntity: "b", percentage: 30 },
      { servedEntity: "a", percentage: 70 },
      { servedEntity: "c", percentage: 0 },
    ]);
  });

  test("gives everything to the only served entity where there are no routes", () => {
    assert.deepEqual(sharesOf({ served_entities: [{ name: "a" }] }), [{ servedEntity: "a", percentage: 100 }]);
    assert.deepEqual(sharesOf(undefined), []);
  });
});

test("two splits are the same whatever the order, and whether 0 % is written or not", () => {
  assert.equal(sameSplit(split(90, 10), split(90, 10).reverse()), true);
  assert.equal(sameSplit(split(100, 0), split(100)), true);
  assert.equal(sameSplit(split(90, 10), split(10, 90)), false);
});
