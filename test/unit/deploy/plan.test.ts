// Which requests lead from a live endpoint to the wanted one, and when there are none.
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import type { ServedEntity, ServingEndpoint } from "../../../src/api/types.ts";
import { desiredFrom } from "../../../src/deploy/desired.ts";
import type { JsonObject } from "../../../src/deploy/json.ts";
import { type Plan, type PlanOptions, plan, planSplit } from "../../../src/deploy/plan.ts";

interface Expected {
  kind: Plan["kind"];
  /** Verb and last part of the path. */
  steps?: string[];
  warnings?: RegExp[];
  refusals?: RegExp[];
}

function check(made: Plan, { kind, steps = [], warnings = [], refusals = [] }: Expected) {
  assert.equal(made.kind, kind, made.refusals.join("; "));
  assert.deepEqual(
    made.steps.map(({ verb, path }) => `${verb} ${path.split("/").slice(4).join("/")}`.trim()),
    steps,
  );
  for (const [found, expected] of [
    [made.warnings, warnings],
    [made.refusals, refusals],
  ] as const) {
    assert.equal(found.length, expected.length, found.join("\n"));
    for (const [index, pattern] of expected.entries()) assert.match(found[index] ?? "", pattern);
  }
}

/** Plans a create body with the name `e` against a live endpoint of that name. */
function planned(body: JsonObject, live?: Partial<ServingEndpoint>, options?: PlanOptions): Plan {
  const endpoint = live && { name: "e", state: { ready: "READY", config_update: "NOT_UPDATING" }, ...live };
  return plan(desiredFrom({ name: "e", ...body }, "create-body"), endpoint, options);
}

const ready = { deployment: "DEPLOYMENT_READY", deployment_state_message: "" };

function entity(name: string, version: string, more: JsonObject = {}): ServedEntity {
  return { name, entity_name: "main.ml.iris", entity_version: version, ...more };
}

function routes(shares: Record<string, number>) {
  return {
    routes: Object.entries(shares).map(([name, traffic_percentage]) => ({
      served_model_name: name,
      served_entity_name: name,
      traffic_percentage,
    })),
  };
}

function live(...more: JsonObject[]) {
  const [a = {}, b = {}] = more;
  return {
    config: {
      config_version: 3,
      served_entities: [entity("a", "1", { state: ready, ...a }), entity("b", "2", { state: ready, ...b })],
      traffic_config: routes({ a: 90, b: 10 }),
    },
  };
}

const wanted = { served_entities: [entity("a", "1"), entity("b", "2")], traffic_config: routes({ a: 90, b: 10 }) };
const half = { ...wanted, traffic_config: routes({ a: 50, b: 50 }) };

