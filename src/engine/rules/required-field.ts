// Fields that the service cannot do without.
import type { Fix } from "../finding.ts";
import type { Endpoint } from "../model.ts";
import { type Rule, WHOLE } from "../rule.ts";
import type { Violation } from "../schema.ts";
import { entryOf, type Json } from "../tree.ts";

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
  ],
  *check(endpoint) {
    for (const violation of endpoint.violations) {
      if (violation.kind !== "missing") continue;
      const { object, property } = violation;
      const start = object.start;
      const range = object.flow ? { start, end: start + 1 } : (object.entries[0]?.key ?? { start, end: start });
      yield {
        range,
        message: `\`${property}\` is missing${whereOf(violation)}`,
        fixes: [insertion(endpoint, violation)],
      };
    }
    for (const { node, nameNode } of endpoint.routes) {
      if (nameNode !== undefined || entryOf(node, "served_entity_name") || entryOf(node, "served_model_name")) continue;
      const range = { start: node.start, end: node.flow ? node.start + 1 : (node.entries[0]?.key.end ?? node.end) };
      const unrouted = endpoint.entities.find(({ name }) => !endpoint.routes.some((route) => route.name === name));
      const edits = [{ kind: "insert" as const, into: node, key: "served_entity_name", value: unrouted?.name ?? "" }];
      const fixes = unrouted?.name === undefined ? [] : [{ title: `Insert \`${unrouted.name}\``, edits }];
      yield { range, message: "The route names no served entity; `served_entity_name` is missing", fixes };
    }
  },
};

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
  enabled: true,
  level: "CAN_QUERY",
  scale_to_zero_enabled: true,
};

function insertion(endpoint: Endpoint, { object, property }: Missing): Fix {
  const value =
    property === "traffic_percentage"
      ? remainder(endpoint)
      : (PLACEHOLDERS[property] ?? `my-${property.replaceAll("_", "-")}`);
  const empty = entryOf(object, property)?.value;
  const title = `Insert \`${property}\``;
  if (empty) return { title, edits: [{ kind: "replace", node: empty, value }] };
  return { title, edits: [{ kind: "insert", into: object, key: property, value }] };
}

/** What the other routes leave of the traffic. */
function remainder({ routes }: Endpoint): number {
  return Math.max(0, 100 - routes.reduce((total, { percentage }) => total + (percentage ?? 0), 0));
}
