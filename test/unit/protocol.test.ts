// The readers that stand at both ends of the request panel's messages.
import assert from "node:assert/strict";
import { test } from "node:test";
import { maxCalls, readToHost, readToPanel } from "../../src/protocol.ts";

const readers = { host: readToHost, panel: readToPanel };

function check(side: keyof typeof readers, input: unknown, expected: unknown): void {
  assert.deepEqual(readers[side](input), expected);
}

const endpoint = {
  name: "multi-model",
  connection: "adb-dev",
  state: "ready",
  targets: [{ label: "Endpoint (90/10)" }, { servedEntity: "current", label: "current (90 %)" }],
  split: [{ servedEntity: "current", share: 90 }],
};
const payload = { format: "inputs", label: "inputs", streams: false, body: "{}" };
const head = { type: "head", id: 1, status: 200, headers: { a: "b" }, streaming: false, elapsed: 1.5 };
const observed = { servedEntity: "current", answers: 2, share: 100, low: 34.2, high: 100 };

const sound = {
  host: [
    { type: "ready" },
    { type: "ready", running: 3 },
    { type: "send", id: 1, body: "{}", stream: true, servedEntity: "current" },
    { type: "cancel", id: 1 },
    { type: "measure", id: 2, body: "{}", calls: maxCalls },
    { type: "open", text: "" },
  ],
  panel: [
    { type: "endpoint", endpoint, payloads: [payload] },
    { type: "endpoint", endpoint: { ...endpoint, task: "llm/v1/chat" }, payloads: [] },
    { type: "target", servedEntity: "current" },
    head,
    { ...head, servedEntity: "current", requestId: "r" },
    { type: "chunk", id: 1, text: "" },
    { type: "measured", id: 1, done: 2, failures: 0, calls: 200, counts: [observed] },
    { type: "done", id: 1, elapsed: 3 },
    {
      type: "failed",
      id: 1,
      elapsed: 3,
      message: "no",
      remedy: "yes",
      status: 400,
      requestId: "r",
      body: "",
      cancelled: true,
    },
    { type: "replay", id: 1, messages: [head, { type: "done", id: 1, elapsed: 3 }] },
  ],
};

for (const side of ["host", "panel"] as const) {
  for (const message of sound[side]) {
    test(`the ${side} reads ${Object.keys(message).join(", ")} of ${message.type} as it is`, () => {
      check(side, structuredClone(message), message);
    });

    test(`the ${side} refuses ${message.type} when any of its needed fields (${Object.keys(message)}) has another type`, () => {
      for (const field of Object.keys(message)) check(side, { ...message, [field]: Symbol.iterator }, undefined);
    });
  }
}

test("what is no message of ours is refused", () => {
  for (const side of ["host", "panel"] as const) {
    for (const value of [
      undefined,
      null,
      1,
      "ready",
      [],
      {},
      { type: "toString" },
      { type: "__proto__" },
      { type: 1 },
    ]) {
      check(side, value, undefined);
    }
  }
});

test("a message of the other direction is refused", () => {
  check("host", { type: "done", id: 1, elapsed: 1 }, undefined);
  check("panel", { type: "cancel", id: 1 }, undefined);
});

test("fields that are not known are left behind", () => {
  check("host", { type: "cancel", id: 1, token: "x" }, { type: "cancel", id: 1 });
});

test("an optional field that is undefined is absent", () => {
  check("host", { type: "ready", running: undefined }, { type: "ready" });
});

test("ids and counts are whole numbers in their range", () => {
  for (const id of [0, -1, 1.5, Number.NaN, "1"]) check("host", { type: "cancel", id }, undefined);
  for (const calls of [0, maxCalls + 1]) check("host", { type: "measure", id: 1, body: "{}", calls }, undefined);
});

test("a list is refused for one bad item", () => {
  check("panel", { type: "endpoint", endpoint, payloads: [payload, { ...payload, body: 1 }] }, undefined);
  check("panel", { type: "endpoint", endpoint: { ...endpoint, split: [{ share: 1 }] }, payloads: [] }, undefined);
  check("panel", { type: "replay", id: 1, messages: [head, { type: "replay", id: 1, messages: [] }] }, undefined);
});
