// Values outside the list that a field allows. Where the list is known to grow the finding is a warning.
import type { Fix } from "../finding.ts";
import { nearest } from "../nearest.ts";
import type { Rule } from "../rule.ts";
import { continued } from "../slips.ts";

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
    {
      unfixable: true,
      bad: `name: wines
config:
  served_entities:
    - { name: red, entity_name: cellar.wine.red, entity_version: "3", workload_size: XXS, scale_to_zero_enabled: true }
`,
      good: `name: wines
config:
  served_entities:
    - { name: red, entity_name: cellar.wine.red, entity_version: "3", workload_size: Small, scale_to_zero_enabled: true }
`,
    },
  ],
  *check({ violations }) {
    for (const violation of violations) {
      if (violation.kind !== "value") continue;
      const { node, allowed, open, path } = violation;
      const value = String(node.value);
      const field = String(path.findLast((step) => typeof step === "string"));
      if (CASE_IGNORED.has(field) && allowed.includes(value.toLowerCase())) continue;
      const meant = nearest(value, allowed) ?? continued(value, allowed);
      const list = allowed.map((one) => `\`${one}\``).join(", ");
      const verdict =
        allowed.length === 1
          ? `but has to be ${list}`
          : open
            ? `which is none of ${list}`
            : `but has to be one of ${list}`;
      const hint = meant && allowed.length > 1 ? `; did you mean \`${meant}\`?` : "";
      const fixes: Fix[] = meant
        ? [{ title: `Change to \`${meant}\``, edits: [{ kind: "replace", node, value: meant }] }]
        : [];
      const message = `\`${field}\` is \`${value}\`, ${verdict}${hint}`;
      yield { range: node, message, fixes, ...(open && { severity: "warning" as const }) };
    }
  },
};

/** The API's reference says so of this one only. */
const CASE_IGNORED: ReadonlySet<string> = new Set(["bedrock_provider"]);
