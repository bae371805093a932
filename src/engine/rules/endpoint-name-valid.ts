// The name of an endpoint is part of its URL.
import { changing } from "../fixes.ts";
import type { Endpoint } from "../model.ts";
import { faultOf, legalName } from "../names.ts";
import type { Rule } from "../rule.ts";
import { stringOf, valueAt } from "../tree.ts";

export const endpointNameValid: Rule = {
  id: "endpoint-name-valid",
  severity: "error",
  summary:
    "The name of an endpoint is made of letters, digits, `-` and `_`, at most 63, and does not begin with `databricks-`",
  rationale:
    "The name is part of the endpoint's URL. Names that begin with `databricks-` are kept for the endpoints that Databricks provides.",
  reference: "https://docs.databricks.com/aws/en/machine-learning/model-serving/create-manage-serving-endpoints",
  examples: [
    {
      bad: "name: multi model (new)\nconfig: { served_entities: [] }\n",
      good: "name: multi-model-new\nconfig: { served_entities: [] }\n",
    },
    {
      bad: "name: databricks-multi-model\nconfig: { served_entities: [] }\n",
      good: "name: multi-model\nconfig: { served_entities: [] }\n",
    },
  ],
  *check(endpoint) {
    const name = nameNode(endpoint);
    const text = stringOf(name);
    if (name === undefined || text === undefined) return;
    const reserved = /^databricks-/i.test(text);
    const fault =
      faultOf(text) ?? (reserved ? "begins with `databricks-`, which is kept for Databricks' own" : undefined);
    if (fault === undefined) return;
    const legal = legalName(text.replace(/^(?:databricks-+)+/i, ""));
    yield { range: name, message: `The endpoint's name ${fault}`, fixes: legal ? [changing(name, legal)] : [] };
  },
};

/** The body of a config update may repeat the name, which the service then takes from the URL. */
function nameNode({ shape, node }: Endpoint) {
  return shape === "config-body" || shape === "ai-gateway-body" ? undefined : valueAt(node, "name");
}
