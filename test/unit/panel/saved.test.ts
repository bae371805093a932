// What comes back of the panel after its page was away.
import assert from "node:assert/strict";
import { test } from "node:test";
import { fromSaved, toSaved } from "../../../src/panel/saved.ts";
import { initialState, reduce, type State, type UserAction } from "../../../src/panel/state.ts";
import type { Reply, ToPanel } from "../../../src/protocol.ts";
import { observe } from "../../../src/query/sample.ts";

const told: ToPanel = {
  type: "endpoint",
  endpoint: {
    name: "multi-model",
    connection: "adb-dev",
    state: "ready",
    targets: [{ label: "Endpoint" }, { servedEntity: "current", label: "current" }],
    split: [{ servedEntity: "current", share: 100 }],
  },
  payloads: [{ format: "inputs", label: "inputs", streams: false, body: "{}" }],
};
const choices: UserAction[] = [
  { type: "choose-target", servedEntity: "current" },
  { type: "choose-stream", stream: true },
  { type: "choose-calls", calls: 50 },
  { type: "choose-tab", tab: "raw" },
  { type: "edit-body", text: '{"inputs":[7]}' },
];
const send: UserAction = { type: "start", kind: "send" };
const measure: UserAction = { type: "start", kind: "measure" };
const head: Reply = {
  type: "head",
  id: 1,
  status: 200,
  servedEntity: "current",
  headers: { a: "b" },
  streaming: false,
  elapsed: 5,
};
const chunk: Reply = { type: "chunk", id: 1, text: '{"usage":{"prompt_tokens":3}}' };
const done: Reply = { type: "done", id: 1, elapsed: 9 };
const counts = observe([{ servedEntity: "current", answers: 2 }]);
const measured: Reply = { type: "measured", id: 1, done: 2, failures: 0, calls: 2, counts };

function check(events: (ToPanel | UserAction)[], expected: (state: State) => State): void {
  const state = [told, ...events].reduce(reduce, initialState);
  assert.deepEqual(fromSaved(JSON.parse(JSON.stringify(toSaved(state)))), expected(state));
}

const same = (state: State) => state;

test("what was chosen and written comes back", () => check(choices, same));

test("a request that has ended comes back with its answer", () => {
  check([send, head, chunk, done], same);
  check([send, { type: "failed", id: 1, elapsed: 1, message: "no", status: 400, body: "{}" }], same);
});

test("a measurement that has ended comes back with its counts", () => check([measure, measured, done], same));

test("a request under way comes back as one that waits, for the extension replays it", () => {
  check([send, head, chunk], (state) => {
    const waiting = [told, send].reduce(reduce, initialState);
    return { ...waiting, tally: state.tally };
  });
});

test("an answer too long to keep is left out, its id is not given again", () => {
  const long: Reply = { type: "chunk", id: 1, text: "x".repeat(300_000) };
  check([send, head, long, done], ({ run: _, ...state }) => state);
});

test("what cannot be read gives the initial state", () => {
  for (const value of [
    undefined,
    null,
    1,
    "x",
    [],
    { told: 1, drafts: [1], tally: {}, calls: "x", start: { id: "x" }, tab: "no" },
  ]) {
    assert.deepEqual(fromSaved(value), initialState);
  }
});
