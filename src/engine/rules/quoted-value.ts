// Numbers and booleans in quotes, and versions without them: the service takes both, stricter tools do not.
import type { Rule } from "../rule.ts";
import { unquoted } from "../schema.ts";

export const quotedValue: Rule = {
  id: "quoted-value",
  severity: "information",
  summary: "Numbers and booleans are written without quotes, versions with them",
  rationale:
    "The service's own documentation quotes percentages, and the service accepts it. Type-strict tools, Terraform and the SDKs among them, do not.",
  reference:
    "https://docs.databricks.com/aws/en/machine-learning/model-serving/serve-multiple-models-to-serving-endpoint",
  examples: [
    {
      bad: `name: multi-model
config:
  served_entities:
    - { name: current, entity_name: catalog.schema.model-A, entity_version: "1", workload_size: Small, scale_to_zero_enabled: true }
  traffic_config:
    routes:
      - { served_entity_name: current, traffic_percentage: "100" }
`,
      good: `name: multi-model
config:
  served_entities:
    - { name: current, entity_name: catalog.schema.model-A, entity_version: "1", workload_size: Small, scale_to_zero_enabled: true }
  traffic_config:
    routes:
      - { served_entity_name: current, traffic_percentage: 100 }
`,
    },
  ],
  *check({ violations, format }) {
    for (const violation of violations) {
      if (violation.kind !== "type") continue;
      const { node, expected } = violation;
      const plain = unquoted(violation);
      if (plain === undefined) continue;
      // A YAML integer is what people write for a version, and every YAML tool of the field takes it.
      if (expected === "string" && format === "yaml") continue;
      const written = JSON.stringify(plain);
      const message =
        expected === "string"
          ? `This number stands where a string belongs; the service takes it, stricter tools want \`${written}\``
          : `Quoted ${expected === "boolean" ? "boolean" : "number"}; the service takes it, stricter tools want \`${written}\``;
      yield {
        range: node,
        message,
        fixes: [{ title: `Write \`${written}\``, edits: [{ kind: "replace", node, value: plain }] }],
      };
    }
  },
};
