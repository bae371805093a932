// Known fields at the wrong level, where the service passes over them without a word.

import type { Endpoint } from "../model.ts";
import { placeOf } from "../places.ts";
import type { Problem, Rule } from "../rule.ts";
import { entryOf, entryValue, stringOf, valueAt } from "../tree.ts";

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
      traffic_percentage: 100
`,
      good: `name: multi-model
config:
  served_entities:
    - name: current
      entity_name: catalog.schema.model-A
      entity_version: "1"
      workload_size: Small
      scale_to_zero_enabled: true
  traffic_config:
    routes:
      - served_entity_name: current
        traffic_percentage: 100
`,
    },
    {
      bad: `name: multi-model
config:
  served_entities:
    - name: current
      model_name: catalog.schema.model-A
      entity_version: "1"
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
  ],
  *check(endpoint) {
    for (const violation of endpoint.violations) {
      const place = violation.kind === "unknown-key" ? placeOf(violation, endpoint) : undefined;
      if (violation.kind !== "unknown-key" || place === undefined) continue;
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
