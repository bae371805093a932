// The two keys of a route that name its served entity. Whether that entity exists is another rule's question.
import type { Fix } from "../finding.ts";
import { isTemplated } from "../model.ts";
import { agrees, routingOf } from "../routing.ts";
import type { Rule } from "../rule.ts";
import type { ScalarNode } from "../tree.ts";

export const routeNameAgrees: Rule = {
  id: "route-name-agrees",
  severity: "error",
  summary: "`served_entity_name` and `served_model_name` of a route are the same",
  rationale:
    "They are the newer and the older key of one field. Answers of the service hold both, always with the same value; where they differ nobody can say which one counts.",
  reference: "https://docs.databricks.com/api/workspace/servingendpoints/create",
  examples: [
    {
      bad: `name: wines
config:
  served_entities:
    - { name: red, entity_name: cellar.wine.red, entity_version: "3", workload_size: Small, scale_to_zero_enabled: true }
  traffic_config:
    routes:
      - { served_entity_name: red, served_model_name: red-2, traffic_percentage: 100 }
`,
      good: `name: wines
config:
  served_entities:
    - { name: red, entity_name: cellar.wine.red, entity_version: "3", workload_size: Small, scale_to_zero_enabled: true }
  traffic_config:
    routes:
      - { served_entity_name: red, served_model_name: red, traffic_percentage: 100 }
`,
    },
    {
      unfixable: true,
      bad: `name: wines
config:
  served_entities:
    - { name: red, entity_name: cellar.wine.red, entity_version: "3", workload_size: Small, scale_to_zero_enabled: true }
  traffic_config:
    routes:
      - { served_entity_name: rouge, served_model_name: rosso, traffic_percentage: 100 }
`,
      good: `name: wines
config:
  served_entities:
    - { name: red, entity_name: cellar.wine.red, entity_version: "3", workload_size: Small, scale_to_zero_enabled: true }
  traffic_config:
    routes:
      - { served_entity_name: red, traffic_percentage: 100 }
`,
    },
  ],
  *check(endpoint) {
    const { names } = routingOf(endpoint);
    for (const route of endpoint.routes) {
      const [newer, older] = route.nameNodes;
      if (newer === undefined || older === undefined || agrees(route)) continue;
      if ([newer, older].some(({ value }) => isTemplated(String(value)))) continue;
      const exists = ({ value }: ScalarNode) => names?.has(String(value)) === true;
      // Where both or neither name an entity, either may be the slip.
      const wrong = exists(newer) === exists(older) ? undefined : exists(newer) ? older : newer;
      const message = `The route names \`${newer.value}\` and \`${older.value}\`; \`served_entity_name\` and \`served_model_name\` have to be the same`;
      yield { range: wrong ?? older, message, fixes: fixesFor(newer, older, exists) };
    }
  },
};

function fixesFor(newer: ScalarNode, older: ScalarNode, exists: (node: ScalarNode) => boolean): Fix[] {
  const copy = (from: ScalarNode, to: ScalarNode): Fix[] =>
    exists(from)
      ? [{ title: `Change to \`${from.value}\``, edits: [{ kind: "replace", node: to, value: from.value }] }]
      : [];
  return [...copy(newer, older), ...copy(older, newer)];
}
