// The shape of the file and its served entities, where the law of examples leaves off: the other faces of each rule, which
// of several rules speaks, and when none does.
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { applyTextEdits, type LocateOptions, lint, textEdits } from "../../../src/engine/index.ts";

const EXPECTED: LocateOptions = { expected: true };

/** The findings of a YAML text as `severity rule: message`, in the order of the text. */
function check(yaml: string, findings: readonly string[], options = EXPECTED): void {
  const found = lint(yaml, "yaml", options).findings;
  assert.deepEqual(
    found.map(({ severity, rule, message }) => `${severity} ${rule}: ${message}`),
    findings,
  );
}

/** The text after the first finding's first fix. */
function checkFix(yaml: string, fixed: string, options = EXPECTED): void {
  const { document, findings } = lint(yaml, "yaml", options);
  assert.equal(applyTextEdits(yaml, textEdits(document, findings[0]?.fixes[0]?.edits ?? [])), fixed);
}

const endpoint = (...entities: readonly string[]) =>
  `name: orchard\nconfig:\n  served_entities:${entities.map((entity) => `\n    - { ${entity} }`).join("")}\n`;

const custom = (fields: string) => endpoint(`entity_name: farm.fruit.pear, scale_to_zero_enabled: true, ${fields}`);

const external = (fields: string) => endpoint(`external_model: { name: m, task: llm/v1/chat, ${fields} }`);

const openai = (fields: string) => external(`provider: openai, openai_config: { ${fields} }`);

const bedrock = (fields: string) =>
  external(
    `provider: amazon-bedrock, amazon_bedrock_config: { aws_region: us-east-1, bedrock_provider: cohere, ${fields} }`,
  );

interface Case {
  readonly it: string;
  readonly text: string;
  readonly findings: readonly string[];
  readonly options?: LocateOptions;
}

function table(rule: string, cases: readonly Case[]): void {
  describe(rule, () => {
    for (const { it, text, findings, options } of cases) test(it, () => check(text, findings, options));
  });
}

table("create-body-shape", [
  {
    it: "tells once of a split and entities that lack the wrapper, and still judges both",
    text: `name: orchard
served_entities: [{ name: pear, entity_name: farm.fruit.pear, entity_version: "1", scale_to_zero_enabled: true }]
traffic_config: { routes: [{ served_entity_name: pear, traffic_percentage: 90 }] }
`,
    findings: [
      "error create-body-shape: `served_entities` stands at the top; an endpoint has it under `config`",
      "error traffic-sums-to-100: Traffic adds up to 90, not 100; 10 is missing",
    ],
  },
  {
    it: "takes a config body for what it is",
    text: `served_entities: [{ name: pear, entity_name: farm.fruit.pear, entity_version: "1", scale_to_zero_enabled: true }]\n`,
    findings: [],
  },
  {
    it: "wants no wrapper in a config update",
    text: "config: { served_entities: [] }\n",
    findings: [
      "error create-body-shape: `config` stands inside the body of a config update; its fields belong one level up",
    ],
    options: { shape: "config-body" },
  },
]);

test("create-body-shape unwraps a config update and keeps what stands beside", () =>
  checkFix("name: orchard\nconfig: { served_entities: [] }\n", "name: orchard\nserved_entities: []\n", {
    shape: "config-body",
  }));

table("bundle-key", [
  {
    it: "tells once of a group with several endpoints, all of which are judged",
    text: "resources:\n  serving_endpoints:\n    a: { name: a b }\n    b: { name: b }\n",
    findings: [
      "error bundle-key: `serving_endpoints` is no resource that bundles know; write `model_serving_endpoints`",
      "error endpoint-name-valid: The endpoint's name holds a space; allowed are letters, digits, `-` and `_`",
    ],
  },
]);

test("bundle-key does not rename into a key that is there", () => {
  const { findings } = lint(
    "resources:\n  serving_endpoints:\n    a: { name: a }\n  model_serving_endpoints:\n    b: { name: b }\n",
    "yaml",
  );
  assert.deepEqual(
    findings.map(({ rule, fixes }) => [rule, fixes]),
    [["bundle-key", []]],
  );
});

