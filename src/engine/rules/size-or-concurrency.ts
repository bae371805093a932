// The size of a custom model is told by a name or by its concurrency.
import { removing } from "../fixes.ts";
import type { Rule } from "../rule.ts";
import { givenEntry } from "../tree.ts";

export const sizeOrConcurrency: Rule = {
  id: "size-or-concurrency",
  severity: "error",
  summary: "An entity has `workload_size` or provisioned concurrency, not both",
  rationale: "A workload size is a range of concurrency. The service does not take two ranges.",
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
      min_provisioned_concurrency: 4
      max_provisioned_concurrency: 8
      scale_to_zero_enabled: true
`,
      good: `name: multi-model
config:
  served_entities:
    - name: current
      entity_name: catalog.schema.model-A
      entity_version: "1"
      min_provisioned_concurrency: 4
      max_provisioned_concurrency: 8
      scale_to_zero_enabled: true
`,
    },
  ],
  *check({ entities }) {
    for (const { node } of entities) {
      const size = givenEntry(node, "workload_size");
      const concurrency = ["min_provisioned_concurrency", "max_provisioned_concurrency"].flatMap(
        (key) => givenEntry(node, key) ?? [],
      );
      const [first] = concurrency;
      // Beside an external model neither belongs.
      if (size === undefined || first === undefined || givenEntry(node, "external_model")) continue;
      const message = `\`workload_size\` and \`${first.key.value}\` both tell the size; keep one of them`;
      const fixes = [
        { title: "Remove `workload_size`", edits: removing(node, [size]) },
        { title: "Remove the provisioned concurrency", edits: removing(node, concurrency) },
      ];
      yield { range: size.key, message, fixes };
    }
  },
};
