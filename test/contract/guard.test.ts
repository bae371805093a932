// Who is let in: the emulator must be of no use to a web page or to anybody without its token.
import assert from "node:assert/strict";
import { once } from "node:events";
import { request } from "node:http";
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
