// The compiled schemas from outside: documents in, errors out. It tests no rule and no classification of errors, and
// needs build/, which `npm pretest` makes.
import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { describe, it } from "node:test";
import { Ajv } from "ajv";
import type { ShapeError, Validate } from "../../build/validators.js";
import {
  aiGatewayBody,
  bundleResource,
  configBody,
  createBody,
  ptConfigBody,
  ptCreateBody,
} from "../../build/validators.js";

type Json = string | number | boolean | null | Json[] | { [key: string]: Json };
type Path = readonly (string | number)[];

/** Expects these errors and no others, each written as `<path> <keyword> [<field>]`. */
function check(validate: Validate, document: unknown, expected: readonly string[]) {
  assert.equal(validate(document), expected.length === 0);
  assert.deepEqual((validate.errors ?? []).map(shown).sort(), [...expected].sort());
}

function shown({ instancePath, keyword, params }: ShapeError): string {
  if ("missingProperty" in params) return `${instancePath} ${keyword} ${params.missingProperty}`;
  if ("additionalProperty" in params) return `${instancePath} ${keyword} ${params.additionalProperty}`;
  return `${instancePath} ${keyword}`;
}

const reference = "{{secrets/scope/key}}";

const providers: Record<string, Record<string, Json>[]> = {
  ai21labs: [{ ai21labs_config: { ai21labs_api_key: reference, ai21labs_api_key_plaintext: "k" } }],
  "amazon-bedrock": [
    {
      amazon_bedrock_config: {
        aws_region: "us-east-1",
        bedrock_provider: "anthropic",
        aws_access_key_id: reference,
        aws_access_key_id_plaintext: "k",
        aws_secret_access_key: reference,
        aws_secret_access_key_plaintext: "k",
        instance_profile_arn: "arn:aws:iam::123456789012:instance-profile/bedrock",
      },
    },
  ],
  anthropic: [{ anthropic_config: { anthropic_api_key: reference, anthropic_api_key_plaintext: "k" } }],
  cohere: [
    {
      cohere_config: {
        cohere_api_base: "https://cohere.example",
        cohere_api_key: reference,
        cohere_api_key_plaintext: "k",
      },
    },
  ],
  custom: [
    {
      custom_provider_config: {
        custom_provider_url: "https://llm.example/v1",
        api_key_auth: { key: "X-Key", value: reference, value_plaintext: "k" },
        bearer_token_auth: { token: reference, token_plaintext: "k" },
      },
    },
    {
      custom_provider_config: {
        custom_provider_url: "https://llm.example/v1",
        bearer_token_auth: { token: reference },
      },
    },
  ],
  "databricks-model-serving": [
    {
      databricks_model_serving_config: {
        databricks_workspace_url: "https://other.cloud.databricks.com",
        databricks_api_token: reference,
        databricks_api_token_plaintext: "k",
      },
    },
  ],
  "google-cloud-vertex-ai": [
    {
      google_cloud_vertex_ai_config: {
        project_id: "p",
        region: "us-central1",
        private_key: reference,
        private_key_plaintext: "k",
      },
    },
  ],
  openai: [
    {
      openai_config: {
        openai_api_type: "azuread",
        openai_api_base: "https://x.openai.azure.com",
        openai_api_version: "2024-02-01",
        openai_deployment_name: "gpt",
        openai_organization: "org",
        openai_api_key: reference,
        openai_api_key_plaintext: "k",
        microsoft_entra_tenant_id: "t",
        microsoft_entra_client_id: "c",
        microsoft_entra_client_secret: reference,
        microsoft_entra_client_secret_plaintext: "k",
      },
    },
    { openai_config: { openai_api_key: reference } },
  ],
  palm: [{ palm_config: { palm_api_key: reference, palm_api_key_plaintext: "k" } }],
};

const capacity = {
  name: "current",
  workload_size: "Small",
  workload_type: "CPU",
  min_provisioned_concurrency: 4,
  max_provisioned_concurrency: 8,
  scale_to_zero_enabled: true,
  environment_vars: { MODE: "fast", EMPTY: "" },
  instance_profile_arn: "arn:aws:iam::123456789012:instance-profile/model",
  min_provisioned_throughput: 0,
  max_provisioned_throughput: 970,
  provisioned_model_units: 50,
  burst_scaling_enabled: false,
};

