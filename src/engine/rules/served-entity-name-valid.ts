// The name of a served entity is part of its URL. A default name is the service's to make, and not judged.
import { changing } from "../fixes.ts";
import { faultOf, legalName } from "../names.ts";
import type { Rule } from "../rule.ts";

export const servedEntityNameValid: Rule = {
  id: "served-entity-name-valid",
  severity: "error",
  summary: "The name of a served entity is made of letters, digits, `-` and `_`, at most 63",
  rationale: "The name is part of the URL that reaches one entity, and routes go by it.",
  reference: "https://docs.databricks.com/api/workspace/servingendpoints/create",
  examples: [
    {
      bad: `name: multi-model
config:
  served_entities:
    - { name: model A, entity_name: catalog.schema.model-A, entity_version: "1", workload_size: Small, scale_to_zero_enabled: true }
  traffic_config:
    routes:
      - { served_entity_name: model A, traffic_percentage: 100 }
`,
      good: `name: multi-model
config:
  served_entities:
    - { name: model-A, entity_name: catalog.schema.model-A, entity_version: "1", workload_size: Small, scale_to_zero_enabled: true }
  traffic_config:
    routes:
      - { served_entity_name: model-A, traffic_percentage: 100 }
`,
    },
  ],
  *check({ entities, routes }) {
    for (const { nameNode, name } of entities) {
      const fault = name === undefined ? undefined : faultOf(name);
      if (nameNode === undefined || name === undefined || fault === undefined) continue;
      const legal = legalName(name);
      const renamed = [nameNode, ...routes.flatMap(({ nameNodes }) => nameNodes.filter(({ value }) => value === name))];
      const free = legal !== undefined && !entities.some((other) => other.name === legal);
      const message = `The served entity's name ${fault}`;
      yield { range: nameNode, message, fixes: free ? [changing(renamed, legal)] : [] };
    }
  },
};
