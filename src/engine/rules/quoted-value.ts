// Numbers and booleans in quotes, and versions without them: the service takes both, stricter tools do not.
import type { Fix } from "../finding.ts";
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
    {
      bad: `name: wines
config:
  served_entities:
    - { name: red, entity_name: cellar.wine.red, entity_version: "3", workload_size: Small, scale_to_zero_enabled: "false" }
`,
      good: `name: wines
config:
  served_entities:
    - { name: red, entity_name: cellar.wine.red, entity_version: "3", workload_size: Small, scale_to_zero_enabled: false }
`,
    },
    {
      format: "json",
      bad: `{
  "name": "wines",
  "config": {
    "served_entities": [
      { "name": "red", "entity_name": "cellar.wine.red", "entity_version": 3, "workload_size": "Small", "scale_to_zero_enabled": true }
    ]
  }
}
`,
      good: `{
  "name": "wines",
  "config": {
    "served_entities": [
      { "name": "red", "entity_name": "cellar.wine.red", "entity_version": "3", "workload_size": "Small", "scale_to_zero_enabled": true }
    ]
  }
}
`,
    },
  ],
  *check({ violations, format }) {
    for (const violation of violations) {
      if (violation.kind !== "type") continue;
      const { node, expected, path } = violation;
      const plain = unquoted(violation);
      if (plain === undefined) continue;
      // A YAML integer is what people write for a version, and every YAML tool of the field takes it.
      if (expected === "string" && format === "yaml") continue;
      const written = JSON.stringify(plain);
      const fault =
        expected === "string" ? "is a number" : `is a quoted ${expected === "boolean" ? "boolean" : "number"}`;
      const field = path.findLast((step) => typeof step === "string");
      // Of other texts than versions it is not known what the service makes of a number.
      const taken = expected !== "string" || /_version$/.test(String(field)) ? "the service takes it, " : "";
      const message = `\`${field}\` ${fault}; ${taken}stricter tools want \`${written}\``;
      const fixes: Fix[] = [{ title: `Write \`${written}\``, edits: [{ kind: "replace", node, value: plain }] }];
      yield { range: node, message, fixes };
    }
  },
};
