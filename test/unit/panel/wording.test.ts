// The panel's sentences, for the eye and for a screen reader, and the colours of its entities.
import assert from "node:assert/strict";
import { test } from "node:test";
import { chartColours } from "../../../src/panel/chart-colour.ts";
import { initialState, type Run, unanswered } from "../../../src/panel/state.ts";
import { announcement, countsInWords, plural, progress, tabText } from "../../../src/panel/wording.ts";
import type { Reply } from "../../../src/protocol.ts";
import { observe } from "../../../src/query/sample.ts";

const start = unanswered({ id: 1, kind: "send", body: "{}", stream: false, calls: 1, before: [] });
const head: NonNullable<Run["head"]> = {
  type: "head",
  id: 1,
  status: 200,
  servedEntity: "challenger",
  headers: { b: "2", a: "1" },
  streaming: false,
  elapsed: 400,
};
const end: Extract<Reply, { type: "done" }> = { type: "done", id: 1, elapsed: 1412.4 };
const failed: Extract<Reply, { type: "failed" }> = { type: "failed", id: 1, elapsed: 1, message: "No", remedy: "Try" };
const counts = observe([
  { servedEntity: "current", answers: 1810 },
  { servedEntity: "", answers: 1 },
]);
const measured: NonNullable<Run["measured"]> = {
  type: "measured",
  id: 1,
  done: 1811,
  failures: 0,
  calls: 2000,
  counts,
};
const measurement: Run = { ...start, kind: "measure", calls: 2000 };

/** What is shown of the run, and what is said. */
function check(run: Run, shown: string, said: string): void {
  assert.deepEqual({ shown: progress(run), said: announcement({ ...initialState, run }) }, { shown, said });
}

test("a request is told at its milestones", () => {
  check(start, "Waiting for the answer…", "Waiting for the answer…");
  const slow = "No answer yet; a served entity may be scaling up from zero";
  check({ ...start, slow: true }, slow, slow);
  check({ ...start, head }, "Receiving…", "");
  check({ ...start, head: { ...head, streaming: true } }, "Streaming…", "");
  check({ ...start, cancelling: true }, "Cancelling…", "Cancelling…");
  check({ ...start, head, end }, "", "challenger answered with status 200 in 1,412 ms");
});

test("a failure is said with its remedy, a cancellation is none", () => {
  check({ ...start, end: failed }, "Failed", "No. Try");
  check({ ...start, end: { ...failed, message: "Cancelled", cancelled: true } }, "Cancelled", "Cancelled");
});

test("a measurement is told in counts", () => {
  check(measurement, "0 of 2,000 calls", "0 of 2,000 calls");
  check({ ...measurement, measured: { ...measured, failures: 2 } }, "1,811 of 2,000 calls, 2 failed", "");
  check({ ...measurement, measured, end }, "1,811 of 2,000 calls", "1,811 calls done: current 1,810, not named 1");
});

test("a refusal is said before anything else", () => {
  assert.equal(announcement({ ...initialState, refusal: "Line 1", run: { ...start, end } }), "Not sent. Line 1");
});

test("one call is a call", () => {
  assert.equal(plural(1, "call"), "1 call");
  assert.equal(plural(0, "call"), "0 calls");
  assert.equal(countsInWords([{ servedEntity: "current", answers: 1 }]), "current 1");
});

test("each tab has its text", () => {
  const run: Run = { ...start, head, chunks: ['{"a":1}'] };
  assert.equal(tabText(run, "body"), '{\n  "a": 1\n}');
  assert.equal(tabText(run, "raw"), '{"a":1}');
  assert.equal(tabText(run, "headers"), "b: 2\na: 1");
});

test("a stream's body is its words, or its events where they hold none", () => {
  const run: Run = { ...start, head: { ...head, streaming: true }, chunks: ["1", "2"] };
  assert.equal(tabText({ ...run, text: "Hello" }, "body"), "Hello");
  assert.equal(tabText(run, "body"), "1\n2");
  assert.equal(tabText(run, "raw"), "1\n2");
});

test("entities of one endpoint have different colours, in whatever order they come", () => {
  const names = ["current", "challenger", "canary", "shadow", "next"];
  const colours = chartColours(names);
  assert.equal(new Set(colours.values()).size, 5);
  assert.deepEqual(new Map([...colours].sort()), new Map([...chartColours(names.toReversed())].sort()));
});

test("more entities than colours still have one each", () => {
  const names = Array.from({ length: 15 }, (_, index) => `entity-${index}`);
  assert.equal(chartColours(names).size, 15);
});
