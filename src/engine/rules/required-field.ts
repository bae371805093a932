// Fields that the service cannot do without. One that is there under a slip, or at the wrong level, is told as that.
import type { Fix } from "../finding.ts";
import { adding, head } from "../fixes.ts";
import type { Endpoint, Route } from "../model.ts";
import { type Problem, type Rule, WHOLE } from "../rule.ts";
import type { Path, Violation } from "../schema.ts";
import { meantFields } from "../slips.ts";
import { givenEntry, type Json, type ObjectNode, stringOf, valueAt } from "../tree.ts";

export const requiredField: Rule = {
  id: "required-field",
  severity: "error",
  shapes: WHOLE,
  summary: "Required fields are there",
  rationale: "The service refuses the whole body when one is missing, but only after the upload.",
  reference: "https://docs.databricks.com/api/workspace/servingendpoints/create",
  examples: [
    {
      bad: `name: multi-model
config:
  served_entities:
    - { name: current, entity_name: catalog.schema.model-A, entity_version: "1", workload_size: Small, scale_to_zero_enabled: true }
  traffic_config:
    routes:
      - { served_entity_name: current }
`,
      good: `name: multi-model
config:
  served_entities:
    - { name: current, entity_name: catalog.schema.model-A, entity_version: "1", workload_size: Small, scale_to_zero_enabled: true }
  traffic_config:
    routes:
      - { served_entity_name: current, traffic_percentage: 100 }
`,
    },
    {
      bad: `config:
  served_entities:
    - name: gpt-4
      external_model:
        name: gpt-4
        provider: openai
        task: llm/v1/chat
        openai_config:
          openai_api_key: "{{secrets/scope/key}}"
`,
      good: `config:
  served_entities:
    - name: gpt-4
      external_model:
        name: gpt-4
        provider: openai
        task: llm/v1/chat
        openai_config:
          openai_api_key: "{{secrets/scope/key}}"
name: my-endpoint
`,
    },
    {
      bad: `resources:
  model_serving_endpoints:
    wines:
      description: Ratings by colour
`,
      good: `resources:
  model_serving_endpoints:
    wines:
      description: Ratings by colour
      name: wines
`,
    },
    {
      bad: `name: wines
config:
  served_entities:
    - { name: red, entity_name: cellar.wine.red, entity_version: "3", workload_size: Small, scale_to_zero_enabled: true }
    - { name: white, entity_name: cellar.wine.white, entity_version: "1", workload_size: Small, scale_to_zero_enabled: true }
  traffic_config:
    routes:
      - { served_entity_name: red, traffic_percentage: 80 }
      - { traffic_percentage: 20 }
`,
      good: `name: wines
config:
  served_entities:
    - { name: red, entity_name: cellar.wine.red, entity_version: "3", workload_size: Small, scale_to_zero_enabled: true }
    - { name: white, entity_name: cellar.wine.white, entity_version: "1", workload_size: Small, scale_to_zero_enabled: true }
  traffic_config:
    routes:
      - { served_entity_name: red, traffic_percentage: 80 }
      - { traffic_percentage: 20, served_entity_name: white }
`,
    },
  ],
  *check(endpoint) {
    const isMeant = meantFields(endpoint);
    const share = onlyShareMissing(endpoint);
    const unrouted = onlyUnrouted(endpoint);
    const bothLists = new Set(endpoint.entities.map(({ list }) => list)).size > 1;
    for (const violation of endpoint.violations) {
      if (violation.kind !== "missing" || isMeant(violation.object, violation.property)) continue;
      // Of two lists the older one is to go, whatever it lacks.
      if (bothLists && violation.path.includes("served_models")) continue;
      // An external model cannot stand in the older list: there the list is what is wrong.
      if (violation.path.includes("served_models") && givenEntry(violation.object, "external_model")) continue;
      yield {
        range: rangeOf(violation, endpoint),
        message: `\`${violation.property}\` is missing${whereOf(violation)}`,
        fixes: [insertion(endpoint, violation, share)],
      };
    }
    for (const { node, list } of isPt(endpoint) ? [] : endpoint.entities) {
      if (list === "served_entities" && !MODELS.some((key) => givenEntry(node, key) || isMeant(node, key)))
        yield namesNoModel(node);
    }
    for (const route of endpoint.routes) {
      if (!isNamed(route) && !isMeant(route.node, "served_entity_name") && !isMeant(route.node, "served_model_name"))
        yield namelessRoute(route, unrouted);
    }
  },
};

