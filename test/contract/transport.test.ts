// How the client behaves when HTTP does not: overload, redirects, silence, answers that are none; and that its token
// stays its own.
import assert from "node:assert/strict";
import { once } from "node:events";
import { createServer } from "node:http";
import { test } from "node:test";
import { connect } from "../../src/api/client.ts";
import {
  type ApiError,
  Misconfigured,
  NotSignedIn,
  Refused,
  TimedOut,
  Unreachable,
  Unreadable,
} from "../../src/api/errors.ts";
import { json, rawServer, status } from "./raw-server.ts";

const TOKEN = "dapi-secret-of-this-test";

/** A client that notes how long it would have waited between tries instead of waiting. */
function client(host: string, token = TOKEN) {
  const pauses: number[] = [];
  const pause = async (milliseconds: number) => {
    pauses.push(milliseconds);
  };
  return { api: connect({ host, token: async () => token, fetch, pause }), pauses };
}

/** The error a call ends with; the token must be nowhere in it. */
async function check(
  call: Promise<unknown>,
  kind: abstract new (...args: never[]) => ApiError,
  message: RegExp,
): Promise<ApiError> {
  const error = await call.then(
    () => assert.fail("the call succeeded"),
    (reason: unknown) => reason,
  );
  assert.ok(error instanceof kind, String(error));
  assert.match(error.message, message);
  for (let at: unknown = error; at instanceof Error; at = at.cause) {
    const told = `${at.message} ${at.stack} ${JSON.stringify(at)}`;
    assert.ok(!told.includes(TOKEN), told);
  }
  return error;
}

test("a read is repeated while the service is busy", async (t) => {
  const { url, seen } = await rawServer(t, status(503), status(429), status(502), json({ endpoints: [] }));
  const { api, pauses } = client(url);
  assert.deepEqual(await api.list(), []);
  assert.equal(seen.length, 4);
  assert.deepEqual(
    pauses.map((pause, index) => pause >= 500 * 2 ** index && pause <= 500 * 2 ** index + 250),
    [true, true, true],
  );
});

test("a read waits as long as the service asks", async (t) => {
  const { url } = await rawServer(t, status(429, { "retry-after": "7" }), json({ endpoints: [] }));
  const { api, pauses } = client(url);
  await api.list();
  assert.ok(pauses[0] !== undefined && pauses[0] >= 7000 && pauses[0] <= 7250, String(pauses));
});

test("a service that asks for more patience than people have is not asked again", async (t) => {
  const { url, seen } = await rawServer(t, status(429, { "retry-after": "3600" }));
  const error = await check(client(url).api.list(), Refused, /^Too many requests/);
  assert.equal(error instanceof Refused && error.retryAfter, 3600);
  assert.equal(seen.length, 1);
});

test("a read is tried five times at most", async (t) => {
  const { url, seen } = await rawServer(t, status(503));
  await check(client(url).api.get("wine"), Refused, /503/);
  assert.equal(seen.length, 5);
});

test("a write is sent once", async (t) => {
  const { url, seen } = await rawServer(t, status(503));
  const { api } = client(url);
  await check(api.putConfig("wine", {}), Refused, /503/);
  await check(api.create({ name: "wine" }), Refused, /503/);
  await check(api.delete("wine"), Refused, /503/);
  assert.deepEqual(seen, [
    "PUT /api/2.0/serving-endpoints/wine/config",
    "POST /api/2.0/serving-endpoints",
    "DELETE /api/2.0/serving-endpoints/wine",
  ]);
});

test("an abort ends the wait for the next try, with the signal's reason", async (t) => {
  const { url } = await rawServer(t, status(503, { "retry-after": "50" }));
  const abort = new AbortController();
  const reason = new Error("the user left");
  const fetchThenAbort: typeof fetch = async (...args) => {
    const response = await fetch(...args);
    setImmediate(() => abort.abort(reason));
    return response;
  };
  const api = connect({ host: url, token: async () => TOKEN, fetch: fetchThenAbort });
  await assert.rejects(api.list({ signal: abort.signal }), reason);
});

test("an abort ends the wait for a token, with the signal's reason", async () => {
  const abort = new AbortController();
  const api = connect({ host: "http://127.0.0.1", token: () => new Promise<string>(() => {}), fetch });
  const call = api.list({ signal: abort.signal });
  abort.abort("enough");
  await assert.rejects(call, (reason) => reason === "enough");
});