describe("a plan", () => {
  test("creates what does not exist, with one request that holds all", () => {
    const made = planned({ config: wanted, tags: [{ key: "t" }], route_optimized: true });
    check(made, { kind: "create", steps: ["POST"] });
    assert.deepEqual(made.steps[0]?.body, {
      name: "e",
      config: {
        ...wanted,
        traffic_config: {
          routes: [
            { served_entity_name: "a", traffic_percentage: 90 },
            { served_entity_name: "b", traffic_percentage: 10 },
          ],
        },
      },
      tags: [{ key: "t" }],
      route_optimized: true,
    });
  });

  test("creates an endpoint without config", () => check(planned({}), { kind: "create", steps: ["POST"] }));

  test("does nothing where nothing differs", () => check(planned({ config: wanted }, live()), { kind: "nothing" }));

  test("sends the parts that differ in a fixed order", () => {
    const body = {
      config: { ...wanted, served_entities: [entity("a", "1"), entity("b", "3")] },
      email_notifications: { on_update_failure: ["a@x.y"] },
      ai_gateway: { usage_tracking_config: { enabled: true } },
      tags: [{ key: "new", value: "1" }, { key: "same" }],
    };
    const made = planned(body, { ...live(), tags: [{ key: "same" }, { key: "old" }] });
    check(made, {
      kind: "update",
      steps: ["PATCH e/tags", "PUT e/ai-gateway", "PUT e/config", "PATCH e/notifications"],
    });
    assert.deepEqual(made.steps[0]?.body, { add_tags: [{ key: "new", value: "1" }], delete_tags: ["old"] });
    assert.deepEqual(made.steps[3]?.body, { email_notifications: { on_update_failure: ["a@x.y"] } });
  });

  test("sends the config though nothing shows, where that is asked for", () => {
    check(planned({ config: wanted }, live(), { resend: true }), { kind: "update", steps: ["PUT e/config"] });
  });

  test("says which live fields a new config may reset, and which traffic it moves", () => {
    const config = { served_entities: [entity("a", "2")], traffic_config: routes({ a: 100 }) };
    check(planned({ config }, live({ novel: 1 })), {
      kind: "update",
      steps: ["PUT e/config"],
      warnings: [/`b` is removed; it gets 10 %/, /`served_entities.a.novel` is live and not in the document/],
    });
  });

  test("says that a failed attempt is given up", () => {
    const state = { ready: "READY", config_update: "UPDATE_FAILED" };
    check(planned({ config: half }, { ...live(), state }), {
      kind: "split",
      steps: ["PUT e/config"],
      warnings: [/pending config is given up/],
    });
  });

  test("says that permissions are not deployed", () => {
    check(planned({ config: wanted, permissions: [] }, live()), {
      kind: "nothing",
      warnings: [/^Permissions are not deployed/],
    });
  });
});

describe("a split", () => {
  test("sends the live config as it is, newer fields included, with other percentages", () => {
    const capture = { enabled: false, state: { payload_table: {} } };
    const config = {
      ...live({ novel: [1], workload_type: "CPU", creator: "x" }).config,
      newer: true,
      served_models: [],
      auto_capture_config: capture,
    };
    const expected = {
      served_entities: [entity("a", "1", { novel: [1], workload_type: "CPU" }), entity("b", "2")],
      traffic_config: routes({ a: 75, b: 25 }),
      newer: true,
      auto_capture_config: { enabled: false },
    };
    const made = planSplit({ name: "e", state: { ready: "READY", config_update: "NOT_UPDATING" }, config }, [
      { servedEntity: "b", percentage: 25 },
      { servedEntity: "a", percentage: 75 },
    ]);
    check(made, { kind: "split", steps: ["PUT e/config"] });
    assert.deepEqual(made.steps[0]?.body, expected);
  });

  test("is what a document asks for that differs in percentages only; what was never returned comes from it", () => {
    const units = { provisioned_model_units: 50 };
    const document = {
      ...half,
      served_entities: [entity("a", "1", { ...units, burst_scaling_enabled: false }), entity("b", "2")],
    };
    const made = planned({ config: document }, live({ ...units, workload_size: "Small", scale_to_zero_enabled: true }));
    check(made, { kind: "split", steps: ["PUT e/config"], warnings: [/`a` asks for model units/] });
    const [a, b] = [
      entity("a", "1", { ...units, scale_to_zero_enabled: true, burst_scaling_enabled: false }),
      entity("b", "2"),
    ];
    assert.deepEqual(made.steps[0]?.body, { served_entities: [a, b], traffic_config: routes({ a: 50, b: 50 }) });
  });

  test("warns of traffic to what is not ready and of what was never returned", () => {
    const external = {
      entity_name: undefined,
      entity_version: undefined,
      external_model: { name: "g", provider: "openai", task: "llm/v1/chat", openai_config: {} },
    };
    const failed = { state: { deployment: "DEPLOYMENT_FAILED", deployment_state_message: "No memory" } };
    check(planned({ config: half }, live({}, failed)), {
      kind: "split",
      steps: ["PUT e/config"],
      warnings: [/`b` gets 50 % of the traffic and is not ready \(DEPLOYMENT_FAILED: No memory\)/],
    });
    const shares = [
      { servedEntity: "a", percentage: 50 },
      { servedEntity: "b", percentage: 50 },
    ];
    const endpoint = { name: "e", state: { ready: "READY", config_update: "NOT_UPDATING" } };
    check(planSplit({ ...endpoint, ...live(external, { provisioned_model_units: 50 }) }, shares), {
      kind: "split",
      steps: ["PUT e/config"],
      warnings: [
        /did not return the credential of `a`/,
        /`burst_scaling_enabled` of `b` goes back/,
        /`b` asks for model units/,
      ],
    });
  });

  const endpoint = { name: "e", state: { ready: "READY", config_update: "NOT_UPDATING" } };
  const cases: [title: string, live: ServingEndpoint, shares: Record<string, number>, Expected][] = [
    ["is nothing where the shares are live", { ...endpoint, ...live() }, { a: 90, b: 10 }, { kind: "nothing" }],
    [
      "is refused for another total",
      { ...endpoint, ...live() },
      { a: 90, b: 5 },
      { kind: "refused", refusals: [/95, not 100; 5 is missing/] },
    ],
    [
      "is refused for a stranger",
      { ...endpoint, ...live() },
      { a: 90, c: 10 },
      { kind: "refused", refusals: [/serves no `c`/] },
    ],
    [
      "is refused for parts of per cents",
      { ...endpoint, ...live() },
      { a: 99.5, b: 0.5 },
      { kind: "refused", refusals: [/99.5 is no share/, /0.5 is no share/] },
    ],
    [
      "is refused without a deployed config",
      endpoint,
      { a: 100 },
      { kind: "refused", refusals: [/no deployed config yet/] },
    ],
    [
      "is refused during an update",
      { ...endpoint, ...live(), state: { ready: "READY", config_update: "IN_PROGRESS" } },
      { a: 50, b: 50 },
      { kind: "refused", refusals: [/Another update of `e` is running/] },
    ],
  ];
  for (const [title, at, shares, expected] of cases) {
    test(title, () => {
      const list = Object.entries(shares).map(([servedEntity, percentage]) => ({ servedEntity, percentage }));
      check(planSplit(at, list), expected);
    });
  }
});

