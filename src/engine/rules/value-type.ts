// Values of the wrong JSON type, empty strings, and numbers outside their range.
import { conversions, type TypeViolation } from "../conversions.ts";
import { head } from "../fixes.ts";
import type { Rule } from "../rule.ts";
import { type JsonType, unquoted, type Violation } from "../schema.ts";
import type { Node } from "../tree.ts";

export const valueType: Rule = {
  id: "value-type",
  severity: "error",
  summary: "Every value has the type and the range of its field",
  rationale: "The service refuses a body with a value of the wrong type as a whole, but only after the upload.",
  reference: "https://docs.databricks.com/api/workspace/servingendpoints/create",
  examples: [
    {
      bad: `name: multi-model
config:
  served_entities:
    - { name: current, entity_name: catalog.schema.model-A, entity_version: "1", workload_size: Small, scale_to_zero_enabled: true }
  traffic_config:
    routes:
      - { served_entity_name: current, traffic_percentage: 99.5 }
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
      bad: `name: multi-model
tags: { key: team }
config: { served_entities: [] }
`,
      good: `name: multi-model
tags: [{ key: team }]
config: { served_entities: [] }
`,
    },
    {
      bad: `name: wines
tags:
  team: cellar
  stage: test
config: { served_entities: [] }
`,
      good: `name: wines
tags:
  - key: team
    value: cellar
  - key: stage
    value: test
config: { served_entities: [] }
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
      environment_vars:
        VERBOSE: true
`,
      good: `name: wines
config:
  served_entities:
    - name: red
      entity_name: cellar.wine.red
      entity_version: "3"
      workload_size: Small
      scale_to_zero_enabled: true
      environment_vars:
        VERBOSE: "true"
`,
    },
    {
      bad: `name: wines
config:
  served_entities:
    - { name: red, entity_name: cellar.wine.red, entity_version: "3", workload_size: Small, scale_to_zero_enabled: true }
  traffic_config:
    routes:
      - { served_entity_name: red, traffic_percentage: 110 }
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
    {
      unfixable: true,
      bad: `name: wines
config: { served_entities: red }
`,
      good: `name: wines
config: { served_entities: [] }
`,
    },
  ],
  *check({ violations }) {
    for (const violation of violations) {
      const problem = wording(violation);
      if (problem) yield problem;
    }
  },
};

function wording(violation: Violation) {
  switch (violation.kind) {
    case "empty":
      return { range: violation.node, message: `${fieldOf(violation)} is empty; write a value or remove the field` };
    case "range":
      return range(violation);
    case "type":
      return unquoted(violation) === undefined ? type(violation) : undefined;
    default:
      return undefined;
  }
}

function range({ path, node, minimum, maximum, whole }: Extract<Violation, { kind: "range" }>) {
  const value = node.kind === "scalar" ? Number(node.value) : Number.NaN;
  const nearest = Math.min(maximum ?? value, Math.max(minimum ?? value, value));
  const allowed =
    minimum !== undefined && maximum !== undefined
      ? `from ${minimum} to ${maximum}`
      : minimum !== undefined
        ? `${minimum} or more`
        : `${maximum} at most`;
  const message = `${fieldOf({ path })} is ${value}; allowed are ${whole ? "whole " : ""}numbers ${allowed}`;
  return {
    range: node,
    message,
    fixes: [{ title: `Change to ${nearest}`, edits: [{ kind: "replace" as const, node, value: nearest }] }],
  };
}

const NOUNS: Readonly<Record<JsonType, string>> = {
  string: "a string",
  integer: "a whole number",
  number: "a number",
  boolean: "`true` or `false`",
  object: "an object",
  array: "a list",
};

function type(violation: TypeViolation) {
  const { node, expected } = violation;
  const message = `${fieldOf(violation)} is ${nounOf(node)}, and has to be ${NOUNS[expected]}`;
  return { range: head(node), message, fixes: conversions(violation) };
}

function nounOf(node: Node): string {
  if (node.kind !== "scalar") return NOUNS[node.kind];
  if (node.value === null) return "empty";
  if (typeof node.value === "boolean") return `\`${node.value}\``;
  if (typeof node.value === "number") return Number.isInteger(node.value) ? "a number" : "no whole number";
  return "a string";
}

function fieldOf({ path }: Pick<Violation, "path">): string {
  const key = path.findLast((step) => typeof step === "string");
  if (key === undefined) return "The config";
  return typeof path.at(-1) === "number" ? `An item of \`${key}\`` : `\`${key}\``;
}
