// Everything that can go wrong between a request and its answer, each with what becomes of a read, a write and a query.
// Nothing here waits for real: pauses are noted instead of made, and time limits are milliseconds.
import assert from "node:assert/strict";
import { once } from "node:events";
import { createServer, type ServerResponse } from "node:http";
import type { Socket } from "node:net";
import { after, type TestContext, test } from "node:test";
import { gzipSync } from "node:zlib";
import { connect } from "../../src/api/client.ts";
import { ApiError, NotReady, NotSignedIn, Refused, TimedOut, Unreachable, Unreadable } from "../../src/api/errors.ts";
import { collect } from "./emulator.ts";
import { rawServer, type Script, status } from "./raw-server.ts";

const TOKEN = "dapi-secret-of-this-test";
const LIST = JSON.stringify({ endpoints: [{ name: "wine" }], name: "wine" });

/** What is called, how it ends, and how many requests that took. */
type Ends = Readonly<Partial<Record<"read" | "write" | "query", readonly [outcome: string, requests: number]>>>;

interface Fault {
  /** One for each request, the last again and again. */
  readonly scripts: readonly Script[];
  readonly ends: Ends;
}

const json = { "content-type": "application/json" };
const fine = status(200, json, LIST);
const events = "data: a\n\ndata: b\n\ndata: [DONE]\n\n";
const CHUNKED = "HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\ntransfer-encoding: chunked\r\n\r\n";
const eventStream = { "content-type": "text/event-stream" };

/** Answers with bytes of its own instead of HTTP as Node writes it. */
function bytes(text: string, then: (socket: Socket) => void): Script {
  return ({ socket }) => {
    socket?.write(text, () => setImmediate(() => socket && then(socket)));
  };
}
const reset = (socket: Socket) => void socket.resetAndDestroy();
const stay = () => {};

function drip(response: ServerResponse): void {
  response.writeHead(200, json);
  const timer = setInterval(() => response.write(" "), 2);
  response.on("close", () => clearInterval(timer));
}

