// The routes of the control plane that our own client does not use, but other people's do.
import assert from "node:assert/strict";
import { test } from "node:test";
import type { ServingEndpoint } from "../../src/api/types.ts";
import type { Seed } from "../../src/emulator/seed.ts";
import { custom, emulator, type Running, talk, wine } from "./emulator.ts";

const API = "/api/2.0/serving-endpoints";

/** What one request is answered: what `read` makes of it, or status and code of a refusal. */
async function check(
  { raw }: Running,
  request: string,
  body: unknown,
  read: (answer: never) => unknown,
  expected: unknown,
): Promise<void> {
  const [method = "GET", path = ""] = request.split(" ");
  const response = await raw(path, { method, ...(body === undefined ? {} : { body: JSON.stringify(body) }) });
  const answer: unknown = await response.json();
  const { error_code } = answer as { error_code?: string };
  assert.deepEqual(error_code === undefined ? read(answer as never) : `${response.status} ${error_code}`, expected);
}

const seed: Seed = {
  endpoints: [wine(), talk()],
  foundationModels: ["databricks-gte-large-en"],
  models: { "main.cellar.port": { versions: 3, aliases: { champion: 2 } } },
  secrets: { cellar: ["key"] },
};
const stateOf = ({ state }: ServingEndpoint) => `${state.ready} ${state.config_update}`;
const whole = (answer: unknown) => answer;

test("a stopped endpoint answers nobody, and starts again as a new version", async (t) => {
  const running = await emulator(t, { seed });
  await check(running, `POST ${API}/wine/config:stop`, undefined, stateOf, "NOT_READY NOT_UPDATING");
  await check(running, "POST /serving-endpoints/wine/invocations", { inputs: [1] }, whole, "400 BAD_REQUEST");
  await check(running, `GET ${API}/wine/openapi`, undefined, whole, "400 BAD_REQUEST");
  await check(running, `POST ${API}/wine/config:stop`, undefined, whole, "400 INVALID_PARAMETER_VALUE");
  await check(running, `POST ${API}/wine/config:start`, undefined, stateOf, "NOT_READY IN_PROGRESS");
  running.pass(10);
  const { config, state } = await running.api.get("wine");
  assert.deepEqual([state.ready, state.config_update, config?.config_version], ["READY", "NOT_UPDATING", 2]);
});

test("only custom models that are not updating can be stopped", async (t) => {
  const running = await emulator(t, { seed });
  await check(running, `POST ${API}/talk/config:stop`, undefined, whole, "400 INVALID_PARAMETER_VALUE");
  await running.api.putConfig("wine", wine().config);
  await check(running, `POST ${API}/wine/config:stop`, undefined, whole, "409 RESOURCE_CONFLICT");
});

test("an endpoint of model units has routes of its own, and is updated at once", async (t) => {
  const running = await emulator(t);
  const entity = { name: "llama", entity_name: "system.ai.llama", entity_version: "1", provisioned_model_units: 50 };
  const body = { name: "units", config: { served_entities: [entity] } };
  await check(running, `POST ${API}/pt`, body, stateOf, "NOT_READY IN_PROGRESS");
  running.pass(10);
  const config = { served_entities: [{ ...entity, provisioned_model_units: 100 }] };
  await check(running, `PUT ${API}/pt/units/config`, { config }, stateOf, "READY IN_PROGRESS");
  const units = ({ config }: ServingEndpoint) => config?.served_entities?.[0]?.provisioned_model_units;
  await check(running, `GET ${API}/units`, undefined, units, 100);
});

test("an entity that nobody asks scales to zero, stays ready, and is there again when asked", async (t) => {
  const running = await emulator(t, { seed, idleSeconds: 60, speed: 1e6 });
  const messages = async () =>
    (await running.api.get("wine")).config?.served_entities?.map(({ state }) => state?.deployment_state_message);
  running.pass(59);
  assert.deepEqual(await messages(), ["", ""]);
  running.pass(1);
  assert.deepEqual(await messages(), ["Scaled to zero", "Scaled to zero"]);
  await check(running, `GET ${API}/wine`, undefined, stateOf, "READY NOT_UPDATING");
  const red = "POST /serving-endpoints/wine/served-models/red/invocations";
  await check(running, red, { inputs: [1] }, ({ predictions }: { predictions: [] }) => predictions.length, 1);
  assert.deepEqual(await messages(), ["", "Scaled to zero"]);
});

