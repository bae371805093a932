// All external models of an endpoint do the same task. A task that no list knows is told by `allowed-value`.
import { changing } from "../fixes.ts";
import { isTemplated } from "../model.ts";
import type { Rule } from "../rule.ts";
import { stringOf, valueAt } from "../tree.ts";

export const externalModelsShareTask: Rule = {
  id: "external-models-share-task",
  severity: "error",
  summary: "All external models of an endpoint have the same task",
  rationale: "Traffic goes to any of them, so all have to understand the same request.",
  reference:
    "https://docs.databricks.com/aws/en/machine-learning/model-serving/serve-multiple-models-to-serving-endpoint",
  examples: [
    {
      bad: `name: chat
config:
  served_entities:
    - name: gpt-4
      external_model: { name: gpt-4, provider: openai, task: llm/v1/chat, openai_config: { openai_api_key: "{{secrets/scope/key}}" } }
    - name: claude
      external_model: { name: claude, provider: anthropic, task: llm/v1/completions, anthropic_config: { anthropic_api_key: "{{secrets/scope/key}}" } }
  traffic_config:
    routes:
      - { served_entity_name: gpt-4, traffic_percentage: 50 }
      - { served_entity_name: claude, traffic_percentage: 50 }
`,
      good: `name: chat
config:
  served_entities:
    - name: gpt-4
      external_model: { name: gpt-4, provider: openai, task: llm/v1/chat, openai_config: { openai_api_key: "{{secrets/scope/key}}" } }
    - name: claude
      external_model: { name: claude, provider: anthropic, task: llm/v1/chat, anthropic_config: { anthropic_api_key: "{{secrets/scope/key}}" } }
  traffic_config:
    routes:
      - { served_entity_name: gpt-4, traffic_percentage: 50 }
      - { served_entity_name: claude, traffic_percentage: 50 }
`,
    },
  ],
  *check({ entities, violations }) {
    const doubted = new Set(violations.flatMap((violation) => (violation.kind === "value" ? violation.node : [])));
    const tasks = entities.flatMap(({ external, name }) => {
      const node = valueAt(external, "task");
      const task = stringOf(node);
      const told = node?.kind === "scalar" && !doubted.has(node) && task && !isTemplated(task);
      return told ? [{ node, task, name }] : [];
    });
    const [first] = tasks;
    for (const { node, task } of tasks) {
      if (first === undefined || task === first.task) continue;
      const whose = first.name === undefined ? "the first external model" : `\`${first.name}\``;
      const message = `The task is \`${task}\`, and that of ${whose} is \`${first.task}\`; external models of one endpoint share a task`;
      yield { range: node, message, fixes: [changing(node, first.task)] };
    }
  },
};
