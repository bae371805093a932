// The group of serving endpoints in a bundle has one name, and it is not that of the API's route.
import { renaming } from "../fixes.ts";
import type { Rule } from "../rule.ts";
import { entryOf, valueAt } from "../tree.ts";

export const bundleKey: Rule = {
  id: "bundle-key",
  severity: "error",
  summary: "A bundle keeps its serving endpoints under `resources.model_serving_endpoints`",
  rationale: "Bundles know no `serving_endpoints`: nothing below it is deployed.",
  reference: "https://docs.databricks.com/aws/en/dev-tools/bundles/resources",
  examples: [
    {
      bad: `resources:
  serving_endpoints:
    chat:
      name: chat
      config: { served_entities: [] }
`,
      good: `resources:
  model_serving_endpoints:
    chat:
      name: chat
      config: { served_entities: [] }
`,
    },
  ],
  *checkDocument({ roots }) {
    for (const root of roots) {
      const resources = valueAt(root, "resources");
      const group = entryOf(resources, "serving_endpoints");
      if (group?.value?.kind !== "object") continue;
      const message = "`serving_endpoints` is no resource that bundles know; write `model_serving_endpoints`";
      const title = "Rename to `model_serving_endpoints`";
      const isFree = !entryOf(resources, "model_serving_endpoints");
      const fixes = isFree ? [{ title, edits: renaming(group, "model_serving_endpoints") }] : [];
      yield { range: group.key, message, fixes };
    }
  },
};