const settings: [string, unknown, unknown][] = [
  [`PUT ${API}/wine/rate-limits`, { rate_limits: [{ calls: 5, renewal_period: "minute" }] }, undefined],
  [`PATCH ${API}/wine/description`, { description: "Red and white" }, { description: "Red and white" }],
  [`PATCH ${API}/wine/budget-policy`, { budget_policy_id: "b1" }, { effective_budget_policy_id: "b1" }],
  [
    `PATCH ${API}/wine/telemetry-config`,
    { telemetry_config: { telemetry_profile_id: "p1" } },
    { telemetry_config: { telemetry_profile_id: "p1" } },
  ],
];
for (const [request, body, shown = {}] of settings) {
  test(`${request} is kept, and shown where the service shows it`, async (t) => {
    const running = await emulator(t, { seed });
    await check(running, request, body, () => "taken", "taken");
    const after = await running.api.get("wine");
    assert.deepEqual({ ...after, ...(shown as object) }, after);
    assert.equal("rate_limits" in after, false);
  });
}

test("telemetry is for custom models that are not updating", async (t) => {
  const running = await emulator(t, { seed: { endpoints: [...seed.endpoints, { name: "bare" }] } });
  const body = { telemetry_config: { telemetry_profile_id: "p1" } };
  for (const name of ["talk", "bare"]) {
    await check(running, `PATCH ${API}/${name}/telemetry-config`, body, whole, "400 INVALID_PARAMETER_VALUE");
  }
  await running.api.putConfig("wine", wine().config);
  await check(running, `PATCH ${API}/wine/telemetry-config`, body, whole, "409 RESOURCE_CONFLICT");
});

test("permissions belong to the id; adding merges, setting replaces, administrators stay", async (t) => {
  const running = await emulator(t, { seed });
  const { id } = await running.api.get("wine");
  const route = `/api/2.0/permissions/serving-endpoints/${id}`;
  type Access = { access_control_list: { group_name?: string; all_permissions: { permission_level: string }[] }[] };
  const groups = ({ access_control_list }: Access) =>
    access_control_list.flatMap(({ group_name, all_permissions: [level] }) =>
      group_name === undefined ? [] : [`${group_name} ${level?.permission_level}`],
    );
  const list = (group_name: string, permission_level: string) => ({
    access_control_list: [{ group_name, permission_level }],
  });
  await check(running, `PATCH ${route}`, list("a", "CAN_VIEW"), groups, ["a CAN_VIEW", "admins CAN_MANAGE"]);
  await check(running, `PATCH ${route}`, list("b", "CAN_QUERY"), groups, [
    ...["a CAN_VIEW", "b CAN_QUERY", "admins CAN_MANAGE"],
  ]);
  await check(running, `PATCH ${route}`, list("a", "CAN_QUERY"), groups, [
    ...["b CAN_QUERY", "a CAN_QUERY", "admins CAN_MANAGE"],
  ]);
  await check(running, `PUT ${route}`, list("c", "CAN_VIEW"), groups, ["c CAN_VIEW", "admins CAN_MANAGE"]);
  await check(running, `PUT ${route}`, list("c", "CAN_DRINK"), whole, "400 INVALID_PARAMETER_VALUE");
  const levels = ({ permission_levels }: { permission_levels: [] }) => permission_levels.length;
  await check(running, `GET ${route}/permissionLevels`, undefined, levels, 3);
  await check(
    running,
    "GET /api/2.0/permissions/serving-endpoints/wine",
    undefined,
    whole,
    "404 RESOURCE_DOES_NOT_EXIST",
  );
});