const faults: Readonly<Record<string, Fault>> = {
  "reset before the head": {
    scripts: [({ socket }) => socket && reset(socket)],
    ends: { read: ["Unreachable reset", 5], write: ["Unreachable reset", 1], query: ["Unreachable reset", 1] },
  },
  "reset before the head, once": {
    scripts: [({ socket }) => socket && reset(socket), fine],
    ends: { read: ["fine", 2], write: ["Unreachable reset", 1] },
  },
  "reset in the head": {
    scripts: [bytes("HTTP/1.1 200 OK\r\ncontent-ty", reset)],
    ends: { read: ["Unreachable reset", 5], write: ["Unreachable reset", 1], query: ["Unreachable reset", 1] },
  },
  "reset in the body": {
    scripts: [bytes('HTTP/1.1 200 OK\r\ncontent-length: 1000\r\n\r\n{"endpoints":', reset)],
    ends: {
      read: ["Unreadable broken-off", 5],
      write: ["Unreadable broken-off", 1],
      query: ["Unreadable broken-off", 1],
    },
  },
  "reset in the body, once": {
    scripts: [bytes("HTTP/1.1 200 OK\r\ncontent-length: 1000\r\n\r\n{", reset), fine],
    ends: { read: ["fine", 2] },
  },
  "reset in a stream": {
    scripts: [bytes(`${CHUNKED}9\r\ndata: a\n\n\r\n`, reset)],
    ends: { query: ["a, then Unreadable broken-off", 1] },
  },
  "an end in the middle of the head": {
    scripts: [bytes("HTTP/1.1 200 OK\r\ncontent-ty", (socket) => socket.end())],
    ends: { read: ["Unreachable reset", 5], write: ["Unreachable reset", 1] },
  },
  "something that is not HTTP": {
    scripts: [bytes("SSH-2.0-OpenSSH_9.2\r\n", (socket) => socket.end())],
    ends: { read: ["Unreachable other", 1], write: ["Unreachable other", 1] },
  },
  "silence before the head": {
    scripts: [stay],
    ends: { read: ["TimedOut", 1], write: ["TimedOut", 1], query: ["TimedOut", 1] },
  },
  "silence in the body": {
    scripts: [(response) => response.writeHead(200, json).write("{")],
    ends: { read: ["TimedOut", 1], write: ["TimedOut", 1], query: ["TimedOut", 1] },
  },
  "silence in a stream": {
    scripts: [(response) => response.writeHead(200, eventStream).write("data: a\n\n")],
    ends: { query: ["a, then TimedOut", 1] },
  },
  "an answer that drips": {
    scripts: [drip],
    ends: { read: ["TimedOut", 1], write: ["TimedOut", 1], query: ["TimedOut", 1] },
  },
  "JSON that is cut short": {
    scripts: [status(200, json, LIST.slice(0, 20))],
    ends: { read: ["Unreadable not-json", 1], write: ["Unreadable not-json", 1] },
  },
  "a sign-in page with 200": {
    scripts: [status(200, { "content-type": "text/html; charset=utf-8" }, "<html>Sign in</html>")],
    ends: { read: ["Unreadable page", 1], write: ["Unreadable page", 1], query: ["Unreadable page", 1] },
  },
  "a sign-in page that does not say so": {
    scripts: [status(200, {}, "<html>Sign in</html>")],
    ends: { read: ["Unreadable not-json", 1], write: ["Unreadable not-json", 1] },
  },
  "an error page": {
    scripts: [status(502, { "content-type": "text/html" }, "<html><pre>bad gateway</pre></html>")],
    ends: { read: ["Refused 502", 5], write: ["Refused 502", 1], query: ["Refused 502", 1] },
  },
  "nothing at all with 200": {
    scripts: [status(200)],
    ends: { read: ["Unreadable other", 1], write: ["Unreadable other", 1] },
  },
  "429 without Retry-After": {
    scripts: [status(429), status(429), fine],
    ends: { read: ["fine after 0.5 s, 1 s", 3], write: ["Refused 429", 1], query: ["Refused 429", 1] },
  },
  "429 with Retry-After": {
    scripts: [status(429, { "retry-after": "7" }), fine],
    ends: { read: ["fine after 7 s", 2], write: ["Refused 429", 1], query: ["Refused 429", 1] },
  },
  "429 with a Retry-After of an hour": {
    scripts: [status(429, { "retry-after": "3600" }), fine],
    ends: { read: ["Refused 429", 1] },
  },
  "503 twice": {
    scripts: [status(503), status(503), fine],
    ends: { read: ["fine", 3], write: ["Refused 503", 1], query: ["Refused 503", 1] },
  },
  "500": {
    scripts: [status(500)],
    ends: { read: ["Refused 500", 1], write: ["Refused 500", 1], query: ["Refused 500", 1] },
  },
  "a stopped endpoint": {
    scripts: [status(400, json, '{"error_code":"BAD_REQUEST","message":"Endpoint wine is stopped"}')],
    ends: { query: ["NotReady 400", 1] },
  },
  "a missing endpoint": {
    scripts: [status(404, json, '{"error_code":"RESOURCE_DOES_NOT_EXIST","message":"no"}')],
    ends: { read: ["Refused 404", 1], write: ["Refused 404", 1], query: ["Refused 404", 1] },
  },
  // `fetch` hides status 407 altogether; the remedy names the proxy all the same.
  "a proxy that wants a sign-in": {
    scripts: [status(407)],
    ends: { read: ["Unreachable other", 1], write: ["Unreachable other", 1] },
  },
  "a content length that promises too much": {
    scripts: [bytes(`HTTP/1.1 200 OK\r\ncontent-length: ${LIST.length + 9}\r\n\r\n${LIST}`, (socket) => socket.end())],
    ends: { read: ["Unreadable broken-off", 5], write: ["Unreadable broken-off", 1] },
  },
  "a content length that promises too little": {
    scripts: [bytes(`HTTP/1.1 200 OK\r\ncontent-length: ${LIST.length - 9}\r\n\r\n${LIST}`, (socket) => socket.end())],
    ends: { read: ["Unreadable not-json", 1], write: ["Unreadable not-json", 1] },
  },
  "a wrong content type": {
    scripts: [status(200, { "content-type": "text/plain" }, LIST)],
    ends: { read: ["fine", 1], write: ["fine", 1], query: [LIST, 1] },
  },
  gzip: {
    scripts: [(response) => response.writeHead(200, { ...json, "content-encoding": "gzip" }).end(gzipSync(LIST))],
    ends: { read: ["fine", 1], write: ["fine", 1], query: [LIST, 1] },
  },
  "gzip around a stream": {
    scripts: [
      (response) => response.writeHead(200, { ...eventStream, "content-encoding": "gzip" }).end(gzipSync(events)),
    ],
    ends: { query: ["a, b", 1] },
  },
  "gzip that is none": {
    scripts: [status(200, { ...json, "content-encoding": "gzip" }, LIST)],
    ends: { read: ["Unreadable broken-off", 5], write: ["Unreadable broken-off", 1] },
  },
};

