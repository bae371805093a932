// What is refused, with which status and code. Wording is checked only where it is the service's own or names the
// culprit.
import assert from "node:assert/strict";
import { test } from "node:test";
import { connect } from "../../src/api/client.ts";
import { NotSignedIn, Refused } from "../../src/api/errors.ts";
import type { CreateEndpoint, ServingApi } from "../../src/api/types.ts";
import { collect, custom, emulator, routeTo, talk, wine } from "./emulator.ts";

/** What a call is refused with: status, code and the service's text. */
async function check(
  call: Promise<unknown>,
  expected: { status: number; code: string; detail: RegExp },
): Promise<void> {
  await assert.rejects(call, (error) => {
    assert.ok(error instanceof Refused, String(error));
    assert.deepEqual([error.status, error.code], [expected.status, expected.code]);
    assert.match(error.detail, expected.detail);
    assert.ok(error.requestId);
    return true;
  });
}

test("a second update during the first is a conflict", async (t) => {
  const { api, pass } = await emulator(t, { seed: { endpoints: [wine()] } });
  await api.putConfig("wine", wine().config);
  await check(api.putConfig("wine", wine().config), {
    status: 409,
    code: "RESOURCE_CONFLICT",
    detail: /currently being updated/,
  });
  pass(10);
  assert.equal((await api.putConfig("wine", wine().config)).pending_config?.config_version, 3);
});

test("a name that is taken cannot be taken again", async (t) => {
  const { api } = await emulator(t, { seed: { endpoints: [wine()] } });
  await check(api.create(wine()), { status: 409, code: "RESOURCE_ALREADY_EXISTS", detail: /wine already exists/ });
});

const missing: [string, (api: ServingApi) => Promise<unknown>][] = [
  ["read", (api) => api.get("beer")],
  ["updated", (api) => api.putConfig("beer", wine().config)],
  ["deleted", (api) => api.delete("beer")],
];
for (const [done, call] of missing) {
  test(`an endpoint that does not exist cannot be ${done}`, async (t) => {
    const { api } = await emulator(t);
    await check(call(api), {
      status: 404,
      code: "RESOURCE_DOES_NOT_EXIST",
      detail: /^Endpoint with name 'beer' does not exist\.$/,
    });
  });
}

const unanswered: [
  string,
  { endpoint: string; servedEntity?: string },
  { status: number; code: string; detail: RegExp },
][] = [
  [
    "an endpoint that does not exist",
    { endpoint: "beer" },
    { status: 404, code: "ENDPOINT_NOT_FOUND", detail: /does not exist/ },
  ],
  [
    "a served entity that does not exist",
    { endpoint: "wine", servedEntity: "rose" },
    { status: 404, code: "ENDPOINT_NOT_FOUND", detail: /does not exist/ },
  ],
  ["an endpoint without config", { endpoint: "bare" }, { status: 400, code: "BAD_REQUEST", detail: /not ready/ }],
];
for (const [whom, target, expected] of unanswered) {
  test(`a query to ${whom} is refused`, async (t) => {
    const { api } = await emulator(t, { seed: { endpoints: [wine(), { name: "bare" }] } });
    await check(collect(api.query(target, { inputs: [1] })), expected);
  });
}

test("a wrong token is told from any other refusal", async (t) => {
  const { url } = await emulator(t);
  const api = connect({ host: url, token: async () => "not-the-token", fetch });
  await assert.rejects(api.list(), (error) => error instanceof NotSignedIn && error.status === 401);
});

const two = [custom("red", "1"), custom("white", "2")];
const half = { routes: [routeTo("red", 50), routeTo("white", 50)] };
const bad: [string, object, RegExp][] = [
  [
    "a total other than 100",
    { served_entities: two, traffic_config: { routes: [routeTo("red", 70), routeTo("white", 20)] } },
    /90/,
  ],
  ["a route to nobody", { served_entities: two, traffic_config: { routes: [routeTo("rose", 100)] } }, /rose/],
  ["several entities without split", { served_entities: two }, /traffic_config/],
  ["no entity", { served_entities: [] }, /at least one/],
  [
    "two entities of one name",
    { served_entities: [custom("red", "1"), custom("red", "2")], traffic_config: { routes: [routeTo("red", 100)] } },
    /red/,
  ],
  ["a name no path could hold", { served_entities: [{ ...custom("red", "1"), name: "é/è" }] }, /é/],
  ["both lists of entities", { served_entities: two, served_models: [], traffic_config: half }, /served_models/],
  [
    "one model version twice",
    { served_entities: [custom("red", "1"), { ...custom("red", "1"), name: "white" }], traffic_config: half },
    /^Cannot create 2\+/,
  ],
  [
    "sixteen entities",
    { served_entities: Array.from({ length: 16 }, (_, index) => custom(`e${index}`, "1")) },
    /^served_models cannot contain more than 15 elements$/,
  ],
  [
    "a share that is no number",
    {
      served_entities: [custom("red", "1")],
      traffic_config: { routes: [{ ...routeTo("red", 100), traffic_percentage: "most" }] },
    },
    /traffic_percentage/,
  ],
  [
    "a legacy inference table",
    {
      served_entities: [custom("red", "1")],
      auto_capture_config: { catalog_name: "main", schema_name: "log", enabled: true },
    },
    /^Legacy inference/,
  ],
  ["entities that are no list", { served_entities: { name: "red" } }, /served_entities/],
];
for (const [what, config, detail] of bad) {
  test(`a config with ${what} is refused with 400`, async (t) => {
    const { api } = await emulator(t);
    await assert.rejects(api.create({ name: "cellar", config } as CreateEndpoint), (error) => {
      assert.ok(error instanceof Refused && error.status === 400, String(error));
      assert.match(error.detail, detail);
      return true;
    });
    assert.deepEqual(await api.list(), []);
  });
}

test("an update must say whether a custom model scales to zero", async (t) => {
  const { api } = await emulator(t, { seed: { endpoints: [wine()] } });
  const config = { served_entities: [{ name: "red", entity_name: "main.cellar.red", entity_version: "2" }] };
  await check(api.putConfig("wine", config), {
    status: 400,
    code: "INVALID_PARAMETER_VALUE",
    detail: /^scaleToZeroEnabled/,
  });
});

test("an endpoint of external models cannot become one of others", async (t) => {
  const { api } = await emulator(t, { seed: { endpoints: [talk()] } });
  await check(api.putConfig("talk", { served_entities: [custom("red", "1")] }), {
    status: 400,
    code: "INVALID_PARAMETER_VALUE",
    detail: /converted/,
  });
});

test("a tag key with a reserved character is refused in the service's words", async (t) => {
  const { api } = await emulator(t, { seed: { endpoints: [wine()] } });
  const refusal = {
    status: 400,
    code: "INVALID_PARAMETER_VALUE",
    detail: /^Endpoint tag key a:b is either not between 1-255 characters long or contains/,
  };
  await check(api.patchTags("wine", { add_tags: [{ key: "a:b" }] }), refusal);
  await check(api.create({ ...wine(), name: "other", tags: [{ key: "a:b" }] }), refusal);
});

test("an endpoint that Databricks provides answers, and cannot be changed", async (t) => {
  const name = "databricks-gte-large-en";
  const { api } = await emulator(t, { seed: { endpoints: [], foundationModels: [name] } });
  const refusal = { status: 403, code: "PERMISSION_DENIED", detail: /provided by Databricks/ };
  await check(api.delete(name), refusal);
  await check(api.putConfig(name, wine().config), refusal);
  assert.equal((await collect(api.query({ endpoint: name }, { input: "a" }))).length, 2);
});
