// The shares of an endpoint's traffic add up to 100. It is silent where another finding explains the sum, but a route to
// an entity that does not exist still counts: its share is there.
import type { Fix } from "../finding.ts";
import type { Endpoint, Route } from "../model.ts";
import { routingOf } from "../routing.ts";
import { type Rule, WHOLE } from "../rule.ts";
import { scaleTo100 } from "../shares.ts";
import { givenEntry } from "../tree.ts";
import { missingShare } from "./every-entity-has-route.ts";

export const trafficSumsTo100: Rule = {
  id: "traffic-sums-to-100",
  severity: "error",
  shapes: WHOLE,
  summary: "Traffic percentages of an endpoint add up to 100",
  rationale:
    "Each request goes to one served entity, so the shares make a whole. Every official example keeps to it; the service's own message is not documented.",
  reference:
    "https://docs.databricks.com/aws/en/machine-learning/model-serving/serve-multiple-models-to-serving-endpoint",
  examples: [
    {
      bad: `name: multi-model
config:
  served_entities:
    - { name: current, entity_name: catalog.schema.model-A, entity_version: "1", workload_size: Small, scale_to_zero_enabled: true }
    - { name: challenger, entity_name: catalog.schema.model-B, entity_version: "1", workload_size: Small, scale_to_zero_enabled: true }
  traffic_config:
    routes:
      - { served_entity_name: current, traffic_percentage: 90 }
      - { served_entity_name: challenger, traffic_percentage: 20 }
`,
      good: `name: multi-model
config:
  served_entities:
    - { name: current, entity_name: catalog.schema.model-A, entity_version: "1", workload_size: Small, scale_to_zero_enabled: true }
    - { name: challenger, entity_name: catalog.schema.model-B, entity_version: "1", workload_size: Small, scale_to_zero_enabled: true }
  traffic_config:
    routes:
      - { served_entity_name: current, traffic_percentage: 80 }
      - { served_entity_name: challenger, traffic_percentage: 20 }
`,
    },
    {
      bad: `name: wines
config:
  served_entities:
    - { name: red, entity_name: cellar.wine.red, entity_version: "3", workload_size: Small, scale_to_zero_enabled: true }
  traffic_config:
    routes:
      - { served_entity_name: red, traffic_percentage: 0 }
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
    const { routes, routesNode } = endpoint;
    if (routesNode === undefined || routes.length === 0 || isExplained(endpoint)) return;
    const total = routes.reduce((sum, { percentage }) => sum + (percentage ?? Number.NaN), 0);
    if (Number.isNaN(total) || total === 100) return;
    const largest = largestOf(routes);
    const message = `Traffic adds up to ${total}, not 100; ${difference(total)}`;
    yield { range: largest?.percentageNode ?? routesNode, message, fixes: fixesFor(routes, largest, total) };
  },
};

/** Another finding says already why the shares make no whole, or a share is not to be read. */
function isExplained(endpoint: Endpoint): boolean {
  const { routes, routesNode, entities } = endpoint;
  return (
    routes.length < (routesNode?.items.length ?? 0) ||
    routingOf(endpoint).repeated.length > 0 ||
    missingShare(endpoint) !== undefined ||
    entities.some(({ node }) => givenEntry(node, "traffic_percentage"))
  );
}

function difference(total: number): string {
  if (total === 0) return "100 is missing. To switch the endpoint off, stop or delete it";
  if (total < 100) return `${100 - total} is missing`;
  return `${total - 100} too ${total === 101 ? "much" : "many"}`;
}

function largestOf(routes: Endpoint["routes"]): Route | undefined {
  return routes.reduce<Route | undefined>(
    (best, route) => ((route.percentage ?? 0) > (best?.percentage ?? -1) ? route : best),
    undefined,
  );
}

function fixesFor(routes: readonly Route[], largest: Route | undefined, total: number): Fix[] {
  const fixes: Fix[] = [];
  const rest = 100 - total + (largest?.percentage ?? 0);
  if (largest?.percentageNode && rest >= 0) {
    const edits = [{ kind: "replace" as const, node: largest.percentageNode, value: rest }];
    fixes.push({ title: `Change \`${largest.name ?? "the largest share"}\` to ${rest}`, edits });
  }
  const scaled = scaleTo100(routes.map(({ percentage }) => percentage ?? 0));
  const edits = routes.flatMap(({ percentageNode }, i) =>
    percentageNode && scaled[i] !== undefined
      ? [{ kind: "replace" as const, node: percentageNode, value: scaled[i] }]
      : [],
  );
  const title = `${total === 0 ? "Split evenly:" : "Scale to"} ${scaled.join("/")}`;
  if (routes.length > 1) fixes.push({ title, edits });
  return fixes;
}
