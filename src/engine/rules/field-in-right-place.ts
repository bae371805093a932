// Known fields at the wrong level, where the service passes over them without a word.
import type { Endpoint } from "../model.ts";
import { placeOf } from "../places.ts";
import type { Problem, Rule } from "../rule.ts";
import { entryOf, entryValue, stringOf, valueAt } from "../tree.ts";
import { unknownKeysOf } from "../unknown-keys.ts";

export const fieldInRightPlace: Rule = {
  id: "field-in-right-place",
  severity: "error",
  summary: "Fields stand where the service reads them",
  rationale:
    "A known field at the wrong level is refused or, worse, passed over: the split, the limit or the variable never takes effect.",
  reference: "https://docs.databricks.com/api/workspace/servingendpoints/create",
  examples: [
    {
      bad: `name: multi-model
config:
  served_entities:
    - name: current
      entity_name: catalog.schema.model-A
      entity_version: "1"
      workload_size: Small
      scale_to_zero_enabled: true
      traffic_percentage: 90
    - name: challenger
      entity_name: catalog.schema.model-B
      entity_version: "1"
      workload_size: Small
      scale_to_zero_enabled: true
      traffic_percentage: 10
`,
      good: `name: multi-model
config:
  served_entities:
    - name: current
      entity_name: catalog.schema.model-A
      entity_version: "1"
      workload_size: Small
      scale_to_zero_enabled: true
    - name: challenger
      entity_name: catalog.schema.model-B
      entity_version: "1"
      workload_size: Small
      scale_to_zero_enabled: true
  traffic_config:
    routes:
      - served_entity_name: current
        traffic_percentage: 90
      - served_entity_name: challenger
        traffic_percentage: 10
`,
    },
    {
      bad: `name: multi-model
config:
  served_entities:
    - name: current
      model_name: catalog.schema.model-A
      model_version: "1"
      workload_size: Small
      scale_to_zero_enabled: true
`,
      good: `name: multi-model
config:
  served_entities:
    - name: current
      entity_name: catalog.schema.model-A
      entity_version: "1"
      workload_size: Small
      scale_to_zero_enabled: true
`,
    },
    {
      bad: `name: claude
config:
  served_entities:
    - name: claude
      instance_profile_arn: arn:aws:iam::123456789012:instance-profile/bedrock
      external_model:
        name: anthropic.claude-v2
        provider: amazon-bedrock
        task: llm/v1/chat
        amazon_bedrock_config:
          aws_region: eu-central-1
          bedrock_provider: anthropic
`,
      good: `name: claude
config:
  served_entities:
    - name: claude
      external_model:
        name: anthropic.claude-v2
        provider: amazon-bedrock
        task: llm/v1/chat
        amazon_bedrock_config:
          aws_region: eu-central-1
          bedrock_provider: anthropic
          instance_profile_arn: arn:aws:iam::123456789012:instance-profile/bedrock
`,
    },
    {
      bad: `name: gateway
config:
  served_entities:
    - name: gpt
      external_model:
        name: gpt-4
        provider: openai
        task: llm/v1/chat
        openai_config:
          openai_api_key: "{{secrets/llm/openai}}"
  rate_limits:
    - calls: 100
      renewal_period: minute
`,
      good: `name: gateway
config:
  served_entities:
    - name: gpt
      external_model:
        name: gpt-4
        provider: openai
        task: llm/v1/chat
        openai_config:
          openai_api_key: "{{secrets/llm/openai}}"
ai_gateway:
  rate_limits:
    - calls: 100
      renewal_period: minute
`,
    },
    {
      bad: `name: wines
config:
  environment_variables:
    LOG_LEVEL: debug
  served_entities:
    - name: red
      entity_name: cellar.wine.red
      entity_version: "3"
      workload_size: Small
      scale_to_zero_enabled: true
`,
      good: `name: wines
config:
  served_entities:
    - name: red
      entity_name: cellar.wine.red
      entity_version: "3"
      workload_size: Small
      scale_to_zero_enabled: true
      environment_vars:
        LOG_LEVEL: debug
`,
    },
    {
      bad: `name: claude
config:
  served_entities:
    - name: claude
      external_model:
        name: claude-3-7-sonnet-latest
        provider: anthropic
        anthropic_config: { anthropic_api_key: "{{secrets/llm/anthropic}}" }
      task: llm/v1/chat
`,
      good: `name: claude
config:
  served_entities:
    - name: claude
      external_model:
        name: claude-3-7-sonnet-latest
        provider: anthropic
        anthropic_config: { anthropic_api_key: "{{secrets/llm/anthropic}}" }
        task: llm/v1/chat
`,
    },
    {
      unfixable: true,
      bad: `served_entities:
  - { name: red, entity_name: cellar.wine.red, entity_version: "3", workload_size: Small, scale_to_zero_enabled: true }
tags: [{ key: team, value: cellar }]
`,
      good: `served_entities:
  - { name: red, entity_name: cellar.wine.red, entity_version: "3", workload_size: Small, scale_to_zero_enabled: true }
`,
    },
  ],
  *check(endpoint) {
    for (const violation of unknownKeysOf(endpoint, "field-in-right-place")) {
      const place = placeOf(violation, endpoint);
      if (place === undefined || place.told) continue;
      const { key } = violation.entry;
      const fixes = place.edits.length > 0 ? [{ title: place.title, edits: place.edits }] : [];
      yield { range: key, message: `\`${key.value}\` ${place.message}`, fixes };
    }
    yield* bedrockProfiles(endpoint);
  },
};

/** The field exists in both places; beside a Bedrock model only the provider's own block is read. */
function* bedrockProfiles({ entities }: Endpoint): Iterable<Problem> {
  for (const { node } of entities) {
    const entry = entryOf(node, "instance_profile_arn");
    const model = valueAt(node, "external_model");
    if (!entry || stringOf(valueAt(model, "provider")) !== "amazon-bedrock") continue;
    const block = valueAt(model, "amazon_bedrock_config");
    const message = "`instance_profile_arn` of a Bedrock model belongs in its `amazon_bedrock_config`";
    const free = block?.kind === "object" && !entryOf(block, "instance_profile_arn") ? block : undefined;
    const edits = free && [
      { kind: "remove" as const, from: node, child: entry },
      { kind: "insert" as const, into: free, key: "instance_profile_arn", value: entryValue(entry) },
    ];
    yield { range: entry.key, message, fixes: edits ? [{ title: "Move to `amazon_bedrock_config`", edits }] : [] };
  }
}
