// Streams as they arrive in reality: cut anywhere, broken off, given up.
import assert from "node:assert/strict";
import type { ServerResponse } from "node:http";
import { type TestContext, test } from "node:test";
import { connect } from "../../src/api/client.ts";
import { Refused, Unreadable } from "../../src/api/errors.ts";
import type { QueryEvent, ServingApi } from "../../src/api/types.ts";
import { collect } from "./emulator.ts";
import { rawServer, status } from "./raw-server.ts";

const TARGET = { endpoint: "talk" };

/**
 * A client of a server that streams `parts`, one write each, and then does `last`; `gone` resolves when the request has
 * ended.
 */
async function streaming(t: TestContext, parts: (string | Buffer)[], last: (response: ServerResponse) => void) {
  let ended = () => {};
  const gone = new Promise<void>((resolve) => {
    ended = resolve;
  });
  const { url } = await rawServer(t, (response) => {
    response.on("close", ended);
    response.writeHead(200, { "content-type": "text/event-stream; charset=utf-8", "served-model-name": "gpt" });
    for (const part of parts) response.write(part);
    last(response);
  });
  return { api: client(url), gone };
}

function client(host: string): ServingApi {
  return connect({ host, token: async () => "token", fetch });
}

/** What came, in short, and the error that ended it. */
async function check(events: AsyncIterable<QueryEvent>, expected: { came: string[]; error?: unknown }): Promise<void> {
  const came: string[] = [];
  let failure: unknown;
  try {
    for await (const event of events) came.push(event.kind === "head" ? `head ${event.servedEntity}` : event.text);
  } catch (error) {
    failure = error instanceof Error ? error.constructor : error;
  }
  assert.deepEqual({ came, error: failure }, { error: undefined, ...expected });
}

const end = (response: ServerResponse) => void response.end();
const stay = () => {};

const whole: [string, (string | Buffer)[], string[]][] = [
  ["one event per block", ["data: a\n\ndata: b\n\n", "data: [DONE]\n\n"], ["a", "b"]],
  ["nothing after [DONE]", ["data: a\n\ndata: [DONE]\n\ndata: b\n\n"], ["a"]],
  ["an event cut anywhere", ["da", 'ta: {"x"', ":1}\r\n", "\r\n"], ['{"x":1}']],
  ["a character cut in two", [Buffer.from([...Buffer.from("data: "), 0xc3]), Buffer.from([0xa9, 0x0a, 0x0a])], ["é"]],
  ["comments and empty lines ignored", [": hello\n\n\n\ndata: a\n\n"], ["a"]],
  ["an end without [DONE]", ["data: a\n\n"], ["a"]],
  ["a last event that only the end terminates", ["data: a\n\ndata: b"], ["a", "b"]],
];
for (const [what, parts, came] of whole) {
  test(`a stream is read as events: ${what}`, async (t) => {
    const { api } = await streaming(t, parts, end);
    await check(api.query(TARGET, {}), { came: ["head gpt", ...came] });
  });
}

test("a stream that breaks off yields what came, then is unreadable", async (t) => {
  const { api } = await streaming(t, ["data: a\n\ndata: b\n\n"], (response) => setImmediate(() => response.destroy()));
  await check(api.query(TARGET, {}), { came: ["head gpt", "a", "b"], error: Unreadable });
});

test("an abort in the middle of a stream rejects with the signal's reason and ends the request", async (t) => {
  const { api, gone } = await streaming(t, ["data: a\n\n"], stay);
  const abort = new AbortController();
  async function* untilFirst(): AsyncGenerator<QueryEvent> {
    for await (const event of api.query(TARGET, {}, { signal: abort.signal })) {
      yield event;
      if (event.kind === "data") abort.abort("enough");
    }
  }
  await check(untilFirst(), { came: ["head gpt", "a"], error: "enough" });
  await gone;
});

test("leaving the loop ends the request", async (t) => {
  const { api, gone } = await streaming(t, ["data: a\n\n"], stay);
  for await (const event of api.query(TARGET, {})) if (event.kind === "data") break;
  await gone;
});

test("returning while the next event is awaited ends the request at once", async (t) => {
  const { api, gone } = await streaming(t, ["data: a\n\n"], stay);
  const events = api.query(TARGET, {})[Symbol.asyncIterator]();
  await events.next();
  await events.next();
  const waiting = events.next();
  assert.deepEqual(await events.return?.(), { done: true, value: undefined });
  assert.deepEqual(await waiting, { done: true, value: undefined });
  await gone;
});

test("an abort before the answer rejects with the signal's reason", async (t) => {
  const abort = new AbortController();
  const { url } = await rawServer(t, () => abort.abort("too slow"));
  await check(client(url).query(TARGET, {}, { signal: abort.signal }), { came: [], error: "too slow" });
});

test("a signal that is aborted already sends nothing", async (t) => {
  const { url, seen } = await rawServer(t, status(200));
  await check(client(url).query(TARGET, {}, { signal: AbortSignal.abort("no") }), { came: [], error: "no" });
  assert.deepEqual(seen, []);
});

test("a plain answer is one event with its whole text", async (t) => {
  const { url } = await rawServer(
    t,
    status(200, { "content-type": "application/json", "served-model-name": "red" }, '{"predictions":[1]}'),
  );
  await check(client(url).query(TARGET, {}), { came: ["head red", '{"predictions":[1]}'] });
});

test("a refused query is sent once and says who refused it, with the body as it came", async (t) => {
  const body = "REQUEST_LIMIT_EXCEEDED: Exceeded workspace QPS rate limit";
  const { url, seen } = await rawServer(t, status(429, { "served-model-name": "red", "x-request-id": "r1" }, body));
  const events = client(url).query({ endpoint: "wine", servedEntity: "red" }, {});
  await assert.rejects(collect(events), (error) => {
    assert.ok(error instanceof Refused);
    const { status, code, detail, servedEntity, requestId } = error;
    assert.deepEqual(
      { status, code, detail, servedEntity, requestId, body: error.body },
      {
        status: 429,
        code: "REQUEST_LIMIT_EXCEEDED",
        detail: "Exceeded workspace QPS rate limit",
        servedEntity: "red",
        requestId: "r1",
        body,
      },
    );
    return true;
  });
  assert.deepEqual(seen, ["POST /serving-endpoints/wine/served-models/red/invocations"]);
});