table("output-only-field", [
  {
    it: "tells of each such field of a request, and of nothing else there",
    text: `name: orchard
creator: someone@example.com
config:
  served_entities:
    - { entity_name: farm.fruit.pear, entity_version: "1", scale_to_zero_enabled: true, state: { deployment: X } }
`,
    findings: [
      "warning output-only-field: `creator` is set by the service and has no effect in a request; remove it",
      "warning output-only-field: `state` is set by the service and has no effect in a request; remove it",
    ],
  },
  {
    it: "judges each answer of a list by itself",
    text: "endpoints:\n  - { name: a, state: { ready: READY } }\n  - { name: b, state: { ready: READY } }\n",
    findings: Array(2).fill(
      "information output-only-field: This is an answer of the service, not a config; take out what only the service sets to make it one",
    ),
  },
]);

test("output-only-field keeps the comments of an answer that it makes a config of", () =>
  checkFix(
    `name: orchard # the first one
state: { ready: READY }
config:
  # by hand
  served_models:
    - { name: pear, model_name: farm.fruit.pear, model_version: "1", scale_to_zero_enabled: true, state: { deployment: X } }
  config_version: 2
id: 0f
`,
    `name: orchard # the first one
config:
  # by hand
  served_models:
    - { name: pear, model_name: farm.fruit.pear, model_version: "1", scale_to_zero_enabled: true }
`,
  ));

table("the two lists of served entities", [
  {
    it: "mirrored lists are one mistake, not entities that stand twice",
    text: `name: orchard
config:
  served_models: [{ name: pear, model_name: farm.fruit.pear, model_version: "1", scale_to_zero_enabled: true }]
  served_entities: [{ name: pear, entity_name: farm.fruit.pear, entity_version: "1", scale_to_zero_enabled: true }]
`,
    findings: [
      "error one-entity-list: `served_models` and `served_entities` cannot stand in one config; keep `served_entities`",
    ],
  },
  {
    it: "a list that is null is not there",
    text: `name: orchard
config:
  served_models: null
  served_entities: [{ name: pear, entity_name: farm.fruit.pear, entity_version: "1", scale_to_zero_enabled: true }]
`,
    findings: [],
  },
  {
    it: "what the old list requires is told as missing, and not again as unwritten",
    text: `name: orchard
config:
  served_models: [{ name: pear, model_name: farm.fruit.pear }]
`,
    findings: [
      "warning served-models-deprecated: `served_models` is deprecated; write `served_entities`, with `entity_name` and `entity_version`",
      "error required-field: `model_version` is missing in an item of `served_models`",
      "error required-field: `scale_to_zero_enabled` is missing in an item of `served_models`",
    ],
  },
  {
    it: "an external model under the old name is the old name's mistake",
    text: `name: orchard
config:
  served_models: [{ external_model: { name: m, task: llm/v1/chat, provider: palm, palm_config: { palm_api_key: "{{secrets/s/k}}" } } }]
`,
    findings: [
      "warning served-models-deprecated: `served_models` is deprecated; write `served_entities`, with `entity_name` and `entity_version`",
    ],
  },
]);

table("names", [
  {
    it: "length is counted",
    text: `name: ${"a".repeat(64)}\n`,
    findings: ["error endpoint-name-valid: The endpoint's name has 64 characters; 63 are allowed"],
  },
  { it: "63 characters are allowed", text: `name: ${"a".repeat(63)}\n`, findings: [] },
  { it: "a bundle's variable may be anything", text: "name: my ${var.name}\n", findings: [] },
  { it: "so may a variable of the shell", text: "name: acc-$UNIQUE_NAME\n", findings: [] },
  {
    it: "a number of foreign characters is told by the first three",
    text: "name: a.b/c:d!\n",
    findings: [
      "error endpoint-name-valid: The endpoint's name holds `.`, `/`, `:` and 1 more; allowed are letters, digits, `-` and `_`",
    ],
  },
  {
    it: "the repeated name of a config body is the URL's business",
    text: "name: a b\nserved_entities: []\n",
    findings: [],
    options: { shape: "config-body" },
  },
  {
    it: "a default name with foreign characters is the service's to make",
    text: endpoint(
      'external_model: { name: meta/llama:free, provider: palm, task: llm/v1/chat, palm_config: { palm_api_key: "{{secrets/s/k}}" } }',
    ),
    findings: [],
  },
]);

test("a legal name drops accents and keeps clear of the prefix", () =>
  checkFix("name: databricks-Café crème!\n", "name: Cafe-creme\n"));

