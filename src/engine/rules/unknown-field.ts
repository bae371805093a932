// Keys that the service does not know, unless a rule that knows more about them has them. Where such a key was meant to be
// a required field the finding is an error, and stands for the missing field too.
import type { Edit } from "../edit.ts";
import type { Fix } from "../finding.ts";
import type { Endpoint } from "../model.ts";
import type { Rule } from "../rule.ts";
import { meantField } from "../slips.ts";
import { type UnknownKey, unknownKeysOf } from "../unknown-keys.ts";

export const unknownField: Rule = {
  id: "unknown-field",
  severity: "warning",
  summary: "Every key is one that the service knows",
  rationale:
    "What a key with a slip in it says has no effect, and whether the service refuses it or passes over it is not documented. Where it was meant to be a required field the finding is an error.",
  reference: "https://docs.databricks.com/api/workspace/servingendpoints/create",
  examples: [
    {
      bad: `name: multi-model
config:
  served_entities:
    - { name: current, entity_name: catalog.schema.model-A, entity_version: "1", workload_sise: Small, scale_to_zero_enabled: true }
`,
      good: `name: multi-model
config:
  served_entities:
    - { name: current, entity_name: catalog.schema.model-A, entity_version: "1", workload_size: Small, scale_to_zero_enabled: true }
`,
    },
    {
      bad: `name: wines
config:
  served_entities:
    - { name: red, entity_name: cellar.wine.red, entity_version: "3", workload_size: Small, scale_to_zero: true }
`,
      good: `name: wines
config:
  served_entities:
    - { name: red, entity_name: cellar.wine.red, entity_version: "3", workload_size: Small, scale_to_zero_enabled: true }
`,
    },
    {
      bad: `name: wines
config:
  served_entities:
    - { name: red, entity_name: cellar.wine.red, entity_version: "3", workload_size: Small, scale_to_zero_enabled: true }
  traffic_config:
    routes:
      - { served_entity_name: red, percentage: 100 }
`,
      good: `name: wines
config:
  served_entities:
    - { name: red, entity_name: cellar.wine.red, entity_version: "3", workload_size: Small, scale_to_zero_enabled: true }
  traffic_config:
    routes:
      - { served_entity_name: red, traffic_percentage: 100 }
`,
    },
    {
      bad: `name: wines
ai_gateway:
  guardrails:
    input:
      pii_detection: true
`,
      good: `name: wines
ai_gateway:
  guardrails:
    input:
      pii: { behavior: BLOCK }
`,
    },
    {
      unfixable: true,
      bad: `name: wines
chat_settings: { memory: 5 }
`,
      good: `name: wines
`,
    },
  ],
  *check(endpoint) {
    for (const violation of unknownKeysOf(endpoint, "unknown-field")) {
      const { key } = violation.entry;
      const to = meantField(violation, endpoint);
      const message = `\`${key.value}\` is no field that the service knows here${to ? `; did you mean \`${to}\`?` : ""}`;
      const fills = endpoint.violations.some(
        (other) => other.kind === "missing" && other.object === violation.object && other.property === to,
      );
      yield {
        range: key,
        message,
        fixes: to === undefined ? [] : [renaming(violation, to, endpoint)],
        ...(fills && { severity: "error" as const }),
      };
    }
  },
};

function renaming({ entry: { key, value } }: UnknownKey, to: string, { format }: Endpoint): Fix {
  const edits: Edit[] = [{ kind: "rename", key, to }];
  // People write a switch where the service wants to be told what to do.
  if (to === "pii" && value?.kind === "scalar" && typeof value.value === "boolean") {
    const behavior = value.value ? "BLOCK" : "NONE";
    const text = format === "yaml" ? `{ behavior: ${behavior} }` : `{ "behavior": "${behavior}" }`;
    edits.push({ kind: "text", start: value.start, end: value.end, text });
  }
  return { title: `Rename to \`${to}\``, edits };
}
