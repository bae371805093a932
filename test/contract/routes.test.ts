// Every route of the client: which request it makes, and what it makes of the answer. Queries have files of their own.
import assert from "node:assert/strict";
import { once } from "node:events";
import { createServer } from "node:http";
import { type TestContext, test } from "node:test";
import { connect } from "../../src/api/client.ts";
import { Misconfigured, Unreadable } from "../../src/api/errors.ts";
import type { WorkspaceApi } from "../../src/api/workspace.ts";
import { emulator, wine } from "./emulator.ts";

type Call = (api: WorkspaceApi) => Promise<unknown>;

/** A client of a server that answers one request after the other with `answers`, and the requests it got. */
async function recording(t: TestContext, ...answers: string[]) {
  const seen: string[] = [];
  const server = createServer(async (request, response) => {
    let body = "";
    for await (const piece of request) body += piece;
    seen.push(`${request.method} ${request.url}${body === "" ? "" : ` ${body}`}`);
    response.end(answers.shift() ?? "{}");
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  t.after(() => {
    server.close();
    server.closeAllConnections();
  });
  const address = server.address();
  assert.ok(address !== null && typeof address === "object");
  const host = `http://127.0.0.1:${address.port}`;
  return { api: connect({ host, token: async () => "token", fetch }), seen };
}

async function check(t: TestContext, call: Call, request: string, answer: unknown, expected: unknown): Promise<void> {
  const { api, seen } = await recording(t, typeof answer === "string" ? answer : JSON.stringify(answer));
  assert.deepEqual(await call(api), expected);
  assert.deepEqual(seen, [request]);
}

const BASE = "/api/2.0/serving-endpoints";
const UC = "/api/2.1/unity-catalog/models";
const bare = { name: "w", new_field: 1 };
const read = { ...bare, state: { ready: "NOT_READY", config_update: "NOT_UPDATING" } };
const red = { endpoint: "w", servedEntity: "red" };

const routes: [string, Call, string, unknown, unknown][] = [
  ["list", (api) => api.list(), `GET ${BASE}`, { endpoints: [bare] }, [read]],
  ["list, of none", (api) => api.list(), `GET ${BASE}`, {}, []],
  ["get", (api) => api.get("w"), `GET ${BASE}/w`, bare, read],
  ["create", (api) => api.create({ name: "w" }), `POST ${BASE} {"name":"w"}`, bare, read],
  [
    "put config",
    (api) => api.putConfig("w", { config_version: 1 }),
    `PUT ${BASE}/w/config {"config_version":1}`,
    bare,
    read,
  ],
  ["put AI gateway", (api) => api.putAiGateway("w", { a: 1 }), `PUT ${BASE}/w/ai-gateway {"a":1}`, { a: 1 }, { a: 1 }],
  [
    "patch tags",
    (api) => api.patchTags("w", { delete_tags: ["a"] }),
    `PATCH ${BASE}/w/tags {"delete_tags":["a"]}`,
    [],
    [],
  ],
  [
    "patch notifications",
    (api) => api.patchNotifications("w", { email_notifications: {} }),
    `PATCH ${BASE}/w/notifications {"email_notifications":{}}`,
    {},
    {},
  ],
  ["delete", (api) => api.delete("w"), `DELETE ${BASE}/w`, "", undefined],
  ["start", (api) => api.start("w"), `POST ${BASE}/w/config:start`, "anything", undefined],
  ["stop", (api) => api.stop("w"), `POST ${BASE}/w/config:stop`, "", undefined],
  ["create with model units", (api) => api.createPt({ name: "w" }), `POST ${BASE}/pt {"name":"w"}`, bare, read],
  ["put config of model units", (api) => api.putPtConfig("w", {}), `PUT ${BASE}/pt/w/config {"config":{}}`, bare, read],
  ["build logs", (api) => api.buildLogs(red), `GET ${BASE}/w/served-models/red/build-logs`, { logs: "a\n" }, "a\n"],
  ["logs, of nothing", (api) => api.logs(red), `GET ${BASE}/w/served-models/red/logs`, {}, ""],
  ["metrics", (api) => api.metrics("w"), `GET ${BASE}/w/metrics`, "a 1\n", "a 1\n"],
  ["query schema", (api) => api.openApi("w"), `GET ${BASE}/w/openapi`, { openapi: "3.1.0" }, { openapi: "3.1.0" }],
  ["who am I", (api) => api.me(), "GET /api/2.0/preview/scim/v2/Me", { userName: "a@b" }, "a@b"],
  [
    "permissions, by id",
    (api) => api.permissions("0a"),
    "GET /api/2.0/permissions/serving-endpoints/0a",
    { access_control_list: [{ user_name: "a@b" }] },
    [{ user_name: "a@b" }],
  ],
  [
    "secret scopes",
    (api) => api.secretScopes(),
    "GET /api/2.0/secrets/scopes/list",
    { scopes: [{ name: "a" }] },
    [{ name: "a" }],
  ],
  [
    "secret keys",
    (api) => api.secretKeys("a&b"),
    "GET /api/2.0/secrets/list?scope=a%26b",
    { secrets: [{ key: "k" }] },
    ["k"],
  ],
  ["models, all", (api) => api.models(), `GET ${UC}?max_results=1000`, {}, []],
  [
    "models of a schema",
    (api) => api.models({ catalog: "c", schema: "s" }),
    `GET ${UC}?catalog_name=c&schema_name=s&max_results=1000`,
    { registered_models: [{ full_name: "c.s.m" }] },
    [{ full_name: "c.s.m" }],
  ],
  [
    "a model with aliases",
    (api) => api.model("c.s.m"),
    `GET ${UC}/c.s.m?include_aliases=true`,
    { full_name: "c.s.m" },
    { full_name: "c.s.m" },
  ],
  [
    "versions",
    (api) => api.modelVersions("c.s.m"),
    `GET ${UC}/c.s.m/versions?max_results=1000`,
    { model_versions: [{ version: 1 }] },
    [{ version: 1 }],
  ],
  [
    "a version by alias",
    (api) => api.modelByAlias("c.s.m", "champion"),
    `GET ${UC}/c.s.m/aliases/champion`,
    { version: 3 },
    { version: 3 },
  ],
];
for (const [what, ...row] of routes) test(`${what}`, (t) => check(t, ...row));

test("pages are read to the last", async (t) => {
  const page = (version: number, next?: string) =>
    JSON.stringify({ model_versions: [{ version }], next_page_token: next });
  const { api, seen } = await recording(t, page(1, "a/b"), page(2, "c"), page(3));
  assert.deepEqual(
    (await api.modelVersions("m")).map(({ version }) => version),
    [1, 2, 3],
  );
  assert.deepEqual(seen.slice(1), [
    `GET ${UC}/m/versions?max_results=1000&page_token=a%2Fb`,
    `GET ${UC}/m/versions?max_results=1000&page_token=c`,
  ]);
});

test("pages that lead in a circle are not read for ever", async (t) => {
  const page = JSON.stringify({ registered_models: [], next_page_token: "a" });
  const { api } = await recording(t, page, page, page);
  await assert.rejects(api.models(), (error) => error instanceof Unreadable && /circle/.test(error.message));
});

test("a name that would climb out of its path is sent nowhere", async (t) => {
  const { api, seen } = await recording(t);
  for (const call of [api.metrics(".."), api.logs({ endpoint: "w", servedEntity: "." }), api.modelVersions("")])
    await assert.rejects(call, Misconfigured);
  assert.deepEqual(seen, []);
});

test("an abort before the call sends nothing", async (t) => {
  const { api, seen } = await recording(t);
  const options = { signal: AbortSignal.abort("no") };
  for (const call of [api.list(options), api.stop("w", options), api.models(undefined, options)])
    await assert.rejects(call, (reason) => reason === "no");
  assert.deepEqual(seen, []);
});

test("the emulator answers the routes of logs, schema and who one is", async (t) => {
  const { url, token } = await emulator(t, { seed: { endpoints: [wine()] } });
  const api = connect({ host: url, token: async () => token, fetch });
  const target = { endpoint: "wine", servedEntity: "red" };
  assert.match(await api.buildLogs(target), /red/);
  assert.match(await api.logs(target), /red/);
  assert.ok(Object.hasOwn(Object(await api.openApi("wine")), "paths"));
  assert.notEqual(await api.me(), "");
});