table("external models", [
  {
    it: "fields that are null do not stand beside an external model",
    text: endpoint(
      'entity_name: null, workload_size: null, external_model: { name: m, provider: palm, task: llm/v1/chat, palm_config: { palm_api_key: "{{secrets/s/k}}" } }',
    ),
    findings: [],
  },
  {
    it: "an external model that is null leaves a custom one",
    text: endpoint(
      'external_model: null, entity_name: farm.fruit.pear, entity_version: "1", scale_to_zero_enabled: true',
    ),
    findings: [],
  },
  {
    it: "a task with a slip is told as that, not as another one's",
    text: endpoint(
      'name: a, external_model: { name: m, provider: palm, task: llm/v1/chat, palm_config: { palm_api_key: "{{secrets/s/k}}" } }',
      'name: b, external_model: { name: m, provider: palm, task: llm/v1/cht, palm_config: { palm_api_key: "{{secrets/s/k}}" } }',
    ).concat(
      "  traffic_config: { routes: [{ served_entity_name: a, traffic_percentage: 50 }, { served_entity_name: b, traffic_percentage: 50 }] }\n",
    ),
    findings: [
      "warning allowed-value: `task` is `llm/v1/cht`, which is none of `llm/v1/chat`, `llm/v1/completions`, `llm/v1/embeddings`; did you mean `llm/v1/chat`?",
    ],
  },
]);

table("provider-config-matches", [
  {
    it: "a provider without its block",
    text: external("provider: openai"),
    findings: [
      "error provider-config-matches: `openai_config` is missing; the provider `openai` has its credentials there",
    ],
  },
  {
    it: "a block whose lines are all commented out",
    text: external("provider: openai, openai_config: "),
    findings: [
      "error provider-config-matches: `openai_config` is empty; the provider `openai` has its credentials there",
    ],
  },
  {
    it: "an empty block with required fields is told by those",
    text: external(
      "provider: cohere, cohere_config: { cohere_api_key: '{{secrets/s/k}}' }, custom_provider_config: {}",
    ),
    findings: [
      "error provider-config-matches: `custom_provider_config` does not go with the provider `cohere`; remove it",
      "error required-field: `custom_provider_url` is missing in `custom_provider_config`",
    ],
  },
  {
    it: "an unknown provider is told by its list alone",
    text: external("provider: google-ai-studio, google_ai_studio_config: { key: x }"),
    findings: [
      "warning allowed-value: `provider` is `google-ai-studio`, which is none of `ai21labs`, `anthropic`, `amazon-bedrock`, `cohere`, `databricks-model-serving`, `google-cloud-vertex-ai`, `openai`, `palm`, `custom`",
      "warning unknown-field: `google_ai_studio_config` is no field that the service knows here",
    ],
  },
  {
    it: "a provider that a variable holds goes with any block",
    text: external(`provider: "\${var.provider}", openai_config: { openai_api_key: "{{secrets/s/k}}" }`),
    findings: [],
  },
]);

table("credentials", [
  { it: "a reference by variables is one", text: openai('openai_api_key: "{{secrets/${var.a}/key}}"'), findings: [] },
  { it: "in both its parts", text: openai('openai_api_key: "{{secrets/${var.x}/${var.y}}}"'), findings: [] },
  { it: "a variable may hold the whole of it", text: openai('openai_api_key: "${var.key}"'), findings: [] },
  { it: "and the key, which is then nowhere", text: openai('openai_api_key_plaintext: "${var.key}"'), findings: [] },
  {
    it: "an empty credential is there",
    text: openai('openai_api_key: ""'),
    findings: ["error value-type: `openai_api_key` is empty; write a value or remove the field"],
  },
  {
    it: "one that is null is not",
    text: openai("openai_api_key: null, openai_organization: o"),
    findings: [
      "error one-credential: The credential is missing; write `openai_api_key` as a reference `{{secrets/<scope>/<key>}}`",
    ],
  },
  {
    it: "a raw key is an error and not shown",
    text: openai("openai_api_key: sk-very-secret"),
    findings: [
      "error secret-not-inline: `openai_api_key` holds a key where a reference belongs; put it in a secret scope and write `{{secrets/<scope>/<key>}}`",
    ],
  },
  {
    it: "braces with something else in them are not shown either",
    text: openai('openai_api_key: "{{sk-very-secret}}"'),
    findings: [
      "error secret-reference-valid: `openai_api_key` holds no well-formed reference; write `{{secrets/<scope>/<key>}}`",
    ],
  },
  {
    it: "a custom provider has one of two ways, whatever the other lacks",
    text: external(
      "provider: custom, custom_provider_config: { custom_provider_url: u, api_key_auth: { key: k }, bearer_token_auth: { token: '{{secrets/s/k}}' } }",
    ),
    findings: ["error one-credential: `api_key_auth` and `bearer_token_auth` cannot stand together; keep one of them"],
  },
  {
    it: "a custom provider may need none",
    text: external("provider: custom, custom_provider_config: { custom_provider_url: u }"),
    findings: [],
  },
  {
    it: "environment variables are text unless they mention a secret",
    text: custom(
      `entity_version: "1", environment_vars: { A: "{not: a secret}", B: "{{secrets/s/k}}", C: "{{secret/s/k}}" }`,
    ),
    findings: ["error secret-reference-valid: `C` holds no well-formed reference; write `{{secrets/s/k}}`"],
  },
]);

