// Every route leads to a served entity of the same config.
import type { Edit } from "../edit.ts";
import { isTemplated, type Route } from "../model.ts";
import { nearest } from "../nearest.ts";
import { agrees, routingOf } from "../routing.ts";
import { type Rule, WHOLE } from "../rule.ts";
import { continued } from "../slips.ts";

export const routeNamesServedEntity: Rule = {
  id: "route-names-served-entity",
  severity: "error",
  shapes: WHOLE,
  summary: "A route names a served entity of its endpoint",
  rationale:
    "A route is matched by the entity's name alone. An entity without one gets a name made of the last part of its model's name, a dash and the version.",
  reference: "https://docs.databricks.com/api/workspace/servingendpoints/create",
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
      - { served_entity_name: chalenger, traffic_percentage: 10 }
`,
      good: `name: multi-model
config:
  served_entities:
    - { name: current, entity_name: catalog.schema.model-A, entity_version: "1", workload_size: Small, scale_to_zero_enabled: true }
    - { name: challenger, entity_name: catalog.schema.model-B, entity_version: "1", workload_size: Small, scale_to_zero_enabled: true }
  traffic_config:
    routes:
      - { served_entity_name: current, traffic_percentage: 90 }
      - { served_entity_name: challenger, traffic_percentage: 10 }
`,
    },
    {
      bad: `name: models
config:
  served_entities:
    - { entity_name: catalog.schema.model, entity_version: "2", workload_size: Small, scale_to_zero_enabled: true }
  traffic_config:
    routes:
      - { served_entity_name: catalog.schema.model-2, traffic_percentage: 100 }
`,
      good: `name: models
config:
  served_entities:
    - { entity_name: catalog.schema.model, entity_version: "2", workload_size: Small, scale_to_zero_enabled: true }
  traffic_config:
    routes:
      - { served_entity_name: model-2, traffic_percentage: 100 }
`,
    },
    {
      bad: `name: wines
config:
  served_entities:
    - { entity_name: cellar.wine.red_wine, entity_version: "4", workload_size: Small, scale_to_zero_enabled: true }
  traffic_config:
    routes:
      - { served_entity_name: red_wine-3, served_model_name: red_wine-3, traffic_percentage: 100 }
`,
      good: `name: wines
config:
  served_entities:
    - { entity_name: cellar.wine.red_wine, entity_version: "4", workload_size: Small, scale_to_zero_enabled: true }
  traffic_config:
    routes:
      - { served_entity_name: red_wine-4, served_model_name: red_wine-4, traffic_percentage: 100 }
`,
    },
    {
      unfixable: true,
      bad: `name: wines
config:
  served_entities:
    - { entity_name: cellar.wine.red, entity_version: "1", workload_size: Small, scale_to_zero_enabled: true }
  traffic_config:
    routes:
      - { served_entity_name: red-1, traffic_percentage: 90 }
      - { served_entity_name: red-2, traffic_percentage: 10 }
`,
      good: `name: wines
config:
  served_entities:
    - { entity_name: cellar.wine.red, entity_version: "1", workload_size: Small, scale_to_zero_enabled: true }
    - { entity_name: cellar.wine.red, entity_version: "2", workload_size: Small, scale_to_zero_enabled: true }
  traffic_config:
    routes:
      - { served_entity_name: red-1, traffic_percentage: 90 }
      - { served_entity_name: red-2, traffic_percentage: 10 }
`,
    },
  ],
  *check(endpoint) {
    const { names } = routingOf(endpoint);
    if (names === undefined) return;
    const routed = new Set(endpoint.routes.map(({ name }) => name));
    for (const route of endpoint.routes) {
      const { name, nameNode } = route;
      // Two names that differ are a finding of their own.
      if (name === undefined || nameNode === undefined || !agrees(route)) continue;
      if (names.has(name) || isTemplated(name)) continue;
      const meant = candidateFor(name, names);
      // An entity that has its route cannot be the one that was meant.
      const free = meant && !routed.has(meant.name) ? meant : undefined;
      const fixes = free ? [{ title: `Change to \`${free.name}\``, edits: renameIn(route, name, free.name) }] : [];
      const message = `Route names \`${name}\`, which is no served entity; ${hint(meant, free, names)}`;
      yield { range: nameNode, message, fixes };
    }
  },
};

interface Candidate {
  readonly name: string;
  /** How the two names differ; a sentence of its own, or nothing. */
  readonly why: string;
}

function hint(meant: Candidate | undefined, free: Candidate | undefined, names: ReadonlySet<string>): string {
  if (free) return `did you mean \`${free.name}\`?${free.why}`;
  if (meant) return `\`${meant.name}\` has its route already, so an entity is missing or this route is too many`;
  return listOf(names);
}

/** Among more names nobody looks for a slip: each wrong route would be compared with every name. */
const SEARCHED = 200;

function candidateFor(name: string, names: ReadonlySet<string>): Candidate | undefined {
  const short = name.slice(name.lastIndexOf(".") + 1);
  if (short !== name && names.has(short))
    return { name: short, why: " The default name leaves out catalog and schema" };
  const dashed = short.replace(/_(\d+)$/, "-$1");
  if (dashed !== short && names.has(dashed))
    return { name: dashed, why: " The default name has a dash before the version" };
  if (names.size > SEARCHED) return undefined;
  const sameModel = [...names].filter((candidate) => /-\d+$/.test(candidate) && stemOf(candidate) === stemOf(short));
  if (sameModel.length === 1 && sameModel[0]) return { name: sameModel[0], why: " Only the version differs" };
  const near = nearest(name, names) ?? continued(name, [...names]);
  return near === undefined ? undefined : { name: near, why: "" };
}

/** A default name without its version. */
function stemOf(name: string): string {
  return name.replace(/[-_]\d+$/, "");
}

function listOf(names: ReadonlySet<string>): string {
  const list = [...names].slice(0, 5).map((name) => `\`${name}\``);
  if (list.length === 0) return "there is none in this config";
  return `there ${names.size === 1 ? "is" : "are"} ${list.join(", ")}${names.size > 5 ? ` and ${names.size - 5} more` : ""}`;
}

/** Both keys of a route may name the entity: they are changed together. */
function renameIn({ node }: Route, from: string, to: string): Edit[] {
  return node.entries.flatMap(({ key, value }) => {
    const names = key.value === "served_entity_name" || key.value === "served_model_name";
    return names && value?.kind === "scalar" && value.value === from
      ? [{ kind: "replace" as const, node: value, value: to }]
      : [];
  });
}
