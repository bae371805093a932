// Counting answers, and what a count says about the split behind it.
import assert from "node:assert/strict";
import { test } from "node:test";
import { observe, tally } from "../../../src/query/sample.ts";

function check(
  answers: readonly number[],
  expected: readonly (readonly [share: number, low: number, high: number])[],
): void {
  const observed = observe(answers.map((count, index) => ({ servedEntity: `e${index}`, answers: count })));
  const rounded = observed.map(({ share, low, high }) =>
    [share, low, high].map((value) => Math.round(value * 10) / 10),
  );
  assert.deepEqual(rounded, expected);
}

test("answers are counted by who gave them, in the order they first came", () => {
  assert.deepEqual(tally(["b", "a", "b"]), [
    { servedEntity: "b", answers: 2 },
    { servedEntity: "a", answers: 1 },
  ]);
});

test("entities that are known come first and are listed without an answer too", () => {
  assert.deepEqual(tally(["x", "b"], ["a", "b"]), [
    { servedEntity: "a", answers: 0 },
    { servedEntity: "b", answers: 1 },
    { servedEntity: "x", answers: 1 },
  ]);
});

test("a name that is also a property of every object is a name like any other", () => {
  assert.deepEqual(tally(["__proto__", "constructor"]), [
    { servedEntity: "__proto__", answers: 1 },
    { servedEntity: "constructor", answers: 1 },
  ]);
});

test("without answers nothing is known", () =>
  check(
    [0, 0],
    [
      [0, 0, 100],
      [0, 0, 100],
    ],
  ));

test("intervals are Wilson's", () =>
  check(
    [181, 19],
    [
      [90.5, 85.6, 93.8],
      [9.5, 6.2, 14.4],
    ],
  ));

test("an entity that never answered may still have a share", () =>
  check(
    [10, 0],
    [
      [100, 72.2, 100],
      [0, 0, 27.8],
    ],
  ));

test("more answers narrow the interval", () =>
  check(
    [9000, 1000],
    [
      [90, 89.4, 90.6],
      [10, 9.4, 10.6],
    ],
  ));
