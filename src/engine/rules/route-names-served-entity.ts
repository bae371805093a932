// Every route leads to a served entity of the same config.
import type { Edit } from "../edit.ts";
import { type Endpoint, isTemplated, type Route } from "../model.ts";
import { nearest } from "../nearest.ts";
import type { Rule } from "../rule.ts";

export const routeNamesServedEntity: Rule = {
  id: "route-names-served-entity",
  severity: "error",
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
  ],
  *check(endpoint) {
    const names = knownNames(endpoint);
    if (names === undefined) return;
    for (const route of endpoint.routes) {
      const { name, nameNode } = route;
      if (name === undefined || nameNode === undefined || names.has(name) || isTemplated(name)) continue;
      const meant = candidateFor(name, names);
      const hint = meant === undefined ? listOf(names) : `did you mean \`${meant.name}\`?${meant.why}`;
      const fixes = meant ? [{ title: `Change to \`${meant.name}\``, edits: renameIn(route, name, meant.name) }] : [];
      yield { range: nameNode, message: `Route names \`${name}\`, which is no served entity; ${hint}`, fixes };
    }
  },
};

/** The names of all served entities, or undefined where one of them cannot be told and might be the one meant. */
function knownNames({ entities }: Endpoint): Set<string> | undefined {
  const names = new Set<string>();
  for (const { name } of entities) {
    if (name === undefined || isTemplated(name)) return undefined;
    names.add(name);
  }
  return names;
}

function candidateFor(name: string, names: ReadonlySet<string>): { name: string; why: string } | undefined {
  const short = name.slice(name.lastIndexOf(".") + 1);
  if (short !== name && names.has(short))
    return { name: short, why: " The default name leaves out catalog and schema" };
  const dashed = short.replace(/_(\d+)$/, "-$1");
  if (dashed !== short && names.has(dashed))
    return { name: dashed, why: " The default name has a dash before the version" };
  const stem = (text: string) => text.replace(/[-_]\d+$/, "");
  const sameModel = [...names].filter(
    (candidate) => candidate !== name && /-\d+$/.test(candidate) && stem(candidate) === stem(short),
  );
  if (sameModel.length === 1 && sameModel[0]) return { name: sameModel[0], why: " Only the version differs" };
  const near = nearest(name, names);
  return near === undefined ? undefined : { name: near, why: "" };
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