const trafficConfig = {
  routes: [{ served_entity_name: "current", served_model_name: "current", traffic_percentage: 100 }],
};

// What may not stand together stands together here: relations are no matter of the schema.
const config: Json = {
  name: "multi-model",
  served_entities: [
    {
      ...capacity,
      entity_name: "main.ml.model",
      entity_version: "3",
      external_model: {
        name: "gpt-4o",
        provider: "openai",
        task: "llm/v1/chat",
        ...Object.assign({}, ...Object.values(providers).map(([block]) => block)),
      },
    },
  ],
  served_models: [{ ...capacity, model_name: "model", model_version: "1" }],
  traffic_config: trafficConfig,
  auto_capture_config: { enabled: false, catalog_name: "main", schema_name: "logs", table_name_prefix: "p" },
};

const guardrail = { safety: true, pii: { behavior: "BLOCK" }, invalid_keywords: ["x"], valid_topics: ["y"] };

const aiGateway: Json = {
  usage_tracking_config: { enabled: true },
  inference_table_config: { enabled: true, catalog_name: "main", schema_name: "logs", table_name_prefix: "" },
  rate_limits: [{ calls: 10, tokens: 1000, key: "user_group", principal: "team", renewal_period: "minute" }],
  guardrails: { input: guardrail, output: guardrail },
  fallback_config: { enabled: true },
};

const around: Record<string, Json> = {
  ai_gateway: aiGateway,
  budget_policy_id: "policy",
  email_notifications: { on_update_success: ["a@example.com"], on_update_failure: ["b@example.com"] },
  tags: [{ key: "team", value: "" }],
};

const create: Record<string, Json> = {
  ...around,
  name: "multi-model",
  description: "",
  config,
  rate_limits: [{ calls: 10, key: "user", renewal_period: "minute" }],
  route_optimized: false,
  telemetry_config: {
    telemetry_profile_id: "profile",
    table_names: { logs_table: "a.b.c", metrics_table: "a.b.d", traces_table: "a.b.e", annotations_table: "a.b.f" },
    inference_table_config: { sampling_fraction: 0.5 },
    enabled_telemetry_features: ["TELEMETRY_FEATURE_LOGS"],
  },
};

const ptConfig: Json = {
  served_entities: [
    {
      name: "current",
      entity_name: "system.ai.model",
      entity_version: "1",
      provisioned_model_units: 50,
      burst_scaling_enabled: true,
    },
  ],
  traffic_config: trafficConfig,
};

const externalModel = "/served_entities/external_model";
const requiredInConfig = [
  `${externalModel}/name`,
  `${externalModel}/provider`,
  `${externalModel}/task`,
  `${externalModel}/amazon_bedrock_config/aws_region`,
  `${externalModel}/amazon_bedrock_config/bedrock_provider`,
  `${externalModel}/custom_provider_config/custom_provider_url`,
  `${externalModel}/custom_provider_config/api_key_auth/key`,
  `${externalModel}/databricks_model_serving_config/databricks_workspace_url`,
  `${externalModel}/google_cloud_vertex_ai_config/project_id`,
  `${externalModel}/google_cloud_vertex_ai_config/region`,
  "/served_models/model_name",
  "/served_models/model_version",
  "/served_models/scale_to_zero_enabled",
  "/traffic_config/routes/traffic_percentage",
];
const requiredInGateway = ["/rate_limits/renewal_period", "/fallback_config/enabled"];
const requiredInPtConfig = [
  "/served_entities/entity_name",
  "/served_entities/provisioned_model_units",
  "/traffic_config/routes/traffic_percentage",
];
const requiredAround = ["/name", "/tags/key", ...requiredInGateway.map((field) => `/ai_gateway${field}`)];
const requiredInCreate = [
  ...requiredAround,
  ...requiredInConfig.map((field) => `/config${field}`),
  "/rate_limits/calls",
  "/rate_limits/renewal_period",
];
const requiredInPt = ["/config", ...requiredInPtConfig.map((field) => `/config${field}`)];

