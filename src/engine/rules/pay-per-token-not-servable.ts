// An endpoint that Databricks provides is no model that another endpoint could serve.
import { isTemplated } from "../model.ts";
import { isPayPerToken } from "../pay-per-token.ts";
import type { Rule } from "../rule.ts";
import { stringOf } from "../tree.ts";

export const payPerTokenNotServable: Rule = {
  id: "pay-per-token-not-servable",
  severity: "error",
  summary: "A served entity is a model, not one of the pay-per-token endpoints of Databricks",
  rationale:
    "`databricks-…` names an endpoint that is there already. Query it as it is, serve a model of `system.ai` with provisioned throughput, or put a gateway before it as an external model.",
  reference: "https://docs.databricks.com/aws/en/machine-learning/foundation-model-apis/",
  examples: [
    {
      unfixable: true,
      bad: `name: llama
config:
  served_entities:
    - { name: llama, entity_name: databricks-meta-llama-3-3-70b-instruct, entity_version: "1", workload_size: Small, scale_to_zero_enabled: true }
`,
      good: `name: llama
config:
  served_entities:
    - name: llama
      external_model:
        name: databricks-meta-llama-3-3-70b-instruct
        provider: databricks-model-serving
        task: llm/v1/chat
        databricks_model_serving_config:
          databricks_workspace_url: https://my-workspace.cloud.databricks.com
          databricks_api_token: "{{secrets/scope/key}}"
`,
    },
  ],
  *check({ entities }) {
    for (const { modelNode, kind } of entities) {
      const model = stringOf(modelNode);
      if (modelNode === undefined || model === undefined || kind === "external") continue;
      if (isTemplated(model) || !isPayPerToken(model)) continue;
      const message = `\`${model}\` is an endpoint of Databricks, not a model that can be served; name a model of \`system.ai\`, or write an \`external_model\` with the provider \`databricks-model-serving\``;
      yield { range: modelNode, message };
    }
  },
};
