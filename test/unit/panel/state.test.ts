// The panel's state as the person and the extension change it, and what it tells the extension.
import assert from "node:assert/strict";
import { test } from "node:test";
import { bodyOf, initialState, outgoing, reduce, type State, type UserAction } from "../../../src/panel/state.ts";
import type { EndpointView, Payload, Reply, ToHost, ToPanel } from "../../../src/protocol.ts";

const endpoint: EndpointView = {
  name: "multi-model",
  connection: "adb-dev",
  state: "ready",
  targets: [{ label: "Endpoint (90/10)" }, { servedEntity: "current", label: "current (90 %)" }],
  split: [
    { servedEntity: "current", share: 90 },
    { servedEntity: "challenger", share: 10 },
  ],
};
const payloads: Payload[] = [
  { format: "inputs", label: "inputs", streams: false, body: '{"inputs":[1]}' },
  { format: "llm/v1/chat", label: "Chat", streams: true, body: '{"messages":[]}' },
];
const told: ToPanel = { type: "endpoint", endpoint, payloads };
const send: UserAction = { type: "start", kind: "send" };
const measure: UserAction = { type: "start", kind: "measure" };
const head: Reply = {
  type: "head",
  id: 1,
  status: 200,
  servedEntity: "current",
  headers: {},
  streaming: false,
  elapsed: 5,
};
const done: Reply = { type: "done", id: 1, elapsed: 9 };
const stopped: Reply = { type: "failed", id: 1, elapsed: 9, message: "Cancelled", cancelled: true };

function after(...events: (ToPanel | UserAction)[]): { state: State; sent: ToHost[] } {
  const sent: ToHost[] = [];
  const state = [told, ...events].reduce<State>((before, event) => {
    const next = reduce(before, event);
    const message = outgoing(before, next);
    if (message) sent.push(message);
    return next;
  }, initialState);
  return { state, sent };
}

/** After the events, the state has these properties, and these messages have gone to the extension. */
function check(
  events: (ToPanel | UserAction)[],
  state: { [Key in keyof State]?: State[Key] | undefined },
  sent?: ToHost[],
): void {
  const seen = after(...events);
  for (const key of Object.keys(state) as (keyof State)[]) assert.deepEqual(seen.state[key], state[key], key);
  if (sent) assert.deepEqual(seen.sent, sent);
}

function answers(current: number, challenger: number): Reply {
  const counts = [
    { servedEntity: "current", answers: current, share: 0, low: 0, high: 0 },
    { servedEntity: "challenger", answers: challenger, share: 0, low: 0, high: 0 },
  ];
  return { type: "measured", id: 1, done: current + challenger, failures: 0, calls: 200, counts };
}

test("the first payload is chosen, and its body is what is sent", () => {
  check([send], { format: "inputs", lastId: 1 }, [{ type: "send", id: 1, body: '{"inputs":[1]}', stream: false }]);
});

test("each format keeps what was written in it", () => {
  const chat: UserAction = { type: "choose-format", format: "llm/v1/chat" };
  const { state } = after({ type: "edit-body", text: "{}" }, chat, { type: "choose-format", format: "inputs" });
  assert.equal(bodyOf(state), "{}");
  assert.equal(bodyOf(reduce(state, chat)), '{"messages":[]}');
  assert.equal(bodyOf(reduce(state, { type: "restore-example" })), '{"inputs":[1]}');
});

test("streaming is asked for only where the format streams", () => {
  const stream: UserAction = { type: "choose-stream", stream: true };
  check([stream, send], {}, [{ type: "send", id: 1, body: '{"inputs":[1]}', stream: false }]);
  check([stream, { type: "choose-format", format: "llm/v1/chat" }, send], {}, [
    { type: "send", id: 1, body: '{"messages":[]}', stream: true },
  ]);
});

test("a request goes to the chosen served entity, a measurement always to the endpoint", () => {
  const choose: UserAction = { type: "choose-target", servedEntity: "current" };
  const body = '{"inputs":[1]}';
  check([choose, send], {}, [{ type: "send", id: 1, body, stream: false, servedEntity: "current" }]);
  check([choose, measure], {}, [{ type: "measure", id: 1, body, calls: 200 }]);
  check([choose, { type: "choose-target" }, send], {}, [{ type: "send", id: 1, body, stream: false }]);
});

test("a body that is not JSON is refused with its place, until it is changed", () => {
  const broken: UserAction = { type: "edit-body", text: '{\n  "a" 1}' };
  check([broken, send], { refusal: "Line 2, column 7: a colon is missing here", lastId: 0 }, []);
  check([broken, send, { type: "edit-body", text: "{" }], { refusal: undefined }, []);
});

test("a number of calls that is none is refused", () => {
  for (const calls of [0, 1.5, 10_001, Number.NaN]) {
    check(
      [{ type: "choose-calls", calls }, measure],
      { refusal: "The number of calls must be a whole number from 1 to 10000" },
      [],
    );
  }
});

