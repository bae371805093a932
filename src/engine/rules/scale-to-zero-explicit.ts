// Whether a custom model scales to zero is written out. In the older list the schema requires it.
import { adding } from "../fixes.ts";
import { type Rule, WHOLE } from "../rule.ts";
import { meantFields } from "../slips.ts";
import { givenEntry } from "../tree.ts";

export const scaleToZeroExplicit: Rule = {
  id: "scale-to-zero-explicit",
  severity: "warning",
  shapes: WHOLE,
  summary: "A custom model says whether it scales to zero",
  rationale:
    "Updates without it have been refused (`scaleToZeroEnabled is undefined. Please set it to either true or false.`), though an endpoint could be created so. It also decides the bill.",
  reference: "https://github.com/databricks/terraform-provider-databricks/issues/4064",
  examples: [
    {
      bad: `name: multi-model
config:
  served_entities:
    - name: current
      entity_name: catalog.schema.model-A
      entity_version: "1"
      workload_size: Small
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
  ],
  *check(endpoint) {
    const meant = meantFields(endpoint);
    for (const { node, kind, list, modelNode, nameNode } of endpoint.entities) {
      if (kind !== "custom" || list === "served_models") continue;
      if (givenEntry(node, "scale_to_zero_enabled") || meant(node, "scale_to_zero_enabled")) continue;
      const message =
        "`scale_to_zero_enabled` is missing; write `true` or `false`, for updates without it have been refused";
      const edits = adding(node, { scale_to_zero_enabled: true });
      yield {
        range: modelNode ?? nameNode ?? node,
        message,
        fixes: [{ title: "Insert `scale_to_zero_enabled: true`", edits }],
      };
    }
  },
};
