// One version of a model is served once per endpoint; different versions of it may stand side by side.
import { type Entity, servedModel } from "../model.ts";
import type { Rule } from "../rule.ts";

export const entityServedOnce: Rule = {
  id: "entity-served-once",
  severity: "error",
  summary: "No two served entities serve the same version of the same model",
  rationale:
    "The service refuses it with `Cannot create 2+ served entities …`; as far as is known for models of Databricks, not for external ones. For a split, serve two versions or two models.",
  reference: "https://docs.databricks.com/api/workspace/servingendpoints/create",
  examples: [
    {
      unfixable: true,
      bad: `name: multi-model
config:
  served_entities:
    - { name: current, entity_name: catalog.schema.model, entity_version: "1", workload_size: Small, scale_to_zero_enabled: true }
    - { name: challenger, entity_name: catalog.schema.model, entity_version: "1", workload_size: Small, scale_to_zero_enabled: true }
  traffic_config:
    routes:
      - { served_entity_name: current, traffic_percentage: 90 }
      - { served_entity_name: challenger, traffic_percentage: 10 }
`,
      good: `name: multi-model
config:
  served_entities:
    - { name: current, entity_name: catalog.schema.model, entity_version: "1", workload_size: Small, scale_to_zero_enabled: true }
    - { name: challenger, entity_name: catalog.schema.model, entity_version: "2", workload_size: Small, scale_to_zero_enabled: true }
  traffic_config:
    routes:
      - { served_entity_name: current, traffic_percentage: 90 }
      - { served_entity_name: challenger, traffic_percentage: 10 }
`,
    },
  ],
  *check({ entities }) {
    const seen = new Map<string, Entity>();
    for (const entity of entities) {
      const model = servedModel(entity);
      if (model === undefined) continue;
      const key = `${entity.list} ${model}`;
      const first = seen.get(key);
      if (first === undefined) seen.set(key, entity);
      else yield { range: entity.versionNode ?? entity.node, message: messageFor(first, entity) };
    }
  },
};

function messageFor({ name }: Entity, { modelNode, versionNode }: Entity): string {
  const model = `Version ${versionNode?.value} of \`${modelNode?.value}\``;
  return `${model} is served already${name === undefined ? "" : `, as \`${name}\``}; serve another version, or give its share to the one entity`;
}
