// Both lists of served entities at once. An answer to GET always has both: that is no request.
import { removing } from "../fixes.ts";
import type { Rule } from "../rule.ts";
import { givenEntry } from "../tree.ts";

export const oneEntityList: Rule = {
  id: "one-entity-list",
  severity: "error",
  summary: "A config has `served_entities` or the older `served_models`, never both",
  rationale: "The service and the bundle tool refuse a config with both lists, even where they say the same.",
  reference: "https://github.com/databricks/cli/tree/main/acceptance/bundle/validate/model_serving_both_fields_error",
  examples: [
    {
      bad: `name: multi-model
config:
  served_models:
    - { name: current, model_name: catalog.schema.model-A, model_version: "1", workload_size: Small, scale_to_zero_enabled: true }
  served_entities:
    - { name: current, entity_name: catalog.schema.model-A, entity_version: "1", workload_size: Small, scale_to_zero_enabled: true }
`,
      good: `name: multi-model
config:
  served_entities:
    - { name: current, entity_name: catalog.schema.model-A, entity_version: "1", workload_size: Small, scale_to_zero_enabled: true }
`,
    },
  ],
  *check({ config }) {
    const older = givenEntry(config, "served_models");
    if (config === undefined || older === undefined || !givenEntry(config, "served_entities")) return;
    const message = "`served_models` and `served_entities` cannot stand in one config; keep `served_entities`";
    yield { range: older.key, message, fixes: [{ title: "Remove `served_models`", edits: removing(config, [older]) }] };
  },
};