test("a redirect is not followed", async (t) => {
  const other = await rawServer(t, json({ endpoints: [] }));
  for (const code of [301, 302, 303, 307, 308]) {
    const { url } = await rawServer(t, status(code, { location: `${other.url}/login` }));
    await check(client(url).api.list(), Unreadable, /redirect, which is not followed/);
  }
  assert.deepEqual(other.seen, []);
});

test("names are one segment of the path, whatever is in them", async (t) => {
  const { url, seen } = await rawServer(t, json({ name: "x" }));
  const { api } = client(url);
  await api.get("a/../b?c#d%é");
  assert.deepEqual(seen, ["GET /api/2.0/serving-endpoints/a%2F..%2Fb%3Fc%23d%25%C3%A9"]);
  for (const name of ["", ".", ".."]) await check(api.delete(name), Misconfigured, /cannot be the name/);
  assert.equal(seen.length, 1);
});

const unreadable: [string, string, RegExp][] = [
  ["a login page", "<html><body>Sign in</body></html>", /not JSON/],
  ["no endpoint", '{"status":"ok"}', /no endpoint/],
  ["nothing", "", /no endpoint/],
];
for (const [what, body, message] of unreadable) {
  test(`an answer that holds ${what} is unreadable`, async (t) => {
    const { url } = await rawServer(t, status(200, {}, body));
    await check(client(url).api.get("wine"), Unreadable, message);
  });
}

test("an answer that breaks off is unreadable", async (t) => {
  const { url } = await rawServer(t, (response) => {
    response.writeHead(200, { "content-length": "1000" });
    response.write('{"endpoints": [', () => response.destroy());
  });
  await check(client(url).api.list(), Unreadable, /broke off/);
});

test("a host where nobody listens is unreachable", async () => {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  assert.ok(address !== null && typeof address === "object");
  server.close();
  await once(server, "close");
  await check(client(`http://127.0.0.1:${address.port}`).api.list(), Unreachable, /cannot be reached \(ECONNREFUSED\)/);
});

test("an answer that does not come in time is told from a host that cannot be reached", async (t) => {
  const { url } = await rawServer(t, () => {});
  const api = connect({ host: url, token: async () => TOKEN, fetch, timeouts: { overall: 20 } });
  await check(api.list(), TimedOut, /did not answer within 0.02 s/);
});

test("a token that the service echoes does not get into the error", async (t) => {
  const { url } = await rawServer(t, (response, { headers }) => {
    response
      .writeHead(401)
      .end(JSON.stringify({ error_code: "UNAUTHENTICATED", message: `Bad header ${headers.authorization}` }));
  });
  const error = await check(client(url).api.list(), NotSignedIn, /not accepted/);
  assert.equal(error instanceof Refused && error.detail, "Bad header Bearer …");
});

test("a token that cannot be sent is not sent, and not shown", async (t) => {
  const { url, seen } = await rawServer(t, json({}));
  for (const token of ["", `${TOKEN}\n`, `${TOKEN} x`])
    await check(client(url, token).api.list(), Misconfigured, /token/);
  assert.deepEqual(seen, []);
});

test("a token is taken anew for each request", async (t) => {
  const sent: unknown[] = [];
  const { url } = await rawServer(t, (response, { headers }) => {
    sent.push(headers.authorization);
    response.writeHead(503).end();
  });
  let count = 0;
  const token = async () => `t${++count}`;
  await assert.rejects(connect({ host: url, token, fetch, pause: async () => {} }).list(), Refused);
  assert.deepEqual(sent, ["Bearer t1", "Bearer t2", "Bearer t3", "Bearer t4", "Bearer t5"]);
});

test("unknown fields are kept, and what prose calls update_state is read", async (t) => {
  const answer = {
    name: "wine",
    state: { ready: "READY", update_state: "IN_PROGRESS", suspend: "x" },
    config: null,
    new_field: [1],
  };
  const { url } = await rawServer(t, json(answer));
  assert.deepEqual(await client(url).api.get("wine"), {
    name: "wine",
    new_field: [1],
    state: { ready: "READY", config_update: "IN_PROGRESS", suspend: "x" },
  });
});
