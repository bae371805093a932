// What a document's body becomes before it is compared or sent.
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { type Desired, defaultEntityName, desiredFrom } from "../../../src/deploy/desired.ts";
import { NotDeployable } from "../../../src/deploy/errors.ts";
import type { JsonObject } from "../../../src/deploy/json.ts";
import type { Shape } from "../../../src/engine/index.ts";

interface Input {
  body: JsonObject;
  shape?: Shape;
  name?: string;
}

function check({ body, shape = "create-body", name }: Input, expected: Partial<Desired>) {
  const desired = desiredFrom(body, shape, name);
  for (const [key, value] of Object.entries(expected)) assert.deepEqual(desired[key as keyof Desired], value);
}

function refuses({ body, shape = "create-body", name }: Input, message: RegExp) {
  assert.throws(
    () => desiredFrom(body, shape, name),
    (error) => error instanceof NotDeployable && message.test(error.message) && error.remedy !== "",
  );
}

const model = { name: "current", entity_name: "main.ml.iris", entity_version: "1" };
const whole = { routes: [{ served_entity_name: "current", traffic_percentage: 100 }] };

describe("the config of a request", () => {
  const cases: [title: string, config: JsonObject, expected: JsonObject][] = [
    [
      "has numbers, booleans and texts as the service wants them",
      {
        served_entities: [
          { ...model, entity_version: 3, scale_to_zero_enabled: "true", max_provisioned_throughput: "980" },
        ],
        traffic_config: { routes: [{ served_entity_name: "current", traffic_percentage: "100" }] },
      },
      {
        served_entities: [
          { ...model, entity_version: "3", scale_to_zero_enabled: true, max_provisioned_throughput: 980 },
        ],
        traffic_config: whole,
      },
    ],
    [
      "has served entities for the older served models",
      { served_models: [{ name: "current", model_name: "main.ml.iris", model_version: "1", workload_size: "Small" }] },
      { served_entities: [{ ...model, workload_size: "Small" }], traffic_config: whole },
    ],
    [
      "has one of the two mirrored lists of an answer, and nothing that only the service sets",
      {
        config_version: 4,
        served_models: [{ name: "current", model_name: "main.ml.iris", model_version: "1" }],
        served_entities: [
          { ...model, creator: "a@b.c", creation_timestamp: 1, state: { deployment: "DEPLOYMENT_READY" } },
        ],
        traffic_config: {
          routes: [{ served_model_name: "current", served_entity_name: "current", traffic_percentage: 100 }],
        },
        auto_capture_config: { enabled: false, state: { payload_table: {} } },
      },
      { served_entities: [model], traffic_config: whole, auto_capture_config: { enabled: false } },
    ],
    [
      "has one name per route",
      {
        served_entities: [model, { ...model, name: "b", entity_version: "2" }],
        traffic_config: {
          routes: [
            { served_model_name: "current", traffic_percentage: 90 },
            { served_model_name: "b", served_entity_name: "b", traffic_percentage: 10 },
          ],
        },
      },
      {
        served_entities: [model, { ...model, name: "b", entity_version: "2" }],
        traffic_config: {
          routes: [
            { served_entity_name: "current", traffic_percentage: 90 },
            { served_entity_name: "b", traffic_percentage: 10 },
          ],
        },
      },
    ],
    [
      "has no nulls, and environment variables as texts under their own names",
      {
        served_entities: [
          { ...model, instance_profile_arn: null, environment_vars: { enabled: true, N: 3, HOME: "${HOME}" } },
        ],
      },
      {
        served_entities: [{ ...model, environment_vars: { enabled: "true", N: "3", HOME: "${HOME}" } }],
        traffic_config: whole,
      },
    ],
    [
      "leaves several served entities without a split as they are",
      { served_entities: [model, { ...model, name: "b" }] },
      { served_entities: [model, { ...model, name: "b" }] },
    ],
    [
      "keeps fields that this version does not know",
      { served_entities: [{ ...model, novel: { deep: [1] } }], novelty: "x" },
      { served_entities: [{ ...model, novel: { deep: [1] } }], traffic_config: whole, novelty: "x" },
    ],
  ];
  for (const [title, config, expected] of cases) {
    test(title, () => {
      check({ body: { name: "e", config } }, { config: expected });
      check({ body: { ...config, name: "e" }, shape: "config-body" }, { config: expected });
    });
  }
});

