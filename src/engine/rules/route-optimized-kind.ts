// Route optimisation is for custom models and feature specs only.
import { removing } from "../fixes.ts";
import { onlyKind } from "../kinds.ts";
import { type Rule, WHOLE } from "../rule.ts";
import { givenEntry } from "../tree.ts";

export const routeOptimizedKind: Rule = {
  id: "route-optimized-kind",
  severity: "error",
  shapes: WHOLE,
  summary: "Only endpoints of custom models and feature specs are route-optimized",
  rationale:
    "The optimised path leads to models that the endpoint itself runs. It is set when the endpoint is created and cannot be changed later.",
  reference: "https://docs.databricks.com/aws/en/machine-learning/model-serving/route-optimization",
  examples: [
    {
      bad: `name: gateway
route_optimized: true
config:
  served_entities:
    - name: gpt
      external_model: { name: gpt-4, provider: openai, task: llm/v1/chat, openai_config: { openai_api_key: "{{secrets/llm/openai}}" } }
`,
      good: `name: gateway
config:
  served_entities:
    - name: gpt
      external_model: { name: gpt-4, provider: openai, task: llm/v1/chat, openai_config: { openai_api_key: "{{secrets/llm/openai}}" } }
`,
    },
  ],
  *check(endpoint) {
    const { node } = endpoint;
    const entry = givenEntry(node, "route_optimized");
    const on = entry?.value?.kind === "scalar" && String(entry.value.value) === "true";
    const kind = onlyKind(endpoint);
    if (entry === undefined || !on || kind === undefined) return;
    const message = `\`route_optimized\` is for custom models and feature specs; this endpoint serves ${kind}`;
    yield { range: entry.key, message, fixes: [{ title: "Remove `route_optimized`", edits: removing(node, [entry]) }] };
  },
};