table("Azure and Bedrock", [
  {
    it: "an Azure type in a variable is not judged",
    text: openai('openai_api_type: "${var.type}", openai_api_base: b'),
    findings: [],
  },
  {
    it: "Azure's key may be in plain text",
    text: openai(
      "openai_api_type: azure, openai_api_base: b, openai_api_version: v, openai_deployment_name: d, openai_api_key_plaintext: k",
    ),
    findings: [
      "warning secret-not-inline: `openai_api_key_plaintext` holds the key itself; put it in a secret scope and refer to it by `openai_api_key`",
    ],
  },
  {
    it: "the service ignores the case of Bedrock's provider",
    text: bedrock("instance_profile_arn: arn").replace("cohere", "Cohere"),
    findings: [],
  },
  {
    it: "Bedrock without credentials",
    text: bedrock(""),
    findings: [
      "error bedrock-credentials: Bedrock needs `aws_access_key_id` and `aws_secret_access_key`, or `instance_profile_arn`",
    ],
  },
  {
    it: "misspelt keys are not missing too",
    text: bedrock("access_key: '{{secrets/s/i}}', secret_key: '{{secrets/s/k}}'"),
    findings: [
      "error bedrock-credentials: `access_key` is no field of `amazon_bedrock_config`; did you mean `aws_access_key_id`?",
      "error bedrock-credentials: `secret_key` is no field of `amazon_bedrock_config`; did you mean `aws_secret_access_key`?",
    ],
  },
  {
    it: "a slip in a field that is no credential is told as that",
    text: external(
      "provider: cohere, cohere_config: { cohere_api_key: '{{secrets/s/k}}', cohere_api_bse: https://x.example.com }",
    ),
    findings: [
      "warning unknown-field: `cohere_api_bse` is no field that the service knows here; did you mean `cohere_api_base`?",
    ],
  },
  {
    it: "a slip in a credential is told once",
    text: openai("openai_api_kye: '{{secrets/s/k}}'"),
    findings: ["error one-credential: `openai_api_kye` is no field of `openai_config`; did you mean `openai_api_key`?"],
  },
  {
    it: "a session token is no credential of Bedrock",
    text: bedrock("instance_profile_arn: arn, aws_session_token: t"),
    findings: ["warning unknown-field: `aws_session_token` is no field that the service knows here"],
  },
]);

