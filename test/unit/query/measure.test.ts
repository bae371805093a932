// Measuring a split: who is counted, how many ask at once, and what ends it.
import assert from "node:assert/strict";
import { test } from "node:test";
import { Refused } from "../../../src/api/errors.ts";
import type { QueryEvent } from "../../../src/api/types.ts";
import { measureSplit, type Progress } from "../../../src/query/measure.ts";

type Answer = (call: number, signal: AbortSignal) => Promise<string | undefined>;

/** Measures with calls that `answer` names the served entity of, counted from 1. */
async function check(
  calls: number,
  answer: Answer,
  expected: { error?: RegExp; counts?: Record<string, number>; failures?: number; asked?: number; atOnce?: number },
  stop = new AbortController(),
): Promise<void> {
  let asked = 0;
  let running = 0;
  let atOnce = 0;
  const reports: Progress[] = [];
  async function* ask(signal: AbortSignal): AsyncGenerator<QueryEvent> {
    asked += 1;
    running += 1;
    atOnce = Math.max(atOnce, running);
    try {
      const name = await answer(asked, signal);
      yield {
        kind: "head",
        status: 200,
        headers: {},
        streaming: false,
        ...(name !== undefined && { servedEntity: name }),
      };
      yield { kind: "data", text: "{}" };
    } finally {
      running -= 1;
    }
  }
  const onProgress = (progress: Progress) => reports.push(progress);
  const measuring = measureSplit(ask, { calls, known: ["current"], signal: stop.signal, onProgress });
  await (expected.error ? assert.rejects(measuring, expected.error) : measuring);
  const last = reports.at(-1);
  const counts = Object.fromEntries(last?.counts.map(({ servedEntity, answers }) => [servedEntity, answers]) ?? []);
  const seen = { counts, failures: last?.failures ?? 0, asked, atOnce };
  for (const [key, value] of Object.entries(expected)) {
    if (key !== "error") assert.deepEqual(seen[key as keyof typeof seen], value, key);
  }
  assert.equal(running, 0, "calls under way after the end");
  assert.deepEqual(
    reports.map(({ done }) => done),
    reports.map((_, index) => index + 1),
  );
}

function refusal(status: number): Refused {
  return new Refused({ status, detail: "" }, "POST /serving-endpoints/x/invocations");
}

test("every answer is counted for the entity that gave it, and eight ask at once", async () => {
  await check(200, async (call) => (call % 10 === 0 ? "challenger" : "current"), {
    counts: { current: 180, challenger: 20 },
    failures: 0,
    asked: 200,
    atOnce: 8,
  });
});

test("fewer calls than callers ask no more than asked for", async () => {
  await check(3, async () => "current", { counts: { current: 3 }, asked: 3, atOnce: 3 });
});

test("an answer that names nobody is counted under no name", async () => {
  await check(2, async () => undefined, { counts: { current: 0, "": 2 } });
});

test("a failure of the service is counted and does not end it", async () => {
  const answer: Answer = async (call) => {
    if (call % 10 === 0) throw refusal(500);
    return "current";
  };
  await check(50, answer, { counts: { current: 45 }, failures: 5, asked: 50 });
});

test("a service that only fails ends it", async () => {
  const answer: Answer = async () => {
    throw refusal(503);
  };
  await check(200, answer, { error: /503/, asked: 15 });
});

test("the first refusal ends it, and every answer that came is counted", async () => {
  const answer: Answer = async (call) => {
    if (call === 8) throw refusal(429);
    return "current";
  };
  await check(8, answer, { error: /429/, counts: { current: 7 } });
});

test("a refusal stops the calls under way", async () => {
  const answer: Answer = (call, signal) => {
    if (call === 8) return Promise.reject(refusal(429));
    return new Promise((_, reject) => signal.addEventListener("abort", () => reject(signal.reason)));
  };
  await check(200, answer, { error: /429/, asked: 8 });
});

test("the signal stops it", async () => {
  const stop = new AbortController();
  const answer: Answer = async (call) => {
    if (call === 30) stop.abort(new Error("enough"));
    return "current";
  };
  await check(200, answer, { error: /enough/ }, stop);
});

test("a signal that was given before asks nobody", async () => {
  const stop = new AbortController();
  stop.abort(new Error("enough"));
  await check(200, async () => "current", { error: /enough/, asked: 0 }, stop);
});
