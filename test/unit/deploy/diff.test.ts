// What counts as a difference from the live endpoint, and what only looks like one.
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import type { ServedEntity, ServingEndpoint } from "../../../src/api/types.ts";
import { desiredFrom } from "../../../src/deploy/desired.ts";
import { diff } from "../../../src/deploy/diff.ts";
import type { JsonObject } from "../../../src/deploy/json.ts";

interface Expected {
  changes?: string[];
  /** Path and reason, or a part of them. */
  ignored?: string[];
}

function check(body: JsonObject, live: Partial<ServingEndpoint>, { changes = [], ignored = [] }: Expected) {
  const found = diff(desiredFrom({ name: "e", ...body }, "create-body"), { name: "e", state: settled, ...live });
  assert.deepEqual(
    found.changes.map((change) => change.words),
    changes,
  );
  const reasons = found.ignored.map(({ path, reason }) => `${path.join(".")}: ${reason}`);
  assert.equal(reasons.length, ignored.length, reasons.join("\n"));
  for (const [index, part] of ignored.entries()) assert.ok(reasons[index]?.includes(part), reasons[index]);
}

/** The same with one served entity, called `a`, on both sides. */
function checkEntity(wanted: JsonObject, live: JsonObject, expected: Expected) {
  const answered = { name: "a", ...live, state: { deployment: "DEPLOYMENT_READY" }, creator: "x" } as ServedEntity;
  check(
    { config: { served_entities: [{ name: "a", ...wanted }] } },
    { config: { served_entities: [answered] } },
    expected,
  );
}

const settled = { ready: "READY", config_update: "NOT_UPDATING" };
const model = { entity_name: "main.ml.iris", entity_version: "1" };
const units = { entity_name: "system.ai.m", provisioned_model_units: 50 };
const openai = { name: "gpt-4", provider: "openai", task: "llm/v1/chat" };

describe("of a served entity, no difference is", () => {
  const cases: [title: string, wanted: JsonObject, live: JsonObject, ignored: string[]][] = [
    ["what only the service sets", model, model, []],
    [
      "a default that the service fills in",
      model,
      { ...model, workload_type: "CPU", workload_size: "Small", scale_to_zero_enabled: false },
      ["workload_type: the service fills in this default", "workload_size", "scale_to_zero_enabled"],
    ],
    ["a default that the document spells out", { ...model, workload_type: "CPU" }, model, []],
    [
      "what the service makes up for provisioned throughput",
      { ...units, scale_to_zero_enabled: false },
      { ...units, scale_to_zero_enabled: true, workload_size: "Small", workload_type: "GPU_LARGE" },
      ["scale_to_zero_enabled: the service fills it by itself", "workload_size", "workload_type"],
    ],
    [
      "the size where the concurrency decides it",
      { ...model, min_provisioned_concurrency: 4 },
      { ...model, min_provisioned_concurrency: 4, workload_size: "Medium" },
      ["workload_size: the provisioned concurrency"],
    ],
    [
      "a field that is never returned",
      { ...units, burst_scaling_enabled: false },
      units,
      ["burst_scaling_enabled: the service never returns it"],
    ],
    [
      "a credential in plain text, and the reference made of it",
      { external_model: { ...openai, openai_config: { openai_api_key_plaintext: "sk-1" } } },
      {
        external_model: { ...openai, openai_config: { openai_api_key: "{{secrets/s/k}}", openai_api_type: "openai" } },
      },
      [
        "openai_api_key_plaintext: the service never",
        "openai_api_key: the service made it",
        "openai_api_type: the service fills",
      ],
    ],
    [
      "the case of a Bedrock provider",
      { external_model: { ...openai, amazon_bedrock_config: { bedrock_provider: "Anthropic" } } },
      { external_model: { ...openai, amazon_bedrock_config: { bedrock_provider: "anthropic" } } },
      [],
    ],
    [
      "a field newer than this version",
      model,
      { ...model, novel: true },
      ["novel: the service set it; it is not known here"],
    ],
  ];
  for (const [title, wanted, live, ignored] of cases) test(title, () => checkEntity(wanted, live, { ignored }));
});

describe("of a served entity, a difference is", () => {
  const cases: [title: string, wanted: JsonObject, live: JsonObject, changes: string[]][] = [
    ["another version", { ...model, entity_version: "2" }, model, ["`a`: `entity_version` 1 → 2"]],
    ["a value that goes", model, { ...model, workload_size: "Large" }, ["`a`: `workload_size` Large is removed"]],
    [
      "a value that is not the default",
      { ...model, scale_to_zero_enabled: true },
      model,
      ["`a`: `scale_to_zero_enabled` is set to true"],
    ],
    [
      "an environment variable, without its value",
      { ...model, environment_vars: { A: "2", C: "1" } },
      { ...model, environment_vars: { A: "1", B: "1" } },
      ["`a`: `environment_vars.A` changes", "`a`: `environment_vars.C` changes", "`a`: `environment_vars.B` changes"],
    ],
    [
      "a field deep in an external model",
      { external_model: { ...openai, openai_config: { openai_api_key: "{{secrets/s/new}}" } } },
      {
        external_model: { ...openai, openai_config: { openai_api_key: "{{secrets/s/old}}", openai_organization: "o" } },
      },
      [
        "`a`: `external_model.openai_config.openai_api_key` {{secrets/s/old}} → {{secrets/s/new}}",
        "`a`: `external_model.openai_config.openai_organization` o is removed",
      ],
    ],
  ];
  for (const [title, wanted, live, changes] of cases) test(title, () => checkEntity(wanted, live, { changes }));
});

