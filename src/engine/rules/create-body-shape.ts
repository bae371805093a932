// The wrapper `config`: a create body has it around its served entities, the body of a config update has not.
import type { Fix } from "../finding.ts";
import { removing } from "../fixes.ts";
import type { Endpoint } from "../model.ts";
import type { Rule } from "../rule.ts";
import { type Entry, entryValue, type Json, type ObjectNode } from "../tree.ts";
import { unknownKeysOf } from "../unknown-keys.ts";

export const createBodyShape: Rule = {
  id: "create-body-shape",
  severity: "error",
  summary: "Served entities stand under `config` in a create body, and at the top of a config update",
  rationale:
    "The service reads the two bodies differently. With the wrapper missing or doubled the endpoint is refused, or made without what it should serve.",
  reference: "https://docs.databricks.com/api/workspace/servingendpoints/create",
  examples: [
    {
      bad: `served_entities:
  - name: gpt-4
    external_model:
      name: gpt-4
      provider: openai
      task: llm/v1/chat
      openai_config:
        openai_api_key: "{{secrets/scope/key}}"
name: chat
`,
      good: `name: chat
config:
  served_entities:
    - name: gpt-4
      external_model:
        name: gpt-4
        provider: openai
        task: llm/v1/chat
        openai_config:
          openai_api_key: "{{secrets/scope/key}}"
`,
    },
    {
      bad: `name: multi-model
config:
  config:
    served_entities:
      - name: current
        entity_name: catalog.schema.model-A
        entity_version: "1"
        workload_size: Small
        scale_to_zero_enabled: true
`,
      good: `name: multi-model
config:
  served_entities:
    - name: current
      entity_name: catalog.schema.model-A
      entity_version: "1"
      workload_size: Small
      scale_to_zero_enabled: true
`,
    },
  ],
  *check(endpoint) {
    const keys = unknownKeysOf(endpoint, "create-body-shape");
    const doubled = keys.find(({ entry }) => entry.key.value === "config");
    if (doubled) {
      const { object, entry } = doubled;
      const message = `\`config\` stands inside ${object === endpoint.node ? "the body of a config update" : "`config`"}; its fields belong one level up`;
      return yield { range: entry.key, message, fixes: unwrap(object, entry) };
    }
    const [first] = keys;
    if (first === undefined) return;
    const strays = keys.map(({ entry }) => entry);
    const message = `\`${first.entry.key.value}\` stands at the top; an endpoint has it under \`config\``;
    yield { range: first.entry.key, message, fixes: wrap(endpoint, strays) };
  },
};

function wrap({ node }: Endpoint, strays: readonly Entry[]): Fix[] {
  const insert = { kind: "insert" as const, into: node, key: "config", value: jsonOf(strays) };
  return [{ title: "Wrap in `config`", edits: [...removing(node, strays), insert] }];
}

function unwrap(outer: ObjectNode, entry: Entry): Fix[] {
  const { value: inner } = entry;
  if (inner?.kind !== "object") return [];
  const value = jsonOf([...outer.entries.filter((other) => other !== entry), ...inner.entries]);
  return [{ title: "Take out the inner `config`", edits: [{ kind: "replace", node: outer, value }] }];
}

function jsonOf(entries: readonly Entry[]): Json {
  return Object.fromEntries(entries.map((entry) => [entry.key.value, entryValue(entry)]));
}