describe("a served entity without a name is called", () => {
  const cases: [entity: JsonObject, name: string | undefined][] = [
    [{ entity_name: "main.ml.llama2-7b", entity_version: "1" }, "llama2-7b-1"],
    [{ entity_name: "registry-model", entity_version: "12" }, "registry-model-12"],
    [{ entity_name: "main.features.spec" }, "spec"],
    [{ external_model: { name: "anthropic.claude-v2:1", provider: "amazon-bedrock" } }, "anthropic-claude-v2-1"],
    [{}, undefined],
  ];
  for (const [entity, name] of cases) {
    test(String(name), () => assert.equal(defaultEntityName(entity), name));
  }
});

describe("the rest of a request", () => {
  test("keeps what a create says beside its config", () => {
    const tags = [{ key: "team", value: 7 }];
    check(
      { body: { name: "e", tags, route_optimized: "true" } },
      {
        name: "e",
        config: undefined,
        rest: { tags: [{ key: "team", value: "7" }], route_optimized: true },
      },
    );
  });

  test("drops what only the service or the bundle tool reads, and says so", () => {
    check(
      { body: { name: "e", id: "0f", permissions: [], lifecycle: {} }, shape: "bundle-resource" },
      {
        rest: {},
        ignored: [
          { path: ["id"], reason: "only the service sets it" },
          {
            path: ["permissions"],
            reason: "permissions are not deployed from here; `databricks bundle deploy` sets them",
          },
          { path: ["lifecycle"], reason: "only the bundle tool reads it" },
        ],
      },
    );
  });
});

test("a name that is given goes before the body's own", () => {
  check({ body: { served_entities: [model] }, shape: "config-body", name: "chosen" }, { name: "chosen" });
  check({ body: { name: "written", config: {} }, name: "chosen" }, { name: "chosen" });
});

describe("a document is refused", () => {
  const cases: [title: string, input: Input, message: RegExp][] = [
    [
      "without a name, as a config body",
      { body: { served_entities: [] }, shape: "config-body" },
      /does not say which endpoint/,
    ],
    ["without a name, as a create body", { body: { config: {} } }, /has no `name`/],
    [
      "with an unresolved variable",
      { body: { name: "e", config: { served_entities: [{ ...model, entity_version: "${var.v}" }] } } },
      /`config.served_entities.0.entity_version` holds `\$\{var.v\}`/,
    ],
    [
      "with a bundle variable in an environment variable",
      { body: { name: "e", config: { served_entities: [{ environment_vars: { A: "${var.a}" } }] } } },
      /holds `\$\{var.a\}`/,
    ],
    [
      "with a list that is none",
      { body: { name: "e", config: { served_entities: {} } } },
      /`served_entities` should be a list/,
    ],
    ["with a config that is none", { body: { name: "e", config: "x" } }, /`config` should be an object/],
    [
      "with a served entity of nothing",
      { body: { name: "e", config: { served_entities: [{}] } } },
      /`served_entities\[0\]` should be/,
    ],
    [
      "with a route to nobody",
      { body: { name: "e", config: { traffic_config: { routes: [{ traffic_percentage: 1 }] } } } },
      /the name of a served entity/,
    ],
    [
      "with a share that is no number",
      {
        body: {
          name: "e",
          config: { traffic_config: { routes: [{ served_entity_name: "a", traffic_percentage: "lots" }] } },
        },
      },
      /traffic_percentage` should be a number/,
    ],
  ];
  for (const [title, input, message] of cases) test(title, () => refuses(input, message));
});