interface RootCase {
  readonly file: string;
  readonly validate: Validate;
  /** A document with every field. */
  readonly full: Json;
  /** Every required field, list positions left out. */
  readonly required: readonly string[];
}

const permission = { level: "CAN_QUERY", user_name: "a@example.com", group_name: "g", service_principal_name: "s" };

const roots: readonly RootCase[] = [
  { file: "create-body", validate: createBody, full: create, required: requiredInCreate },
  { file: "config-body", validate: configBody, full: config, required: requiredInConfig },
  {
    file: "bundle-resource",
    validate: bundleResource,
    full: { ...create, permissions: [permission], lifecycle: { prevent_destroy: true } },
    required: [...requiredInCreate, "/permissions/level"],
  },
  { file: "ai-gateway-body", validate: aiGatewayBody, full: aiGateway, required: requiredInGateway },
  {
    file: "pt-create-body",
    validate: ptCreateBody,
    full: { ...around, name: "x", config: ptConfig },
    required: [...requiredAround, ...requiredInPt],
  },
  { file: "pt-config-body", validate: ptConfigBody, full: { config: ptConfig }, required: requiredInPt },
];

/** Every value of a document with its path, the document itself first. */
function* values(value: Json, path: Path = []): Generator<{ path: Path; value: Json }> {
  yield { path, value };
  if (value === null || typeof value !== "object") return;
  for (const [key, inner] of Object.entries(value)) {
    yield* values(inner, [...path, Array.isArray(value) ? Number(key) : key]);
  }
}

/** The paths of all objects whose fields the schema knows. */
function objects(document: Json): Path[] {
  return [...values(document)]
    .filter(({ value }) => value !== null && typeof value === "object" && !Array.isArray(value))
    .map(({ path }) => path)
    .filter((path) => path.at(-1) !== "environment_vars");
}

/** A copy of the document with another value at the path; undefined removes the field. */
function changed(document: Json, path: Path, value: Json | undefined): Json | undefined {
  const [step, ...rest] = path;
  if (step === undefined) return value;
  assert(document !== null && typeof document === "object");
  const entries = new Map<string, Json | undefined>(Object.entries(document));
  entries.set(`${step}`, changed(entries.get(`${step}`) ?? null, rest, value));
  const kept = [...entries].filter((entry): entry is [string, Json] => entry[1] !== undefined);
  return Array.isArray(document) ? kept.map(([, inner]) => inner) : Object.fromEntries(kept);
}

const pointer = (path: Path) => path.map((step) => `/${step}`).join("");
const withoutPositions = (path: Path) => pointer(path.filter((step) => typeof step === "string"));

describe("a valid document has no errors", () => {
  for (const { file, validate, full } of roots) {
    it(`${file}: with every field`, () => check(validate, full, []));
  }

  for (const [provider, blocks] of Object.entries(providers)) {
    for (const block of blocks) {
      it(`external model of ${provider}: ${JSON.stringify(block).slice(0, 60)}…`, () => {
        const external_model = { name: "m", provider, task: "llm/v1/chat", ...block };
        check(configBody, { served_entities: [{ external_model }] }, []);
      });
    }
  }

  const least: [string, Validate, Json][] = [
    ["an endpoint without a config", createBody, { name: "x" }],
    ["a bundle's endpoint without a config", bundleResource, { name: "x" }],
    ["an empty config", configBody, {}],
    ["an empty AI Gateway, which switches everything off", aiGatewayBody, {}],
    [
      "a feature spec with an empty version",
      configBody,
      { served_entities: [{ entity_name: "s", entity_version: "" }] },
    ],
  ];
  for (const [title, validate, document] of least) it(title, () => check(validate, document, []));
});