describe("of the config", () => {
  const [a, b] = [
    { name: "a", ...model },
    { name: "b", ...model, entity_version: "2" },
  ];
  const to = (name: string, traffic_percentage: number) => ({
    served_model_name: name,
    served_entity_name: name,
    traffic_percentage,
  });
  const live = { served_entities: [a, b], traffic_config: { routes: [to("a", 90), to("b", 10)] } };

  test("order of served entities and routes, and the second name of a route, are no difference", () => {
    const routes = [
      { served_model_name: "b", traffic_percentage: "10" },
      { served_entity_name: "a", traffic_percentage: 90 },
    ];
    check(
      { config: { served_entities: [b, a], traffic_config: { routes } } },
      { config: live },
      { ignored: ["an order of its own"] },
    );
  });

  test("a route at 0 % and no route are the same", () => {
    const config = { served_entities: [a, b], traffic_config: { routes: [to("a", 100)] } };
    check({ config }, { config: { ...config, traffic_config: { routes: [to("a", 100), to("b", 0)] } } }, {});
  });

  test("shares, new and gone served entities are differences", () => {
    const c = { name: "c", external_model: { ...openai, openai_config: { openai_api_key_plaintext: "sk-1" } } };
    const wanted = { served_entities: [a, c], traffic_config: { routes: [to("a", 75), to("c", 25)] } };
    check(
      { config: wanted },
      { config: live },
      {
        changes: [
          "served entity `c` (gpt-4) is added",
          "served entity `b` (main.ml.iris version 2) is removed",
          "`a` 90 % → 75 %",
          "`c` 0 % → 25 %",
          "`b` 10 % → 0 %",
        ],
      },
    );
    const { changes } = diff(desiredFrom({ name: "e", config: wanted }, "create-body"), {
      name: "e",
      state: settled,
      config: live,
    });
    assert.ok(!JSON.stringify(changes).includes("sk-1"));
  });

  test("a config that the document does not mention is left alone", () => check({}, { config: live }, {}));

  test("an inference table of the older kind that is off is no difference, one that goes is", () => {
    const off = { ...live, auto_capture_config: { enabled: false, catalog_name: "c", state: {} } };
    check({ config: live }, { config: off }, { ignored: ["auto_capture_config: it is off"] });
    const on = { ...live, auto_capture_config: { enabled: true } };
    check({ config: live }, { config: on }, { changes: ['`auto_capture_config` {"enabled":true} is removed'] });
  });
});

describe("around the config", () => {
  const limits = [
    { calls: 10, key: "user", renewal_period: "minute" },
    { calls: 100, key: "endpoint", renewal_period: "minute" },
  ];
  const table = { enabled: true, catalog_name: "c", schema_name: "s" };
  const cases: [title: string, body: JsonObject, live: Partial<ServingEndpoint>, expected: Expected][] = [
    [
      "what the document does not mention is left alone",
      {},
      { tags: [{ key: "a" }], ai_gateway: { rate_limits: limits } },
      {},
    ],
    [
      "tags are a map",
      { tags: [{ key: "b", value: "2" }, { key: "a" }, { key: "new" }] },
      {
        tags: [
          { key: "a", value: "" },
          { key: "b", value: "1" },
          { key: "old", value: "x" },
        ],
      },
      { changes: ["tag `b` 1 → 2", "tag `new` is added ()", "tag `old` is removed"] },
    ],
    [
      "off, empty and absent AI gateway parts are the same, and limits have no order",
      {
        ai_gateway: {
          rate_limits: [{ calls: "100", renewal_period: "minute" }, limits[0]],
          fallback_config: { enabled: false },
        },
      },
      { ai_gateway: { rate_limits: limits, guardrails: {} } },
      {},
    ],
    [
      "an AI gateway part that goes is a difference",
      { ai_gateway: {} },
      { ai_gateway: { usage_tracking_config: { enabled: true } } },
      { changes: ['`ai_gateway.usage_tracking_config` {"enabled":true} is removed'] },
    ],
    [
      "a table prefix that nobody asked for is none",
      { ai_gateway: { inference_table_config: table } },
      { ai_gateway: { inference_table_config: { ...table, table_name_prefix: "e" } } },
      { ignored: ["ai_gateway.inference_table_config.table_name_prefix: the service fills it in"] },
    ],
    [
      "addresses have no order",
      { email_notifications: { on_update_failure: ["b@x.y", "a@x.y"], on_update_success: ["a@x.y"] } },
      { email_notifications: { on_update_failure: ["a@x.y", "b@x.y"] } },
      { changes: ['`email_notifications.on_update_success` [] → ["a@x.y"]'] },
    ],
    [
      "what is fixed at creation or never returned is told, not changed",
      { description: "new", budget_policy_id: "p", novel: 1 },
      { description: "old" },
      {
        ignored: [
          "description: no documented route",
          "budget_policy_id: the service never returns it",
          "novel: no documented route",
        ],
      },
    ],
    [
      "route optimisation is a difference",
      { route_optimized: true },
      {},
      { changes: ["`route_optimized` false → true"] },
    ],
    ["route optimisation that is off anyway is none", { route_optimized: false }, {}, {}],
  ];
  for (const [title, body, live, expected] of cases) test(title, () => check(body, live, expected));
});
