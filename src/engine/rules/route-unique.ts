// One route for each served entity. Two entities of one name are another rule's finding.
import type { Edit } from "../edit.ts";
import type { Fix } from "../finding.ts";
import type { Endpoint, Route } from "../model.ts";
import { routingOf } from "../routing.ts";
import type { Rule } from "../rule.ts";

export const routeUnique: Rule = {
  id: "route-unique",
  severity: "error",
  summary: "A served entity has one route",
  rationale:
    "A route is its entity's share of the traffic, and an entity has one share. A second route is nearly always a copy that was to name another entity.",
  reference:
    "https://docs.databricks.com/aws/en/machine-learning/model-serving/serve-multiple-models-to-serving-endpoint",
  examples: [
    {
      bad: `name: wines
config:
  served_entities:
    - { name: red, entity_name: cellar.wine.red, entity_version: "3", workload_size: Small, scale_to_zero_enabled: true }
    - { name: white, entity_name: cellar.wine.white, entity_version: "1", workload_size: Small, scale_to_zero_enabled: true }
  traffic_config:
    routes:
      - { served_entity_name: red, traffic_percentage: 60 }
      - { served_entity_name: red, traffic_percentage: 40 }
`,
      good: `name: wines
config:
  served_entities:
    - { name: red, entity_name: cellar.wine.red, entity_version: "3", workload_size: Small, scale_to_zero_enabled: true }
    - { name: white, entity_name: cellar.wine.white, entity_version: "1", workload_size: Small, scale_to_zero_enabled: true }
  traffic_config:
    routes:
      - { served_entity_name: red, traffic_percentage: 60 }
      - { served_entity_name: white, traffic_percentage: 40 }
`,
    },
    {
      bad: `name: wines
config:
  served_entities:
    - name: red
      entity_name: cellar.wine.red
      entity_version: "3"
      workload_size: Small
      scale_to_zero_enabled: true
  traffic_config:
    routes:
      - served_entity_name: red
        traffic_percentage: 60
      - served_entity_name: red
        traffic_percentage: 40
`,
      good: `name: wines
config:
  served_entities:
    - name: red
      entity_name: cellar.wine.red
      entity_version: "3"
      workload_size: Small
      scale_to_zero_enabled: true
  traffic_config:
    routes:
      - served_entity_name: red
        traffic_percentage: 100
`,
    },
  ],
  *check(endpoint) {
    for (const { route, first } of routingOf(endpoint).repeated) {
      const { name, nameNode, node } = route;
      const message = `\`${name}\` has a route already; every served entity has one`;
      yield {
        range: nameNode ?? node,
        message,
        fixes: [...readdress(endpoint, route), ...merge(endpoint, route, first)],
      };
    }
  },
};

/** Where a single entity is left without a route, this one was meant for it. */
function readdress({ entities, routes }: Endpoint, { nameNodes }: Route): Fix[] {
  const routed = new Set(routes.map(({ name }) => name));
  const left = entities.filter(({ name }) => !routed.has(name));
  const [only] = left;
  if (left.length !== 1 || only?.name === undefined) return [];
  const value = only.name;
  const edits = nameNodes.map((node): Edit => ({ kind: "replace", node, value }));
  return [{ title: `Change to \`${value}\``, edits }];
}

function merge({ routesNode }: Endpoint, route: Route, first: Route): Fix[] {
  const share = (route.percentage ?? Number.NaN) + (first.percentage ?? Number.NaN);
  if (routesNode === undefined || first.percentageNode === undefined || !(share <= 100)) return [];
  const edits: Edit[] = [
    { kind: "replace", node: first.percentageNode, value: share },
    { kind: "remove", from: routesNode, child: route.node },
  ];
  return [{ title: `Merge into one route of ${share} %`, edits }];
}