describe("one mistake gives one error", () => {
  for (const { file, validate, full, required } of roots) {
    it(`${file}: an unknown field, at every level`, () => {
      for (const path of objects(full)) {
        check(validate, changed(full, [...path, "bogus"], 1), [`${pointer(path)} additionalProperties bogus`]);
      }
    });

    it(`${file}: a wrong type, at every value`, () => {
      for (const { path, value } of values(full)) {
        validate(changed(full, path, typeof value === "string" ? 7 : "seven"));
        const errors = (validate.errors ?? []).map(shown);
        // A list of values has no type beside it.
        const expected = errors[0]?.endsWith(" enum") && typeof value === "string" ? "enum" : "type";
        assert.deepEqual(errors, [`${pointer(path)} ${expected}`]);
      }
    });

    it(`${file}: a missing field, wherever one is required`, () => {
      const refused: string[] = [];
      for (const { path } of values(full)) {
        if (typeof path.at(-1) !== "string" || validate(changed(full, path, undefined))) continue;
        refused.push(withoutPositions(path));
        assert.deepEqual(validate.errors?.map(shown), [`${pointer(path.slice(0, -1))} required ${path.at(-1)}`]);
      }
      assert.deepEqual(refused.sort(), [...required].sort());
    });
  }

  const percentage = ["config", "traffic_config", "routes", 0, "traffic_percentage"];
  const entity = ["config", "served_entities", 0];
  const wrong: [Path, Json, string][] = [
    [percentage, 101, "maximum"],
    [percentage, -1, "minimum"],
    [percentage, 33.3, "type"],
    [percentage, Number.POSITIVE_INFINITY, "type"],
    [percentage, "90", "type"],
    [["telemetry_config", "inference_table_config", "sampling_fraction"], 1.5, "maximum"],
    [["name"], "", "minLength"],
    [[...entity, "entity_name"], "", "minLength"],
    [[...entity, "entity_version"], 3, "type"],
    [[...entity, "environment_vars", "MODE"], 1, "type"],
    [[...entity, "workload_type"], "GPU_MEDIUM_8", "enum"],
    [[...entity, "external_model", "provider"], "", "enum"],
    [["ai_gateway", "rate_limits", 0, "renewal_period"], "MINUTE", "enum"],
    [["permissions", 0, "level"], "CAN_RUN", "enum"],
  ];
  for (const [path, value, keyword] of wrong) {
    const document: Json = { ...create, permissions: [permission] };
    it(`${pointer(path)} is ${typeof value === "number" ? value : JSON.stringify(value)}`, () =>
      check(bundleResource, changed(document, path, value), [`${pointer(path)} ${keyword}`]));
  }

  it("several mistakes give one error each", () =>
    check(createBody, { config: { served_entities: [{ nam: "a" }, { scale_to_zero_enabled: 1 }] } }, [
      " required name",
      "/config/served_entities/0 additionalProperties nam",
      "/config/served_entities/1/scale_to_zero_enabled type",
    ]));
});

describe("an error carries the schema of its field", () => {
  const model: Path = ["served_entities", 0, "external_model"];
  const annotated: [Path, "x-open" | "deprecated", unknown][] = [
    [["served_entities", 0, "workload_type"], "x-open", true],
    [["served_entities", 0, "workload_size"], "x-open", true],
    [[...model, "task"], "x-open", true],
    [[...model, "provider"], "x-open", true],
    [["served_models"], "deprecated", true],
  ];
  for (const [path, annotation, expected] of annotated) {
    it(`${pointer(path)} is annotated ${annotation}`, () => {
      configBody(changed(config, path, 7));
      assert.deepEqual(configBody.errors?.[0]?.parentSchema[annotation], expected);
    });
  }

  it("every credential says whether it is a reference or plain text, and nothing else does", () => {
    const paths = [...values(config)].map(({ path }) => path);
    const twins = new Set(paths.map(pointer).filter((path) => path.endsWith("_plaintext")));
    for (const path of paths) {
      const at = pointer(path);
      configBody(changed(config, path, 7));
      const expected = twins.has(at) ? "plaintext" : twins.has(`${at}_plaintext`) ? "reference" : undefined;
      assert.equal(configBody.errors?.[0]?.parentSchema["x-secret"], expected, at);
    }
  });

  it("an unknown field's error knows the fields beside it", () => {
    createBody({ name: "x", config: { traffic_config: { routes: [{ traffic_percentage: 1, nam: "a" }] } } });
    const known = Object.keys(createBody.errors?.[0]?.parentSchema.properties ?? {});
    assert.deepEqual(known, ["served_entity_name", "served_model_name", "traffic_percentage"]);
  });
});

