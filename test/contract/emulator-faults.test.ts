// Faults on demand: each happens to whom it is meant for, as often as it was asked for, and to nobody else.
import assert from "node:assert/strict";
import { test } from "node:test";
import { custom, emulator, type Running, talk, wine } from "./emulator.ts";

const LIST = "/api/2.0/serving-endpoints";
const messages = [{ role: "user", content: "Good evening" }];

async function plan({ raw }: Running, fault: object): Promise<Response> {
  return raw("/__emulator/faults", { method: "POST", body: JSON.stringify(fault) });
}

/** The statuses of requests after a fault was asked for; 0 for one that broke off. */
async function check(
  running: Running,
  fault: object,
  requests: readonly [string, RequestInit?][],
  expected: readonly number[],
): Promise<void> {
  assert.equal((await plan(running, fault)).status, 200);
  const statuses: number[] = [];
  for (const [path, init] of requests) {
    const status = await running.raw(path, init).then(
      (response) => response.status,
      () => 0,
    );
    statuses.push(status);
  }
  assert.deepEqual(statuses, expected);
}

const query = (name: string): [string, RequestInit] => [
  `/serving-endpoints/${name}/invocations`,
  { method: "POST", body: JSON.stringify(name === "talk" ? { messages } : { inputs: [1] }) },
];
const openAi: [string, RequestInit] = [
  "/serving-endpoints/chat/completions",
  { method: "POST", body: JSON.stringify({ model: "talk", messages }) },
];
const seed = { endpoints: [wine(), talk()] };

const aims: [string, object, [string, RequestInit?][], number[]][] = [
  [
    "an error comes as often as it was asked for",
    { kind: "status", status: 503, times: 2 },
    [[LIST], [LIST], [LIST]],
    [503, 503, 200],
  ],
  [
    "a fault meets the endpoint it is meant for, also where only the body names it",
    { kind: "status", status: 429, endpoint: "talk", times: 2 },
    [query("wine"), query("talk"), openAi, openAi],
    [200, 429, 429, 200],
  ],
  [
    "a fault meets the verb and the path it is meant for",
    { kind: "status", status: 500, method: "GET", path: `${LIST}/wine` },
    [[LIST], query("wine"), [`${LIST}/wine`], [`${LIST}/wine`]],
    [200, 200, 500, 200],
  ],
  ["a reset breaks the connection off", { kind: "reset" }, [[LIST], [LIST]], [0, 200]],
  ["a delay ends in the answer", { kind: "delay", milliseconds: 1 }, [[LIST]], [200]],
];
for (const [what, fault, requests, expected] of aims) {
  test(what, async (t) => check(await emulator(t, { seed }), fault, requests, expected));
}

test("an error has the code of its status, and what else was asked for", async (t) => {
  const running = await emulator(t, { seed });
  await plan(running, { kind: "status", status: 503, retry_after: 7, message: "Come back later" });
  const response = await running.raw(LIST);
  const { error_code, message } = (await response.json()) as { error_code: string; message: string };
  assert.deepEqual(
    [error_code, message, response.headers.get("retry-after")],
    ["TEMPORARILY_UNAVAILABLE", "Come back later", "7"],
  );
});

test("a stream breaks off after so many events", async (t) => {
  const running = await emulator(t, { seed });
  await plan(running, { kind: "reset", events: 2 });
  const body = JSON.stringify({ messages, stream: true });
  const response = await running.raw("/serving-endpoints/talk/invocations", { method: "POST", body });
  let text = "";
  await assert.rejects(async () => {
    for await (const part of response.body ?? []) text += Buffer.from(part).toString();
  });
  assert.equal(text.match(/^data: /gm)?.length, 2);
});

test("a deployment fails for the entity that was named, once", async (t) => {
  const running = await emulator(t, { seed });
  const { api, pass } = running;
  await plan(running, { kind: "deployment-failure", served_entity: "rose", message: "No grapes" });
  for (const expected of ["UPDATE_FAILED", "NOT_UPDATING"]) {
    await api.putConfig("wine", { served_entities: [custom("rose", "1")] });
    pass(10);
    assert.equal((await api.get("wine")).state.config_update, expected);
  }
});

test("an update is stuck until it is cancelled, and another one may begin then", async (t) => {
  const running = await emulator(t, { seed });
  const { api, pass } = running;
  await plan(running, { kind: "stuck-update", endpoint: "wine" });
  await api.putConfig("wine", wine().config);
  pass(1e6);
  assert.equal((await api.get("wine")).state.config_update, "IN_PROGRESS");
  await plan(running, { kind: "cancel-update", endpoint: "wine" });
  const { state, pending_config } = await api.get("wine");
  assert.deepEqual(state, { ready: "READY", config_update: "UPDATE_CANCELED" });
  assert.equal(pending_config?.served_entities?.[0]?.state?.deployment, "DEPLOYMENT_ABORTED");
  await api.putConfig("wine", wine().config);
});

test("faults that are still to come are listed, and can be taken back", async (t) => {
  const running = await emulator(t, { seed });
  await plan(running, { faults: [{ kind: "reset" }, { kind: "delay", milliseconds: 5, times: 3 }] });
  const kinds = async (method: string) => {
    const response = await running.raw("/__emulator/faults", { method });
    return ((await response.json()) as { faults: { kind: string }[] }).faults.map(({ kind }) => kind);
  };
  assert.deepEqual(await kinds("GET"), ["reset", "delay"]);
  assert.deepEqual(await kinds("DELETE"), []);
  assert.equal((await running.raw(LIST)).status, 200);
});

const wrong: [string, object, RegExp][] = [
  [
    "an unknown kind",
    { kind: "flood" },
    /one of delay, reset, status, deployment-failure, stuck-update, cancel-update/,
  ],
  ["no kind", {}, /'kind' is one of/],
  ["a status that is no error", { kind: "status", status: 200 }, /'status' .* from 400 to 599/],
  ["no delay", { kind: "delay" }, /'milliseconds'/],
  ["no entity", { kind: "deployment-failure" }, /'served_entity'/],
  ["no endpoint to cancel", { kind: "cancel-update" }, /'endpoint'/],
  ["a path that is no text", { kind: "reset", path: 5 }, /'path'/],
];
for (const [what, fault, message] of wrong) {
  test(`a fault with ${what} is refused`, async (t) => {
    const response = await plan(await emulator(t), fault);
    assert.equal(response.status, 400);
    assert.match(((await response.json()) as { message: string }).message, message);
  });
}

test("nobody without the token plans faults", async (t) => {
  const { raw } = await emulator(t);
  const response = await raw("/__emulator/faults", { headers: { authorization: "" } });
  assert.equal(response.status, 401);
});