test("nothing is sent before the endpoint is known", () => {
  const state = reduce(initialState, send);
  assert.equal(state.refusal, "The endpoint is not known yet; wait a moment");
});

test("one request runs at a time", () => {
  assert.equal(after(send, send, measure).sent.length, 1);
  assert.deepEqual(
    after(send, done, send).sent.map((message) => "id" in message && message.id),
    [1, 2],
  );
});

test("a request is cancelled once, and only while it runs", () => {
  const stop: UserAction = { type: "stop" };
  assert.deepEqual(after(send, stop, stop).sent.at(-1), { type: "cancel", id: 1 });
  assert.equal(after(send, stop, stop).sent.length, 2);
  assert.equal(after(send, done, stop).sent.length, 1);
  assert.equal(after(send, stop, stopped).state.run?.end, stopped);
});

test("replies gather in the run", () => {
  const { run } = after(send, head, { type: "chunk", id: 1, text: '{"usage":{"prompt_tokens":3}}' }, done).state;
  assert.equal(run?.head, head);
  assert.deepEqual(run?.chunks, ['{"usage":{"prompt_tokens":3}}']);
  assert.deepEqual(run?.usage, { input: 3 });
  assert.equal(run?.end, done);
});

test("streamed pieces are joined to one text", () => {
  const piece = (content: string): Reply => ({
    type: "chunk",
    id: 1,
    text: JSON.stringify({ choices: [{ delta: { content } }] }),
  });
  const { run } = after(send, { ...head, streaming: true }, piece("Hel"), piece("lo"), {
    type: "chunk",
    id: 1,
    text: "[DONE]",
  }).state;
  assert.equal(run?.text, "Hello");
  assert.equal(run?.chunks.length, 3);
});

test("late replies change nothing: those of an older request, and those after the end", () => {
  const fresh = after(send, done, send).state;
  for (const late of [head, done, answers(1, 1), { type: "chunk", id: 1, text: "x" } satisfies Reply]) {
    assert.equal(reduce(fresh, late), fresh);
  }
  const ended = after(send, head, done).state;
  for (const late of [head, done, stopped]) assert.equal(reduce(ended, late), ended);
});

test("a slow answer is marked for the run that waits, and for no later one", () => {
  assert.equal(after(send, { type: "slow", id: 1 }).state.run?.slow, true);
  assert.equal(after(send, done, send, { type: "slow", id: 1 }).state.run?.slow, false);
});

test("answers of the endpoint are tallied, those of a chosen entity and errors are not", () => {
  check([send, head, done], { tally: [{ servedEntity: "current", answers: 1 }] });
  check([{ type: "choose-target", servedEntity: "current" }, send, head, done], { tally: [] });
  check([send, { ...head, status: 500 }, done], { tally: [] });
});

test("a measurement's answers come on top of the tally, each once", () => {
  const second = { ...answers(181, 19), id: 2 };
  check([send, head, done, measure, { ...answers(90, 10), id: 2 }, second, { ...done, id: 2 }], {
    tally: [
      { servedEntity: "current", answers: 182 },
      { servedEntity: "challenger", answers: 19 },
    ],
  });
});

test("the tally starts again when the split changes, and only then", () => {
  const moved: ToPanel = { ...told, endpoint: { ...endpoint, split: [{ servedEntity: "current", share: 100 }] } };
  check([send, head, done, moved], { tally: [] });
  check([send, head, done, { ...told, endpoint: { ...endpoint, state: "updating" } }], {
    tally: [{ servedEntity: "current", answers: 1 }],
  });
  check([send, head, done, { type: "clear-tally" }], { tally: [] });
});

test("the extension points the panel at a served entity, if the endpoint has it", () => {
  check([{ type: "target", servedEntity: "current" }], { servedEntity: "current" });
  check([{ type: "target", servedEntity: "gone" }], { servedEntity: undefined });
});

test("a target that is gone falls back to the endpoint, a format that is gone to the first", () => {
  const choices: UserAction[] = [
    { type: "choose-target", servedEntity: "current" },
    { type: "choose-format", format: "inputs" },
  ];
  const gone: ToPanel = {
    ...told,
    endpoint: { ...endpoint, targets: [{ label: "Endpoint" }] },
    payloads: payloads.slice(1),
  };
  check([...choices, gone], { servedEntity: undefined, format: "llm/v1/chat" });
});

test("a replay builds the run anew and counts nothing twice", () => {
  const chunk: Reply = { type: "chunk", id: 1, text: "x" };
  const replay: ToPanel = { type: "replay", id: 1, messages: [head, chunk, chunk, done] };
  for (const before of [[], [head], [head, chunk], [head, chunk, done]]) {
    const { state } = after(send, ...before, replay);
    assert.deepEqual(state.run?.chunks, ["x", "x"]);
    assert.equal(state.run?.end, done);
    assert.deepEqual(state.tally, [{ servedEntity: "current", answers: 1 }]);
  }
});

test("a replay of another request changes nothing", () => {
  const { state } = after(send, done, send);
  assert.equal(reduce(state, { type: "replay", id: 1, messages: [head] }), state);
});