describe("a name that every object inherits is an ordinary name", () => {
  for (const key of ["__proto__", "constructor", "toString", "hasOwnProperty"]) {
    it(`${key} is an unknown field at every level`, () => {
      for (const path of objects(create)) {
        check(createBody, changed(create, [...path, key], "v"), [`${pointer(path)} additionalProperties ${key}`]);
      }
    });

    it(`${key} may name an environment variable, whose value is checked`, () => {
      const variable: Path = ["served_entities", 0, "environment_vars", key];
      check(configBody, changed(config, variable, "v"), []);
      check(configBody, changed(config, variable, 1), [`${pointer(variable)} type`]);
    });
  }

  it("what stands under __proto__ does not count as a field", () =>
    check(createBody, JSON.parse('{ "__proto__": { "name": "x" } }'), [
      " additionalProperties __proto__",
      " required name",
    ]));
});

it("the validators import nothing", async () => {
  const source = await readFile(new URL("../../build/validators.js", import.meta.url), "base64");
  const alone = await import(`data:text/javascript;base64,${source}`);
  assert.equal(alone.createBody({ name: "x" }), true);
});

interface LaxSchema {
  readonly $ref?: string;
  readonly description?: string;
  readonly properties?: Readonly<Record<string, LaxSchema>>;
  readonly items?: LaxSchema;
  readonly definitions?: Readonly<Record<string, LaxSchema>>;
}

async function laxCopy(file: string): Promise<LaxSchema> {
  return JSON.parse(await readFile(new URL(`../../build/lax/${file}.json`, import.meta.url), "utf8"));
}

/** Every field of a schema by its path without list positions, with what is said about it. */
function* fields(schema: LaxSchema, whole: LaxSchema, path = ""): Generator<{ path: string; descriptions: string[] }> {
  const { properties, items } = referred(schema, whole) ?? schema;
  if (items) yield* fields(items, whole, path);
  for (const [name, field] of Object.entries(properties ?? {})) {
    const descriptions = [field, referred(field, whole)].flatMap((part) => part?.description ?? []);
    yield { path: `${path}/${name}`, descriptions };
    yield* fields(field, whole, `${path}/${name}`);
  }
}

function referred({ $ref }: LaxSchema, whole: LaxSchema): LaxSchema | undefined {
  return $ref === undefined ? undefined : whole.definitions?.[$ref.replace("#/definitions/", "")];
}

describe("a lax copy", () => {
  for (const { file, full } of roots) {
    it(`${file}: is a JSON Schema that refers to nothing outside itself`, async () => {
      const schema = await laxCopy(file);
      assert.equal(new Ajv({ strict: false }).validateSchema(schema), true);
      const references = JSON.stringify(schema).matchAll(/"\$ref":"([^"]*)"/g);
      for (const [, $ref = ""] of references) assert.ok(referred({ $ref }, schema), $ref);
    });

    it(`${file}: accepts anything`, async () => {
      const accepts = new Ajv({ strict: false }).compile(await laxCopy(file));
      for (const { path } of values(full)) {
        for (const wrong of [null, -7.5, "", true, [], ["x"], {}, { bogus: 1 }]) {
          assert.equal(accepts(changed(full, path, wrong)), true, pointer(path));
        }
      }
    });

    it(`${file}: knows the fields of the full document and describes each once`, async () => {
      const schema = await laxCopy(file);
      const known = [...fields(schema, schema)];
      assert.deepEqual(
        known.filter(({ descriptions }) => descriptions.length !== 1),
        [],
      );
      const variables = /\/environment_vars\/\w+$/;
      const used = [...values(full)].map(({ path }) => withoutPositions(path)).filter((path) => !variables.test(path));
      assert.deepEqual(new Set(known.map(({ path }) => path)), new Set(used.filter((path) => path !== "")));
    });
  }
});