table("models and versions", [
  {
    it: "an entity that names nothing",
    text: endpoint("name: pear"),
    findings: ["error required-field: The served entity names no model; `entity_name` or `external_model` is missing"],
  },
  {
    it: "a whole copy of an entity is told once",
    text: endpoint(
      'name: a, entity_name: farm.fruit.pear, entity_version: "1", scale_to_zero_enabled: true',
      'name: a, entity_name: farm.fruit.pear, entity_version: "1", scale_to_zero_enabled: true',
    ).concat(
      "  traffic_config: { routes: [{ served_entity_name: a, traffic_percentage: 50 }, { served_entity_name: a, traffic_percentage: 50 }] }\n",
    ),
    findings: [
      "error entity-served-once: Version 1 of `farm.fruit.pear` is served already, as `a`; serve another version, or give its share to the one entity",
    ],
  },
  { it: "a version in a variable", text: custom('entity_version: "${var.version}"'), findings: [] },
  { it: "a version of the shell", text: custom("entity_version: $VERSION"), findings: [] },
  { it: "a whole number in YAML", text: custom("entity_version: 7"), findings: [] },
  {
    it: "zero is no version",
    text: custom('entity_version: "0"'),
    findings: ["error entity-version-number: `0` is no version number; write the version's number"],
  },
  { it: "an empty version says that it is a feature spec", text: custom('entity_version: ""'), findings: [] },
  {
    it: "so does a name that speaks of features",
    text: endpoint("entity_name: farm.fruit.pear_features, scale_to_zero_enabled: true"),
    findings: [],
  },
  {
    it: "a model in a variable may be a feature spec",
    text: endpoint('entity_name: "${var.model}", scale_to_zero_enabled: true'),
    findings: [],
  },
  {
    it: "a version that is null is missing",
    text: custom("entity_version: null"),
    findings: [
      "warning entity-version-present: `farm.fruit.pear` has no version; write `entity_version`, unless it is a feature spec",
    ],
  },
  {
    it: "an endpoint of Databricks has no version to miss",
    text: endpoint("entity_name: databricks-llama, scale_to_zero_enabled: true"),
    findings: [
      "error pay-per-token-not-servable: `databricks-llama` is an endpoint of Databricks, not a model that can be served; name a model of `system.ai`, or write an `external_model` with the provider `databricks-model-serving`",
    ],
  },
  {
    it: "a catalog of that name is a catalog",
    text: endpoint('entity_name: databricks-test.fruit.pear, entity_version: "1", scale_to_zero_enabled: true'),
    findings: [],
  },
]);

table("capacity", [
  {
    it: "quoted numbers are numbers",
    text: custom('entity_version: "1", min_provisioned_concurrency: "8", max_provisioned_concurrency: 4'),
    findings: [
      "information quoted-value: `min_provisioned_concurrency` is a quoted number; the service takes it, stricter tools want `8`",
      "error min-not-above-max: The least concurrency, 8, is above the greatest, 4",
    ],
  },
  {
    it: "throughput that is upside down",
    text: endpoint(
      'entity_name: system.ai.m, entity_version: "1", min_provisioned_throughput: 2, max_provisioned_throughput: 1',
    ),
    findings: ["error min-not-above-max: The least throughput, 2, is above the greatest, 1"],
  },
  {
    it: "a bound in a variable",
    text: custom('entity_version: "1", min_provisioned_concurrency: "${var.min}", max_provisioned_concurrency: 4'),
    findings: [],
  },
  {
    it: "concurrency beside an external model is told as not belonging there, and so is the size",
    text: endpoint(
      'workload_size: Small, max_provisioned_concurrency: 4, external_model: { name: m, provider: palm, task: llm/v1/chat, palm_config: { palm_api_key: "{{secrets/s/k}}" } }',
    ),
    findings: [
      "error external-model-alone: `workload_size`, `max_provisioned_concurrency` do not go with `external_model`, which runs at its provider; remove them",
    ],
  },
  {
    it: "provisioned throughput need not tell of scaling to zero",
    text: endpoint('entity_name: system.ai.m, entity_version: "1", max_provisioned_throughput: 980'),
    findings: [],
  },
  {
    it: "31 environment variables",
    text: custom(
      `entity_version: "1", environment_vars: { ${Array.from({ length: 31 }, (_, i) => `V${i}: x`).join(", ")} }`,
    ),
    findings: ["error environment-variables: 31 environment variables, and a served entity takes 30 at most"],
  },
]);

table("bundles", [
  {
    it: "an override need not be complete, and is judged by what it says",
    text: `resources:
  model_serving_endpoints:
    orchard: { name: orchard }
targets:
  prod:
    resources:
      model_serving_endpoints:
        orchard:
          config:
            served_entities: [{ name: pear tree, external_model: { provider: openai } }, { entity_name: pear }]
`,
    findings: [
      "error served-entity-name-valid: The served entity's name holds a space; allowed are letters, digits, `-` and `_`",
    ],
  },
  {
    it: "a mistake in a shared part is told once",
    text: `x: &model { name: m, provider: palm, task: llm/v1/chat, palm_config: { palm_api_key: key } }
resources:
  model_serving_endpoints:
    a: { name: a, config: { served_entities: [{ external_model: *model }] } }
    b: { name: b, config: { served_entities: [{ external_model: *model }] } }
`,
    findings: [
      "error secret-not-inline: `palm_api_key` holds a key where a reference belongs; put it in a secret scope and write `{{secrets/<scope>/<key>}}`",
    ],
  },
]);
