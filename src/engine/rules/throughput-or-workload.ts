// Provisioned throughput sizes foundation models, the workload fields size custom ones, and nothing sizes an external one.
import { removing } from "../fixes.ts";
import { wholeNumberOf } from "../model.ts";
import type { Rule } from "../rule.ts";
import { type Entry, givenEntry, type ObjectNode } from "../tree.ts";

export const throughputOrWorkload: Rule = {
  id: "throughput-or-workload",
  severity: "warning",
  summary: "An entity has provisioned throughput or a workload size, not both",
  rationale:
    "Which of the two the service goes by is not documented, and clients see a difference at every deployment. For an external model, throughput is an error.",
  reference:
    "https://docs.databricks.com/aws/en/machine-learning/foundation-model-apis/deploy-prov-throughput-foundation-model-apis",
  examples: [
    {
      bad: `name: llama
config:
  served_entities:
    - name: llama
      entity_name: system.ai.llama_v3_1_8b_instruct
      entity_version: "1"
      workload_size: Small
      min_provisioned_throughput: 0
      max_provisioned_throughput: 980
`,
      good: `name: llama
config:
  served_entities:
    - name: llama
      entity_name: system.ai.llama_v3_1_8b_instruct
      entity_version: "1"
      min_provisioned_throughput: 0
      max_provisioned_throughput: 980
`,
    },
    {
      bad: `name: multi-model
config:
  served_entities:
    - name: current
      entity_name: catalog.schema.model-A
      entity_version: "1"
      min_provisioned_throughput: 0
      max_provisioned_throughput: 0
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
    {
      bad: `name: chat
config:
  served_entities:
    - name: gpt-4
      max_provisioned_throughput: 0
      external_model: { name: gpt-4, provider: openai, task: llm/v1/chat, openai_config: { openai_api_key: "{{secrets/scope/key}}" } }
`,
      good: `name: chat
config:
  served_entities:
    - name: gpt-4
      external_model: { name: gpt-4, provider: openai, task: llm/v1/chat, openai_config: { openai_api_key: "{{secrets/scope/key}}" } }
`,
    },
  ],
  *check({ entities }) {
    for (const { node } of entities) {
      const throughput = given(node, THROUGHPUT);
      const workload = given(node, WORKLOAD);
      const [first] = throughput;
      const [size] = workload;
      if (first === undefined) continue;
      const withoutThroughput = { title: `Remove ${named(throughput)}`, edits: removing(node, throughput) };
      if (givenEntry(node, "external_model")) {
        const message = `\`${first.key.value}\` does not go with \`external_model\`, which runs at its provider; remove it`;
        yield { severity: "error", range: first.key, message, fixes: [withoutThroughput] };
      } else if (size) {
        const none = throughput.every(({ value }) => wholeNumberOf(value) === 0);
        const withoutWorkload = { title: `Remove ${named(workload)}`, edits: removing(node, workload) };
        const message = `\`${first.key.value}\` and \`${size.key.value}\` both tell the capacity; keep the throughput for a foundation model, the workload for a custom one`;
        const fixes = none ? [withoutThroughput, withoutWorkload] : [withoutWorkload, withoutThroughput];
        yield { range: none ? first.key : size.key, message, fixes };
      }
    }
  },
};

const THROUGHPUT = ["min_provisioned_throughput", "max_provisioned_throughput", "provisioned_model_units"];
const WORKLOAD = ["workload_size", "workload_type", "min_provisioned_concurrency", "max_provisioned_concurrency"];

/** In the order of the text. */
function given(node: ObjectNode, keys: readonly string[]): Entry[] {
  return node.entries.filter(({ key }) => keys.includes(key.value) && givenEntry(node, key.value));
}

function named(entries: readonly Entry[]): string {
  return entries.map(({ key }) => `\`${key.value}\``).join(" and ");
}
