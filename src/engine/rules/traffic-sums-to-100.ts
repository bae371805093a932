// The shares of an endpoint's traffic add up to 100.
import type { Fix } from "../finding.ts";
import type { Endpoint, Route } from "../model.ts";
import type { Rule } from "../rule.ts";
import { scaleTo100 } from "../shares.ts";

export const trafficSumsTo100: Rule = {
  id: "traffic-sums-to-100",
  severity: "error",
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
  ],
  *check({ routes, routesNode }) {
    if (routesNode === undefined || routes.length === 0 || routes.length < routesNode.items.length) return;
    const shares = routes.map(({ percentage }) => percentage);
    if (shares.some((share) => share === undefined)) return;
    const total = shares.reduce((sum: number, share) => sum + (share ?? 0), 0);
    if (total === 100) return;
    const largest = largestOf(routes);
    const difference =
      total < 100
        ? `${100 - total} ${100 - total === 1 ? "is" : "are"} missing`
        : `${total - 100} too ${total === 101 ? "much" : "many"}`;
    const message = `Traffic adds up to ${total}, not 100; ${difference}`;
    yield { range: largest?.percentageNode ?? routesNode, message, fixes: fixesFor(routes, largest, total) };
  },
};

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
  if (total > 0 && routes.length > 1) fixes.push({ title: `Scale to ${scaled.join("/")}`, edits });
  return fixes;
}