describe("a plan is refused", () => {
  const external = { name: "a", external_model: { name: "g", provider: "openai", task: "llm/v1/chat" } };
  const table = { enabled: true, catalog_name: "c", schema_name: "s" };
  const cases: [title: string, body: JsonObject, live: Partial<ServingEndpoint>, refusal: RegExp][] = [
    [
      "during another update",
      {},
      { state: { ready: "READY", config_update: "IN_PROGRESS" } },
      /Another update of `e` is running/,
    ],
    ["where route optimisation changes", { route_optimized: true }, live(), /`route_optimized` is fixed/],
    [
      "where models become external ones",
      { config: { served_entities: [external] } },
      live(),
      /An endpoint of models cannot be turned into one of external models/,
    ],
    [
      "where external models become others",
      { config: wanted },
      { config: { served_entities: [external] } },
      /An endpoint of external models cannot/,
    ],
    ["where it would serve nothing", { config: { served_entities: [] } }, live(), /serves nothing/],
    [
      "where an inference table moves while it is on",
      { ai_gateway: { inference_table_config: { ...table, schema_name: "t" } } },
      { ...live(), ai_gateway: { inference_table_config: table } },
      /cannot move while it is on/,
    ],
    [
      "where an inference table of the older kind moves",
      { config: { ...wanted, auto_capture_config: { ...table, schema_name: "t" } } },
      { config: { ...live().config, auto_capture_config: table } },
      /`config.auto_capture_config.schema_name` is fixed/,
    ],
  ];
  for (const [title, body, at, refusal] of cases) {
    test(title, () => check(planned(body, at), { kind: "refused", refusals: [refusal] }));
  }
});

test("an AI gateway whose table is on may be refused a second time", () => {
  const table = { inference_table_config: { enabled: true, catalog_name: "c", schema_name: "s" } };
  check(
    planned({ ai_gateway: { ...table, usage_tracking_config: { enabled: true } } }, { ...live(), ai_gateway: table }),
    {
      kind: "update",
      steps: ["PUT e/ai-gateway"],
      warnings: [/may refuse a second AI gateway config/],
    },
  );
});
