// Keys that the service does not know.
import { nearest } from "../nearest.ts";
import { placeOf } from "../places.ts";
import type { Rule } from "../rule.ts";
import { entryOf } from "../tree.ts";

export const unknownField: Rule = {
  id: "unknown-field",
  severity: "warning",
  summary: "Every key is one that the service knows",
  rationale:
    "What a key with a slip in it says has no effect, and whether the service refuses it or passes over it is not documented.",
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
  ],
  *check(endpoint) {
    for (const violation of endpoint.violations) {
      if (violation.kind !== "unknown-key" || placeOf(violation, endpoint)) continue;
      const { entry, object, known } = violation;
      const to = nearest(
        entry.key.value,
        known.filter((key) => !entryOf(object, key)),
      );
      const message = `\`${entry.key.value}\` is no field that the service knows here${to ? `; did you mean \`${to}\`?` : ""}`;
      const fixes = to
        ? [{ title: `Rename to \`${to}\``, edits: [{ kind: "rename" as const, key: entry.key, to }] }]
        : [];
      yield { range: entry.key, message, fixes };
    }
  },
};
