// Served entities that no route leads to. Where that alone is why the shares make less than 100, the sum is told here.
import type { Endpoint, Entity } from "../model.ts";
import { routingOf } from "../routing.ts";
import { type Problem, type Rule, WHOLE } from "../rule.ts";
import { givenEntry } from "../tree.ts";

export const everyEntityHasRoute: Rule = {
  id: "every-entity-has-route",
  severity: "warning",
  shapes: WHOLE,
  summary: "Every served entity has a route",
  rationale:
    "An entity without a route is deployed and paid for, and gets no traffic. A route at 0 % says that this is meant, and clients that read the split expect one. Where the route's share is missing from the 100, the finding is an error.",
  reference: "https://registry.terraform.io/providers/databricks/databricks/latest/docs/resources/model_serving",
  examples: [
    {
      bad: `name: wines
config:
  served_entities:
    - { name: red, entity_name: cellar.wine.red, entity_version: "3", workload_size: Small, scale_to_zero_enabled: true }
    - { name: white, entity_name: cellar.wine.white, entity_version: "1", workload_size: Small, scale_to_zero_enabled: true }
  traffic_config:
    routes:
      - served_model_name: red
        traffic_percentage: 100
`,
      good: `name: wines
config:
  served_entities:
    - { name: red, entity_name: cellar.wine.red, entity_version: "3", workload_size: Small, scale_to_zero_enabled: true }
    - { name: white, entity_name: cellar.wine.white, entity_version: "1", workload_size: Small, scale_to_zero_enabled: true }
  traffic_config:
    routes:
      - served_model_name: red
        traffic_percentage: 100
      - served_model_name: white
        traffic_percentage: 0
`,
    },
    {
      bad: `name: wines
config:
  served_entities:
    - { entity_name: cellar.wine.red, entity_version: "3", workload_size: Small, scale_to_zero_enabled: true }
    - { entity_name: cellar.wine.red, entity_version: "4", workload_size: Small, scale_to_zero_enabled: true }
  traffic_config:
    routes:
      - served_entity_name: red-3
        traffic_percentage: 90
`,
      good: `name: wines
config:
  served_entities:
    - { entity_name: cellar.wine.red, entity_version: "3", workload_size: Small, scale_to_zero_enabled: true }
    - { entity_name: cellar.wine.red, entity_version: "4", workload_size: Small, scale_to_zero_enabled: true }
  traffic_config:
    routes:
      - served_entity_name: red-3
        traffic_percentage: 90
      - served_entity_name: red-4
        traffic_percentage: 10
`,
    },
  ],
  *check(endpoint) {
    const { unrouted } = routingOf(endpoint);
    const share = missingShare(endpoint);
    for (const entity of unrouted) yield problemOf(endpoint, entity, share ?? 0);
  },
};

/** What a single forgotten route leaves open of the 100, or undefined where there is no such route. */
export function missingShare(endpoint: Endpoint): number | undefined {
  if (routingOf(endpoint).unrouted.length !== 1) return undefined;
  const total = endpoint.routes.reduce((sum, { percentage }) => sum + (percentage ?? Number.NaN), 0);
  return total < 100 ? 100 - total : undefined;
}

function problemOf({ routes, routesNode }: Endpoint, entity: Entity, share: number): Problem {
  const { name, nameNode, modelNode, node } = entity;
  const subject = name === undefined ? "This served entity" : `\`${name}\``;
  const range = nameNode ?? modelNode ?? { start: node.start, end: node.start + 1 };
  const message =
    share > 0
      ? `${subject} has no route, and the others leave ${share} of 100; add one with that share`
      : `${subject} has no route and gets no traffic; add one at 0 % if that is meant`;
  const severity = share > 0 ? { severity: "error" as const } : {};
  if (name === undefined || routesNode === undefined) return { range, message, ...severity };
  const older = routes.every((route) => !givenEntry(route.node, "served_entity_name"));
  const route = { [older ? "served_model_name" : "served_entity_name"]: name, traffic_percentage: share };
  const edits = [{ kind: "insert" as const, into: routesNode, value: route }];
  return { range, message, ...severity, fixes: [{ title: `Add a route at ${share} %`, edits }] };
}