test("the endpoints that Databricks provides stand in the list and in one of their own", async (t) => {
  const running = await emulator(t, { seed });
  const names = ({ endpoints }: { endpoints: ServingEndpoint[] }) => endpoints.map(({ name }) => name);
  await check(running, `GET ${API}`, undefined, names, ["databricks-gte-large-en", "talk", "wine"]);
  await check(running, `GET ${API}:foundation-models`, undefined, names, ["databricks-gte-large-en"]);
});

test("an unknown field is ignored, and so is what only answers hold", async (t) => {
  const running = await emulator(t);
  const sent = { ...custom("red", "1"), colour: "red", creator: "me", state: { deployment: "DEPLOYMENT_FAILED" } };
  const shown = ({ pending_config }: ServingEndpoint) => {
    const [entity] = pending_config?.served_entities ?? [];
    return [entity?.creator, entity?.state?.deployment, entity !== undefined && "colour" in entity];
  };
  const body = { name: "wine", config: { served_entities: [sent] } };
  await check(running, `POST ${API}`, body, shown, ["emulator@example.com", "DEPLOYMENT_CREATING", false]);
});

const models = ({ registered_models }: { registered_models: { full_name: string }[] }) =>
  registered_models.map(({ full_name }) => full_name);
const lookups: [string, (answer: never) => unknown, unknown][] = [
  [
    "GET /api/2.0/secrets/scopes/list",
    ({ scopes }: { scopes: { name: string }[] }) => scopes.map(({ name }) => name),
    ["cellar", "llm"],
  ],
  [
    "GET /api/2.0/secrets/list?scope=llm",
    ({ secrets }: { secrets: { key: string }[] }) => secrets.map(({ key }) => key),
    ["openai"],
  ],
  ["GET /api/2.0/secrets/list?scope=none", whole, "404 RESOURCE_DOES_NOT_EXIST"],
  ["GET /api/2.0/secrets/list", whole, "400 INVALID_PARAMETER_VALUE"],
  [
    "GET /api/2.1/unity-catalog/models?catalog_name=main&schema_name=cellar",
    models,
    ["main.cellar.port", "main.cellar.red", "main.cellar.white"],
  ],
  ["GET /api/2.1/unity-catalog/models?catalog_name=main", whole, "400 INVALID_PARAMETER_VALUE"],
  [
    "GET /api/2.1/unity-catalog/models?max_results=2",
    ({ next_page_token }: { next_page_token: string }) => next_page_token,
    "2",
  ],
  ["GET /api/2.1/unity-catalog/models?max_results=2&page_token=2", models, ["main.cellar.white"]],
  ["GET /api/2.1/unity-catalog/models?max_results=-1", whole, "400 BAD_REQUEST"],
  [
    "GET /api/2.1/unity-catalog/models/main.cellar.port/versions",
    ({ model_versions }: { model_versions: { version: number }[] }) => model_versions.map(({ version }) => version),
    [3, 2, 1],
  ],
  [
    "GET /api/2.1/unity-catalog/models/main.cellar.port/aliases/champion",
    ({ version }: { version: number }) => version,
    2,
  ],
  ["GET /api/2.1/unity-catalog/models/main.cellar.none", whole, "404 RESOURCE_DOES_NOT_EXIST"],
  [
    "GET /api/2.0/serving-endpoints/get-model-optimization-info/system.ai.llama/1",
    ({ optimizable }: { optimizable: boolean }) => optimizable,
    true,
  ],
];
for (const [request, read, expected] of lookups) {
  test(`${request} is answered for completion`, async (t) =>
    check(await emulator(t, { seed }), request, undefined, read, expected));
}

test("discovery is answered with a plain 404, whoever asks", async (t) => {
  const { url } = await emulator(t);
  for (const path of ["/.well-known/databricks-config", "/oidc/.well-known/oauth-authorization-server"]) {
    const response = await fetch(`${url}${path}`);
    assert.equal(response.status, 404);
    assert.equal(((await response.json()) as { error_code: string }).error_code, "ENDPOINT_NOT_FOUND");
  }
});
