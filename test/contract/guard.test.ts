// Who is let in: the emulator must be of no use to a web page or to anybody without its token.
import assert from "node:assert/strict";
import { once } from "node:events";
import { request } from "node:http";
import { connect } from "node:net";
import { test } from "node:test";
import { SeedError } from "../../src/emulator/seed.ts";
import { startEmulator } from "../../src/emulator/server.ts";
import { emulator, type Running, routeTo, wine } from "./emulator.ts";

const LIST = "/api/2.0/serving-endpoints";

/** The status of a request that only a stranger, or a client with a mistake, would send. */
async function check(running: Running, path: string, init: RequestInit, expected: number): Promise<void> {
  const response = await running.raw(path, init);
  assert.equal(response.status, expected);
  assert.equal(response.headers.get("access-control-allow-origin"), null);
  assert.equal(typeof ((await response.json()) as { error_code: string }).error_code, "string");
}

test("without the token nothing is answered", async (t) => {
  await check(await emulator(t), LIST, { headers: { authorization: "" } }, 401);
});

test("a web page is refused even with the token", async (t) => {
  await check(await emulator(t), LIST, { headers: { origin: "https://example.com" } }, 403);
});

test("a name that merely leads to this machine is refused", async (t) => {
  const { url, token } = await emulator(t);
  const { port } = new URL(url);
  // fetch would not send a foreign Host header.
  const sent = request({
    host: "127.0.0.1",
    port,
    path: LIST,
    headers: { host: "evil.example", authorization: `Bearer ${token}` },
  });
  sent.end();
  const [response] = await once(sent, "response");
  response.resume();
  assert.equal(response.statusCode, 403);
});

test("a body that is not declared as JSON is refused", async (t) => {
  await check(await emulator(t), LIST, { method: "POST", body: "{}", headers: { "content-type": "text/plain" } }, 415);
});

test("a body that is not JSON is refused", async (t) => {
  await check(await emulator(t), LIST, { method: "POST", body: '{"name": "wine" "config": {}}' }, 400);
});

test("a body longer than the service takes is refused", async (t) => {
  await check(await emulator(t), LIST, { method: "POST", body: " ".repeat(16 * 1024 * 1024 + 1) }, 413);
});

test("an unknown path is a 404", async (t) => {
  await check(await emulator(t), "/api/2.0/nothing", {}, 404);
});

test("this machine is let in under its address and as localhost, with or without port", async (t) => {
  const { url, token } = await emulator(t);
  const { port } = new URL(url);
  for (const host of ["127.0.0.1", `127.0.0.1:${port}`, "localhost", `localhost:${port}`]) {
    const sent = request({ host: "127.0.0.1", port, path: LIST, headers: { host, authorization: `Bearer ${token}` } });
    sent.end();
    const [response] = await once(sent, "response");
    response.resume();
    assert.equal(response.statusCode, 200, host);
  }
});

test("an address of another machine is refused", async (t) => {
  const { url, token } = await emulator(t);
  const headers = { host: "10.0.0.1", authorization: `Bearer ${token}` };
  const sent = request({ host: "127.0.0.1", port: new URL(url).port, path: LIST, headers });
  sent.end();
  const [response] = await once(sent, "response");
  response.resume();
  assert.equal(response.statusCode, 403);
});

const halves = [
  ["its headers", "GET / HTTP/1.1\r\nHost: localhost\r\nX-Slow:"],
  [
    "its body",
    "POST /api/2.0/serving-endpoints HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: 9\r\n\r\n{",
  ],
] as const;
for (const [what, half] of halves) {
  test(`a client that never finishes ${what} is let go`, async (t) => {
    const { url } = await emulator(t, { patience: 50 });
    const socket = connect(Number(new URL(url).port), "127.0.0.1");
    socket.resume().write(half);
    await once(socket, "close");
    assert.ok(socket.destroyed);
  });
}

test("a request without a body needs no content type", async (t) => {
  const { raw } = await emulator(t, { seed: { endpoints: [wine()] } });
  const stopped = await raw(`${LIST}/wine/config:stop`, { method: "POST", headers: { "content-type": "" } });
  assert.equal(stopped.status, 200);
});

test("each emulator has a token of its own", async (t) => {
  const tokens = [(await emulator(t)).token, (await emulator(t)).token];
  assert.equal(new Set(tokens).size, 2);
});

test("a seed that the service would refuse does not start", async () => {
  const endpoint = wine();
  endpoint.config.traffic_config = { routes: [routeTo("red", 70)] };
  await assert.rejects(startEmulator({ seed: { endpoints: [endpoint] } }), (error) => {
    assert.ok(error instanceof SeedError);
    assert.match(error.message, /^The seed was refused: .*100/);
    return true;
  });
});

test("closing ends requests that are still waiting", async () => {
  const endpoint = { ...wine(), emulator: { red: { latencyMs: 3_600_000 } } };
  const { url, token, close } = await startEmulator({ seed: { endpoints: [endpoint] } });
  const headers = { authorization: `Bearer ${token}`, "content-type": "application/json" };
  const waiting = fetch(`${url}/serving-endpoints/wine/served-models/red/invocations`, {
    method: "POST",
    headers,
    body: "{}",
  });
  const ended = assert.rejects(waiting);
  await fetch(`${url}${LIST}`, { headers });
  await close();
  await ended;
});
