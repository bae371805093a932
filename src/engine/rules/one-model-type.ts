// Custom models, models of provisioned throughput and external models do not share an endpoint.
import type { Entity, EntityKind } from "../model.ts";
import type { Rule } from "../rule.ts";

export const oneModelType: Rule = {
  id: "one-model-type",
  severity: "error",
  summary: "All served entities of an endpoint are of one type",
  rationale:
    "An endpoint serves custom models, or foundation models with provisioned throughput, or external models. The service refuses a mixture, and traffic cannot be split across types.",
  reference:
    "https://docs.databricks.com/aws/en/machine-learning/model-serving/serve-multiple-models-to-serving-endpoint",
  examples: [
    {
      unfixable: true,
      bad: `name: multi-model
config:
  served_entities:
    - { name: current, entity_name: catalog.schema.model-A, entity_version: "1", workload_size: Small, scale_to_zero_enabled: true }
    - name: gpt-4
      external_model: { name: gpt-4, provider: openai, task: llm/v1/chat, openai_config: { openai_api_key: "{{secrets/scope/key}}" } }
  traffic_config:
    routes:
      - { served_entity_name: current, traffic_percentage: 90 }
      - { served_entity_name: gpt-4, traffic_percentage: 10 }
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
  ],
  *check({ entities }) {
    const told = entities.filter(({ kind }) => kind !== "unknown");
    const [first] = told;
    const departing = told.find(({ kind }) => kind !== first?.kind);
    if (first === undefined || departing === undefined) return;
    const message = `${describe(first)} and ${describe(departing, true)} cannot share an endpoint; give each type an endpoint of its own`;
    yield { range: departing.evidence?.key ?? departing.node, message };
  },
};

const NOUNS: Readonly<Record<Exclude<EntityKind, "unknown">, string>> = {
  custom: "custom model",
  "provisioned-throughput": "provisioned-throughput model",
  external: "external model",
};

function describe({ kind, name }: Entity, inMid = false): string {
  const noun = kind === "unknown" ? "model" : NOUNS[kind];
  const start = inMid ? noun : noun[0]?.toUpperCase() + noun.slice(1);
  return name === undefined ? start : `${start} \`${name}\``;
}
