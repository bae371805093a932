// What the emulator makes of a body and how it shows endpoints; each fact is one that the service is known for.
import assert from "node:assert/strict";
import { test } from "node:test";
import type { CreateEndpoint, EndpointConfig } from "../../src/api/types.ts";
import { custom, emulator, talk, wine } from "./emulator.ts";

test("a list holds summaries sorted by name, without split and pending config", async (t) => {
  const { api } = await emulator(t, { seed: { endpoints: [wine(), talk()] } });
  const [first, second, ...others] = await api.list();
  assert.deepEqual([first?.name, second?.name, others], ["talk", "wine", []]);
  assert.deepEqual(second?.config, {
    served_entities: [
      { name: "red", entity_name: "main.cellar.red", entity_version: "1" },
      { name: "white", entity_name: "main.cellar.white", entity_version: "2" },
    ],
    served_models: [
      { name: "red", model_name: "main.cellar.red", model_version: "1" },
      { name: "white", model_name: "main.cellar.white", model_version: "2" },
    ],
  });
  assert.equal(second?.permission_level, undefined);
});

test("an emulator without seed has no endpoints", async (t) => {
  const { api } = await emulator(t);
  assert.deepEqual(await api.list(), []);
});

const gpt = {
  name: "gpt-4",
  provider: "openai",
  task: "llm/v1/chat",
  openai_config: { openai_api_key: "{{secrets/llm/openai}}" },
};

const completions: { it: string; config: object; read: (config: EndpointConfig) => unknown; expected: unknown }[] = [
  {
    it: "names an entity after the last part of its model, and its version",
    config: { served_entities: [{ entity_name: "main.cellar.red", entity_version: 3 }] },
    read: ({ served_entities: [entity] = [] }) => [entity?.name, entity?.entity_version],
    expected: ["red-3", "3"],
  },
  {
    it: "names an external model's entity after the model, with dashes",
    config: {
      served_entities: [{ external_model: { ...gpt, name: "gpt-4.1:mini" } }],
    },
    read: ({ served_entities: [entity] = [] }) => entity?.name,
    expected: "gpt-4-1-mini",
  },
  {
    it: "sends all traffic to a single entity, under both names",
    config: { served_entities: [custom("red", "1")] },
    read: ({ traffic_config }) => traffic_config?.routes,
    expected: [{ served_model_name: "red", served_entity_name: "red", traffic_percentage: 100 }],
  },
  {
    it: "gives a custom model a small CPU",
    config: { served_entities: [custom("red", "1")] },
    read: ({ served_entities: [entity] = [] }) => [entity?.workload_type, entity?.workload_size],
    expected: ["CPU", "Small"],
  },
  {
    it: "reads quoted numbers and booleans",
    config: {
      served_entities: [{ ...custom("red", "1"), scale_to_zero_enabled: "true" }],
      traffic_config: { routes: [{ served_model_name: "red", traffic_percentage: "100" }] },
    },
    read: ({ served_entities: [entity] = [], traffic_config }) => [
      entity?.scale_to_zero_enabled,
      traffic_config?.routes?.[0]?.traffic_percentage,
    ],
    expected: [true, 100],
  },
  {
    it: "leaves the user's own environment variables as they are",
    config: { served_entities: [{ ...custom("red", "1"), environment_vars: { enabled: "true" } }] },
    read: ({ served_entities: [entity] = [] }) => entity?.environment_vars,
    expected: { enabled: "true" },
  },
  {
    it: "takes the older list and answers with both",
    config: { served_models: [{ model_name: "main.cellar.red", model_version: "1", scale_to_zero_enabled: true }] },
    read: ({ served_entities: [entity] = [], served_models }) => [entity?.entity_name, Array.isArray(served_models)],
    expected: ["main.cellar.red", true],
  },
  {
    it: "never gives a plaintext secret back",
    config: {
      served_entities: [
        {
          name: "gpt",
          external_model: { ...gpt, openai_config: { openai_api_key_plaintext: "hush" } },
        },
      ],
    },
    read: (config) => JSON.stringify(config).includes("hush"),
    expected: false,
  },
];

for (const { it, config, read, expected } of completions) {
  test(`the service ${it}`, async (t) => {
    const { api } = await emulator(t);
    const { pending_config } = await api.create({ name: "cellar", config } as CreateEndpoint);
    assert.deepEqual(read(pending_config ?? {}), expected);
  });
}

test("a live config can be sent back with its output-only fields, once one of the twin lists is gone", async (t) => {
  const { api, pass } = await emulator(t, { seed: { endpoints: [wine()] } });
  const { config } = await api.get("wine");
  const { served_models: _, ...sent } = config ?? {};
  await api.putConfig("wine", { ...sent, name: "wine" });
  pass(10);
  const after = await api.get("wine");
  assert.deepEqual(after.config?.traffic_config, config?.traffic_config);
  assert.equal(after.config?.config_version, 2);
});

test("what stands around the config changes at once, without a deployment", async (t) => {
  const tags = [{ key: "team", value: "a" }, { key: "old" }];
  const { api } = await emulator(t, { seed: { endpoints: [{ ...wine(), tags }] } });
  await api.patchTags("wine", { add_tags: [{ key: "team", value: "b" }], delete_tags: ["old"] });
  await api.putAiGateway("wine", { usage_tracking_config: { enabled: "true" } });
  await api.patchNotifications("wine", { email_notifications: { on_update_failure: ["a@example.com"] } });
  const { state, config, ...after } = await api.get("wine");
  assert.deepEqual([state.config_update, config?.config_version], ["NOT_UPDATING", 1]);
  assert.deepEqual(after.tags, [{ key: "team", value: "b" }]);
  assert.deepEqual(after.ai_gateway, { usage_tracking_config: { enabled: true } });
  assert.deepEqual(after.email_notifications, { on_update_failure: ["a@example.com"] });
});

test("logs and the query schema are there for a served entity", async (t) => {
  const { raw } = await emulator(t, { seed: { endpoints: [wine()] } });
  const logs = await raw("/api/2.0/serving-endpoints/wine/served-models/red/build-logs");
  assert.deepEqual(await logs.json(), { logs: "[red] [2026-01-01T00:00:00.000Z] [1] [INFO] Image built\n" });
  const schema = (await (await raw("/api/2.0/serving-endpoints/wine/openapi")).json()) as { paths: object };
  assert.deepEqual(Object.keys(schema.paths).sort(), [
    "/invocations",
    "/served-models/red/invocations",
    "/served-models/white/invocations",
  ]);
});
