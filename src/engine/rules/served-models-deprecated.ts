// The old name of the list of served entities. Entities written in today's way under it are this mistake too. Beside the
// new list it is `one-entity-list` that speaks.
import { renaming } from "../fixes.ts";
import type { Rule } from "../rule.ts";
import { type Entry, givenEntry, type Node } from "../tree.ts";

export const servedModelsDeprecated: Rule = {
  id: "served-models-deprecated",
  severity: "warning",
  summary: "Served entities are listed in `served_entities`, not in the older `served_models`",
  rationale:
    "`served_models` is deprecated, knows no external models, and the bundle tool warns of it. In `served_entities` a model is named by `entity_name` and `entity_version`.",
  reference: "https://docs.databricks.com/api/workspace/servingendpoints/create",
  examples: [
    {
      bad: `name: multi-model
config:
  served_models:
    - name: current
      model_name: catalog.schema.model-A
      model_version: "1"
      workload_size: Small
      scale_to_zero_enabled: true
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
    {
      bad: `name: multi-model
config:
  served_models:
    - name: current
      entity_name: catalog.schema.model-A
      entity_version: "1"
      workload_size: Small
      scale_to_zero_enabled: true
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
  *check({ config }) {
    const list = givenEntry(config, "served_models");
    if (list === undefined || givenEntry(config, "served_entities")) return;
    const edits = [
      ...renaming(list, "served_entities"),
      ...modelKeys(list.value).flatMap((entry) => renaming(entry, entry.key.value.replace("model", "entity"))),
    ];
    const message = "`served_models` is deprecated; write `served_entities`, with `entity_name` and `entity_version`";
    yield { range: list.key, message, fixes: [{ title: "Rename to `served_entities`", edits }] };
  },
};

function modelKeys(list: Node | undefined): Entry[] {
  const items = list?.kind === "array" ? list.items : [];
  return items.flatMap((item) => ["model_name", "model_version"].flatMap((key) => givenEntry(item, key) ?? []));
}