/** Which of these it has to be decides everything else about it, so nothing is inserted. */
const MODELS = ["entity_name", "model_name", "external_model"];

function namesNoModel(node: ObjectNode): Problem {
  const message = "The served entity names no model; `entity_name` or `external_model` is missing";
  return { range: head(node), message };
}

/** The schema of these bodies requires the name, as that of the older list does. */
function isPt({ shape }: Endpoint): boolean {
  return shape === "pt-create-body" || shape === "pt-config-body";
}

/** It names something, or the name is of a wrong type or not typed yet, which is told elsewhere. */
function isNamed({ node }: Route): boolean {
  return ["served_entity_name", "served_model_name"].some((key) => givenEntry(node, key));
}

/** The entity that a route without a name is for, where all others have theirs. */
function onlyUnrouted({ entities, routes }: Endpoint): string | undefined {
  const routed = new Set(routes.map(({ name }) => name));
  const unrouted = entities.filter(({ name }) => !routed.has(name));
  return unrouted.length === 1 ? unrouted[0]?.name : undefined;
}

function namelessRoute({ node }: Route, meant: string | undefined): Problem {
  const message = "The route names no served entity; `served_entity_name` is missing";
  const fixes = meant ? [{ title: `Insert \`${meant}\``, edits: adding(node, { served_entity_name: meant }) }] : [];
  return { range: head(node), message, fixes };
}

function rangeOf({ object, path }: Missing, { resource }: Endpoint) {
  return path.length === 0 && resource ? resource.key : head(object);
}

type Missing = Extract<Violation, { kind: "missing" }>;

function whereOf({ path }: Missing): string {
  const key = path.findLast((step) => typeof step === "string");
  if (key === undefined) return " in the endpoint config";
  return typeof path.at(-1) === "number" ? ` in an item of \`${key}\`` : ` in \`${key}\``;
}

const PLACEHOLDERS: Readonly<Record<string, Json>> = {
  name: "my-endpoint",
  provider: "openai",
  task: "llm/v1/chat",
  renewal_period: "minute",
  calls: 100,
  traffic_percentage: 0,
  enabled: true,
  level: "CAN_QUERY",
  scale_to_zero_enabled: true,
};

function insertion(endpoint: Endpoint, { object, property, path }: Missing, share: number | undefined): Fix {
  const known = property === "traffic_percentage" ? share : knownValue(endpoint, property, path);
  const value = known ?? PLACEHOLDERS[property] ?? `my-${property.replaceAll("_", "-")}`;
  const edits = adding(object, { [property]: value });
  return { title: `Insert \`${property}\``, edits, ...(known === undefined && { safe: false }) };
}

/** What the rest of the document says that the field has to be. */
function knownValue(endpoint: Endpoint, property: string, path: Path): Json | undefined {
  if (property !== "name" || path.length > 0) return undefined;
  return stringOf(valueAt(endpoint.config, "name")) ?? endpoint.resource?.key.value;
}

/** What the other routes leave of the traffic, where a single one has no share. */
function onlyShareMissing({ routes }: Endpoint): number | undefined {
  if (routes.filter(({ percentage }) => percentage === undefined).length !== 1) return undefined;
  return Math.max(0, 100 - routes.reduce((total, { percentage }) => total + (percentage ?? 0), 0));
}