for (const [fault, { scripts, ends }] of Object.entries(faults)) {
  for (const [kind, [outcome, requests]] of Object.entries(ends)) {
    test(`${fault}: a ${kind} ends as ${outcome}`, (t) => check(t, scripts, kind, outcome, requests));
  }
}

async function check(t: TestContext, scripts: readonly Script[], kind: string, outcome: string, requests: number) {
  const { url, seen } = await rawServer(t, ...scripts);
  const pauses: number[] = [];
  const pause = async (milliseconds: number) => void pauses.push(milliseconds);
  const limit = outcome.includes("TimedOut") ? 150 : 60_000;
  const timeouts = { overall: limit, query: limit };
  const api = connect({ host: url, token: async () => TOKEN, fetch, timeouts, pause });
  const calls: Readonly<Record<string, () => Promise<string>>> = {
    read: () => api.list().then(() => "fine"),
    write: () => api.putConfig("wine", {}).then(() => "fine"),
    query: () => told(api.query({ endpoint: "wine" }, {})),
  };
  const ended = (await calls[kind]?.().catch(nameOf)) ?? "no such call";
  const waits = pauses.map((pause) => `${Math.floor(pause / 500) / 2} s`).join(", ");
  const expected = outcome.includes(" after ") ? `${ended} after ${waits}` : ended;
  assert.deepEqual([expected, seen.length], [outcome, requests]);
}

/** The data that came, and how it ended where that was not the end. */
async function told(answer: ReturnType<ReturnType<typeof connect>["query"]>): Promise<string> {
  const came: string[] = [];
  try {
    for await (const event of answer) if (event.kind === "data") came.push(event.text);
  } catch (error) {
    return [...came, ...(came.length > 0 ? ["then "] : [])].join(", ") + nameOf(error);
  }
  return came.join(", ");
}

/** Class and kind of an error, which has a remedy and holds no token, in short. */
function nameOf(error: unknown): string {
  assert.ok(error instanceof ApiError, String(error));
  assert.ok(error.remedy !== "" && error.actions.length > 0);
  assert.ok(!error.details.includes(TOKEN) && !String(error.stack).includes(TOKEN));
  if (error instanceof Refused) return `${error.name} ${error.status}`;
  if (error instanceof Unreachable) return `${error.name} ${error.obstacle}`;
  return error instanceof Unreadable ? `${error.name} ${error.oddity}` : error.name;
}

test("not ready, not there and not signed in are told apart", () => {
  assert.ok(NotReady.prototype instanceof Refused && NotSignedIn.prototype instanceof Refused);
  assert.ok(!(NotReady.prototype instanceof NotSignedIn));
});

