// Values outside the list that a field allows. Where the list is known to grow the finding is a warning.
import { nearest } from "../nearest.ts";
import type { Rule } from "../rule.ts";

export const allowedValue: Rule = {
  id: "allowed-value",
  severity: "error",
  summary: "Fields with a fixed list of values hold one of them",
  rationale:
    "The service refuses values that it does not know. Lists that differ between clouds and grow over time, workload types say, give a warning only.",
  reference: "https://docs.databricks.com/api/workspace/servingendpoints/create",
  examples: [
    {
      bad: `name: gateway
config: { served_entities: [] }
ai_gateway:
  rate_limits:
    - { calls: 100, renewal_period: MINUTE }
`,
      good: `name: gateway
config: { served_entities: [] }
ai_gateway:
  rate_limits:
    - { calls: 100, renewal_period: minute }
`,
    },
    {
      bad: `name: multi-model
config:
  served_entities:
    - { name: current, entity_name: catalog.schema.model-A, entity_version: "1", workload_type: GPU_SMAL, scale_to_zero_enabled: true }
`,
      good: `name: multi-model
config:
  served_entities:
    - { name: current, entity_name: catalog.schema.model-A, entity_version: "1", workload_type: GPU_SMALL, scale_to_zero_enabled: true }
`,
    },
  ],
  *check({ violations }) {
    for (const violation of violations) {
      if (violation.kind !== "value") continue;
      const { node, allowed, open, path } = violation;
      const meant = nearest(String(node.value), allowed);
      const field = path.findLast((step) => typeof step === "string");
      const list = allowed.map((value) => `\`${value}\``).join(", ");
      const verdict = open ? `which is none of the known values ${list}` : `but has to be one of ${list}`;
      const message = `\`${field}\` is \`${node.value}\`, ${verdict}${meant ? `; did you mean \`${meant}\`?` : ""}`;
      const fixes = meant
        ? [{ title: `Change to \`${meant}\``, edits: [{ kind: "replace" as const, node, value: meant }] }]
        : [];
      yield { range: node, message, fixes, ...(open && { severity: "warning" as const }) };
    }
  },
};
