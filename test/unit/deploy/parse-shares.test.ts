// What people type for a split, and what they are told while it is not complete.
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import fc from "fast-check";
import { parseShares } from "../../../src/deploy/parse-shares.ts";
import { type Share, splitLabel } from "../../../src/deploy/split.ts";

const two = [share("current", 90), share("challenger", 10)];
const three = [share("current", 60), share("challenger", 40), share("retired", 0)];
const numbered = [share("2023", 90), share("2024", 10)];

function share(servedEntity: string, percentage: number): Share {
  return { servedEntity, percentage };
}

/** Checks the resulting split, or the total so far and the reason. */
function check(
  text: string,
  current: readonly Share[],
  expected: string | [total: number, reason: string],
  locked: string[] = [],
) {
  const result = parseShares(text, current, new Set(locked));
  if ("shares" in result) assert.equal(splitLabel(result.shares), expected);
  else assert.deepEqual(result, { total: expected[0], missing: 100 - Number(expected[0]), reason: expected[1] });
}

describe("a split is accepted as", () => {
  const cases: [text: string, current: readonly Share[], split: string, locked?: string[]][] = [
    ["80 20", two, "80/20"],
    ["90/10", two, "90/10"],
    ["80, 20", two, "80/20"],
    ["80 % 20 %", two, "80/20"],
    ["0 100", two, "0/100"],
    ["challenger 25", two, "75/25"],
    ["challenger=25", two, "75/25"],
    ["challenger: 25 %", two, "75/25"],
    ["current=50 challenger=50", two, "50/50"],
    ["chal 25", two, "75/25"],
    ["CHALLENGER 25", two, "75/25"],
    ["retired 10", three, "54/36/10"],
    ["challenger 25", three, "75/25/0"],
    ["challenger 100", three, "0/100/0"],
    ["50 50 0", three, "50/50/0"],
    ["2024=25", numbered, "75/25"],
    ["80 20", numbered, "80/20"],
    ["retired 10", three, "50/40/10", ["challenger"]],
  ];
  for (const [text, current, expected, locked] of cases) {
    test(text, () => check(text, current, expected, locked));
  }
});

describe("a split is refused, with what is missing:", () => {
  const cases: [text: string, current: readonly Share[], total: number, reason: string, locked?: string[]][] = [
    ["", two, 0, "Type shares, such as `90 10`"],
    ["80", two, 80, "The shares add up to 80, not 100; 20 is missing for `challenger`"],
    ["100", two, 100, "No share for `challenger`; type 0 for none"],
    ["80 15", two, 95, "The shares add up to 95, not 100; 5 is missing"],
    ["80 25", two, 105, "The shares add up to 105, not 100; 5 is too much"],
    ["80 10 10", two, 100, "3 shares for 2 served entities"],
    ["33.3 66.7", two, 100, "`33.3` is no share; shares are whole numbers from 0 to 100"],
    ["-10 110", two, 100, "`-10` is no share; shares are whole numbers from 0 to 100"],
    ["challenger", two, 0, "`challenger` needs a share, such as `challenger 25`"],
    ["challenger 101", two, 0, "`101` is no share; shares are whole numbers from 0 to 100"],
    ["challenger 1e1", two, 0, "`1e1` is no share; shares are whole numbers from 0 to 100"],
    ["c 25", two, 0, "`c` may be any of `current`, `challenger`"],
    ["grean 25", two, 0, "No served entity is called `grean`; there is `current`, `challenger`"],
    ["current 20 current 30", two, 20, "`current` is named twice"],
    ["current 20 challenger 30", two, 50, "The shares add up to 50, not 100; 50 is missing"],
    ["current 70 challenger 70", two, 140, "The shares add up to 140, not 100; 40 is too much"],
    [
      "current 20 challenger 30",
      three,
      50,
      "The shares add up to 50, not 100; 50 is missing, and a served entity at 0 % stays there unless named",
    ],
    ["challenger 25", two, 25, "`challenger` is locked at 10 %; unlock it first", ["challenger"]],
  ];
  for (const [text, current, total, reason, locked] of cases) {
    test(text || "nothing typed", () => check(text, current, [total, reason], locked));
  }
});

test("the label of a split reads as that split", () => {
  fc.assert(
    fc.property(fc.nat(100), (percentage) => {
      const label = `${percentage}/${100 - percentage}`;
      check(label, two, label);
    }),
  );
});

test("any text gives a split of 100 or a reason, never an exception", () => {
  fc.assert(
    fc.property(fc.string(), (text) => {
      const result = parseShares(text, three);
      if ("shares" in result)
        assert.equal(
          result.shares.reduce((total, { percentage }) => total + percentage, 0),
          100,
        );
      else assert.notEqual(result.reason, "");
    }),
  );
});
