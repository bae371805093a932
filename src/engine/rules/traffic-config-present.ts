// Several served entities need a split; one alone gets everything without.
import type { Fix } from "../finding.ts";
import { adding } from "../fixes.ts";
import type { Endpoint } from "../model.ts";
import { type Rule, WHOLE } from "../rule.ts";
import { scaleTo100 } from "../shares.ts";
import { meantFields } from "../slips.ts";
import { entryOf, givenEntry, type Json, valueAt } from "../tree.ts";

export const trafficConfigPresent: Rule = {
  id: "traffic-config-present",
  severity: "error",
  shapes: WHOLE,
  summary: "An endpoint with several served entities says how traffic is split",
  rationale:
    "Only a single served entity gets all the traffic by default. With several, the service's clients take `traffic_config` to be required; what the service itself answers is not documented.",
  reference:
    "https://docs.databricks.com/aws/en/machine-learning/model-serving/serve-multiple-models-to-serving-endpoint",
  examples: [
    {
      bad: `name: wines
config:
  served_entities:
    - { name: red, entity_name: cellar.wine.red, entity_version: "3", workload_size: Small, scale_to_zero_enabled: true }
    - { entity_name: cellar.wine.white, entity_version: "1", workload_size: Small, scale_to_zero_enabled: true }
`,
      good: `name: wines
config:
  served_entities:
    - { name: red, entity_name: cellar.wine.red, entity_version: "3", workload_size: Small, scale_to_zero_enabled: true }
    - { entity_name: cellar.wine.white, entity_version: "1", workload_size: Small, scale_to_zero_enabled: true }
  traffic_config:
    routes:
      - served_entity_name: red
        traffic_percentage: 50
      - served_entity_name: white-1
        traffic_percentage: 50
`,
    },
    {
      bad: `name: wines
config:
  served_entities:
    - { name: red, entity_name: cellar.wine.red, entity_version: "3", workload_size: Small, scale_to_zero_enabled: true }
    - { name: white, entity_name: cellar.wine.white, entity_version: "1", workload_size: Small, scale_to_zero_enabled: true }
    - { name: rose, entity_name: cellar.wine.rose, entity_version: "1", workload_size: Small, scale_to_zero_enabled: true }
  traffic_config: {}
`,
      good: `name: wines
config:
  served_entities:
    - { name: red, entity_name: cellar.wine.red, entity_version: "3", workload_size: Small, scale_to_zero_enabled: true }
    - { name: white, entity_name: cellar.wine.white, entity_version: "1", workload_size: Small, scale_to_zero_enabled: true }
    - { name: rose, entity_name: cellar.wine.rose, entity_version: "1", workload_size: Small, scale_to_zero_enabled: true }
  traffic_config: { routes: [{ served_entity_name: red, traffic_percentage: 34 }, { served_entity_name: white, traffic_percentage: 33 }, { served_entity_name: rose, traffic_percentage: 33 }] }
`,
    },
  ],
  *check(endpoint) {
    const { config, entities } = endpoint;
    const lists = new Set(entities.map(({ list }) => list));
    const [list] = lists;
    // Both lists at once are a finding of their own: which entities are meant is open.
    if (config === undefined || entities.length < 2 || list === undefined || lists.size > 1) return;
    if (hasTraffic(endpoint)) return;
    const message = `${entities.length} served entities share the traffic, and \`traffic_config\` does not say how; add a route for each`;
    yield {
      range: entryOf(config, "traffic_config")?.key ?? entryOf(config, list)?.key ?? config,
      message,
      fixes: evenSplit(endpoint),
    };
  },
};

/** Routes are there, or come from a variable, or stand in the wrong place, which is told there. */
function hasTraffic(endpoint: Endpoint): boolean {
  const { config, node } = endpoint;
  const traffic = givenEntry(config, "traffic_config")?.value;
  const meant = meantFields(endpoint);
  if (["traffic_config", "routes", "traffic_percentage"].some((field) => meant(config ?? node, field))) return true;
  if (traffic?.kind !== "object") return traffic !== undefined;
  const routes = givenEntry(traffic, "routes")?.value;
  if (routes === undefined) return meant(traffic, "routes");
  return routes.kind !== "array" || routes.items.length > 0;
}

function evenSplit({ config, entities }: Endpoint): Fix[] {
  const names = new Set(entities.map(({ name }) => name));
  if (config === undefined || names.size < entities.length || names.has(undefined)) return [];
  const shares = scaleTo100(entities.map(() => 1));
  const routes = entities.map(
    ({ name }, i): Json => ({ served_entity_name: name ?? null, traffic_percentage: shares[i] ?? 0 }),
  );
  const traffic = valueAt(config, "traffic_config");
  const edits =
    traffic?.kind === "object" ? adding(traffic, { routes }) : adding(config, { traffic_config: { routes } });
  return [{ title: `Split evenly: ${shares.join("/")}`, edits }];
}
