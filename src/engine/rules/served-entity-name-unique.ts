// No two served entities of an endpoint have the same name, be it written or the default one. Two entities that serve the
// same version of a model are told by `entity-served-once`, whatever their names.
import type { Edit } from "../edit.ts";
import { adding } from "../fixes.ts";
import { type Endpoint, type Entity, isTemplated, servedModel } from "../model.ts";
import type { Rule } from "../rule.ts";

export const servedEntityNameUnique: Rule = {
  id: "served-entity-name-unique",
  severity: "error",
  summary: "The names of an endpoint's served entities differ, default names included",
  rationale:
    "Routes and URLs go by the name. An entity without one gets the last part of its model's name and the version, an external model its own name.",
  reference: "https://docs.databricks.com/api/workspace/servingendpoints/create",
  examples: [
    {
      bad: `name: multi-model
config:
  served_entities:
    - { name: model, entity_name: catalog.schema.model-A, entity_version: "1", workload_size: Small, scale_to_zero_enabled: true }
    - { name: model, entity_name: catalog.schema.model-B, entity_version: "1", workload_size: Small, scale_to_zero_enabled: true }
  traffic_config:
    routes:
      - { served_entity_name: model, traffic_percentage: 90 }
      - { served_entity_name: model, traffic_percentage: 10 }
`,
      good: `name: multi-model
config:
  served_entities:
    - { name: model, entity_name: catalog.schema.model-A, entity_version: "1", workload_size: Small, scale_to_zero_enabled: true }
    - { name: model-2, entity_name: catalog.schema.model-B, entity_version: "1", workload_size: Small, scale_to_zero_enabled: true }
  traffic_config:
    routes:
      - { served_entity_name: model, traffic_percentage: 90 }
      - { served_entity_name: model-2, traffic_percentage: 10 }
`,
    },
    {
      bad: `name: multi-model
config:
  served_entities:
    - { entity_name: catalog.staging.model, entity_version: "1", workload_size: Small, scale_to_zero_enabled: true }
    - { entity_name: catalog.production.model, entity_version: "1", workload_size: Small, scale_to_zero_enabled: true }
  traffic_config:
    routes:
      - { served_entity_name: model-1, traffic_percentage: 90 }
      - { served_entity_name: model-1, traffic_percentage: 10 }
`,
      good: `name: multi-model
config:
  served_entities:
    - { entity_name: catalog.staging.model, entity_version: "1", workload_size: Small, scale_to_zero_enabled: true }
    - { entity_name: catalog.production.model, entity_version: "1", workload_size: Small, scale_to_zero_enabled: true, name: model-1-2 }
  traffic_config:
    routes:
      - { served_entity_name: model-1, traffic_percentage: 90 }
      - { served_entity_name: model-1-2, traffic_percentage: 10 }
`,
    },
  ],
  *check(endpoint) {
    for (const [first, ...others] of groups(endpoint)) {
      for (const [i, entity] of others.entries()) {
        if (first === undefined || sameModel(first, entity)) continue;
        const { nameNode, modelNode, node, name } = entity;
        const how = nameNode ? "is named" : "gets the default name";
        const message = `This entity ${how} \`${name}\`, as another one ${first.nameNode ? "is" : "does"}; give it a name of its own`;
        yield { range: nameNode ?? modelNode ?? node, message, fixes: suffixed(endpoint, entity, i + 1) };
      }
    }
  },
};

/** The entities of one list that share a name; the two lists are two tellings of the same entities. */
function groups({ entities }: Endpoint): Entity[][] {
  const byName = new Map<string, Entity[]>();
  for (const entity of entities) {
    if (entity.name === undefined || isTemplated(entity.name)) continue;
    const key = `${entity.list} ${entity.name}`;
    byName.set(key, [...(byName.get(key) ?? []), entity]);
  }
  return [...byName.values()];
}

function sameModel(one: Entity, other: Entity): boolean {
  const model = servedModel(one);
  return model !== undefined && model === servedModel(other);
}

/** The n-th route of that name goes with the n-th entity, counted from zero. */
function suffixed({ entities, routes }: Endpoint, { node, nameNode, name }: Entity, n: number) {
  if (name === undefined) return [];
  const taken = new Set(entities.map((entity) => entity.name));
  let suffix = n + 1;
  while (taken.has(`${name}-${suffix}`)) suffix++;
  const fresh = `${name}-${suffix}`;
  const route = routes.filter((candidate) => candidate.name === name)[n];
  const edits: Edit[] = [
    ...(nameNode ? [{ kind: "replace" as const, node: nameNode, value: fresh }] : adding(node, { name: fresh })),
    ...(route?.nameNodes ?? []).map((routeName) => ({ kind: "replace" as const, node: routeName, value: fresh })),
  ];
  return [{ title: `Change to \`${fresh}\``, edits }];
}