test("an answer that does not begin in time ends earlier than one that is not complete in time", async (t) => {
  const { url } = await rawServer(t, stay);
  const timeouts = { connect: 20, overall: 60_000 };
  await assert.rejects(connect({ host: url, token: async () => TOKEN, fetch, timeouts }).list(), TimedOut);
});

for (const call of ["read", "write", "query"] as const) {
  test(`a ${call} whose token has expired is sent again with a fresh one, once`, async (t) => {
    const sent: (string | undefined)[] = [];
    const expired: Script = (response, { headers }) => {
      sent.push(headers.authorization);
      if (headers.authorization === "Bearer new") response.writeHead(200, json).end(LIST);
      else response.writeHead(401).end();
    };
    const { url } = await rawServer(t, expired);
    let token = "old";
    const renew = (refused: string) => {
      assert.equal(refused, "old");
      token = "new";
    };
    const api = connect({ host: url, token: async () => token, renew, fetch });
    if (call === "read") await api.list();
    if (call === "write") await api.putConfig("wine", {});
    if (call === "query") await collect(api.query({ endpoint: "wine" }, {}));
    assert.deepEqual(sent, ["Bearer old", "Bearer new"]);
  });
}

test("a token that is refused again, or cannot be renewed, ends in a sign-in", async (t) => {
  const { url, seen } = await rawServer(t, status(401));
  let count = 0;
  const renew = () => {
    count += 1;
  };
  const always = connect({ host: url, token: async () => `t${count}`, renew, fetch });
  await assert.rejects(always.list(), NotSignedIn);
  assert.equal(seen.length, 2);
  const same = connect({ host: url, token: async () => "t", renew: () => {}, fetch });
  await assert.rejects(same.list(), NotSignedIn);
  const never = connect({ host: url, token: async () => "t", fetch });
  await assert.rejects(never.list(), (error) => error instanceof NotSignedIn && error.actions[0] === "sign-in");
  assert.equal(seen.length, 4);
});

test("a redirect takes neither token nor body to another host", async (t) => {
  const elsewhere = await rawServer(t, fine);
  for (const code of [301, 302, 303, 307, 308]) {
    const { url } = await rawServer(t, status(code, { location: `${elsewhere.url}/login` }));
    const api = connect({ host: url, token: async () => TOKEN, fetch });
    for (const call of [api.list(), api.create({ name: "x" }), collect(api.query({ endpoint: "x" }, { secret: 1 }))])
      await assert.rejects(call, (error) => error instanceof Unreadable && error.oddity === "redirect");
  }
  assert.deepEqual(elsewhere.seen, []);
});

test("a write is sent again where nobody took it, and not otherwise", async () => {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  assert.ok(address !== null && typeof address === "object");
  server.close();
  await once(server, "close");
  const host = `http://127.0.0.1:${address.port}`;
  let pauses = 0;
  const pause = async () => {
    pauses += 1;
  };
  const api = connect({ host, token: async () => TOKEN, fetch, pause });
  await assert.rejects(api.create({ name: "x" }), (error) => error instanceof Unreachable && error.unsent);
  assert.equal(pauses, 1);
});

test("a name that nobody knows is told as such, without trying again", async () => {
  const pause = () => assert.fail("tried again");
  const api = connect({ host: "https://nobody.invalid", token: async () => TOKEN, fetch, pause });
  await assert.rejects(api.list(), (error) => {
    assert.ok(error instanceof Unreachable, String(error));
    assert.match(error.message, /^The name of https:\/\/nobody\.invalid is not known here/);
    return true;
  });
});

test("a port that does not speak TLS is told as such", async (t) => {
  const { url } = await rawServer(t, fine);
  const api = connect({ host: url.replace("http:", "https:"), token: async () => TOKEN, fetch });
  await assert.rejects(api.list(), (error) => {
    assert.ok(error instanceof Unreachable, String(error));
    assert.match(error.message, /does not speak TLS/);
    return true;
  });
});

const stray: unknown[] = [];
process.on("unhandledRejection", (reason) => stray.push(reason));
after(() => assert.deepEqual(stray, [], "rejections that nobody handled"));
