// Names and number of the environment variables of a served entity. References to secrets in them are told elsewhere.
import { MOST_ENVIRONMENT_VARIABLES } from "../limits.ts";
import { isTemplated } from "../model.ts";
import type { Rule } from "../rule.ts";
import { givenEntry } from "../tree.ts";

export const environmentVariables: Rule = {
  id: "environment-variables",
  severity: "warning",
  summary: "Environment variables have names in upper case, and are at most 30",
  rationale:
    "Upper-case letters, digits and `_`, no digit first: so Databricks' own agent package has it, and whether the service refuses other names is not documented. More than 30 are refused.",
  reference: "https://docs.databricks.com/aws/en/machine-learning/model-serving/store-env-variable-model-serving",
  examples: [
    {
      unfixable: true,
      bad: `name: multi-model
config:
  served_entities:
    - name: current
      entity_name: catalog.schema.model-A
      entity_version: "1"
      workload_size: Small
      scale_to_zero_enabled: true
      environment_vars: { log-level: debug }
`,
      good: `name: multi-model
config:
  served_entities:
    - name: current
      entity_name: catalog.schema.model-A
      entity_version: "1"
      workload_size: Small
      scale_to_zero_enabled: true
      environment_vars: { LOG_LEVEL: debug }
`,
    },
  ],
  *check({ entities }) {
    for (const { node } of entities) {
      const list = givenEntry(node, "environment_vars");
      if (list?.value?.kind !== "object") continue;
      const { entries } = list.value;
      if (entries.length > MOST_ENVIRONMENT_VARIABLES) {
        const message = `${entries.length} environment variables, and a served entity takes ${MOST_ENVIRONMENT_VARIABLES} at most`;
        yield { severity: "error", range: list.key, message };
      }
      for (const { key } of entries) {
        if (isTemplated(key.value) || /^[A-Z_][A-Z0-9_]*$/.test(key.value)) continue;
        const message = `\`${key.value}\` is no name that Databricks' own tools allow; use upper-case letters, digits and \`_\`, no digit first`;
        yield { range: key, message };
      }
    }
  },
};
