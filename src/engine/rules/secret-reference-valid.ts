// References to secrets that are meant as such and not well formed, in credentials and in environment variables. Whether
// the secret exists is the service's to say.
import { credentialsOf, repairedReference, secretKind } from "../credentials.ts";
import { changing } from "../fixes.ts";
import type { Entity } from "../model.ts";
import type { Rule } from "../rule.ts";
import { type Node, stringOf, valueAt } from "../tree.ts";

export const secretReferenceValid: Rule = {
  id: "secret-reference-valid",
  severity: "error",
  summary: "A reference to a secret has the form `{{secrets/<scope>/<key>}}`",
  rationale:
    "Anything else is not found, and in an environment variable it is passed on as it stands. Scopes and keys are made of letters, digits, `-`, `_`, `.` and `@`, at most 128.",
  reference: "https://docs.databricks.com/aws/en/machine-learning/model-serving/store-env-variable-model-serving",
  examples: [
    {
      unfixable: true,
      bad: `name: chat
config:
  served_entities:
    - name: gpt-4
      external_model: { name: gpt-4, provider: openai, task: llm/v1/chat, openai_config: { openai_api_key: "{{secrets/}}" } }
`,
      good: `name: chat
config:
  served_entities:
    - name: gpt-4
      external_model: { name: gpt-4, provider: openai, task: llm/v1/chat, openai_config: { openai_api_key: "{{secrets/scope/key}}" } }
`,
    },
    {
      bad: `name: multi-model
config:
  served_entities:
    - name: current
      entity_name: catalog.schema.model-A
      entity_version: "1"
      workload_size: Small
      scale_to_zero_enabled: true
      environment_vars: { TOKEN: "{secrets/scope/key}" }
`,
      good: `name: multi-model
config:
  served_entities:
    - name: current
      entity_name: catalog.schema.model-A
      entity_version: "1"
      workload_size: Small
      scale_to_zero_enabled: true
      environment_vars: { TOKEN: "{{secrets/scope/key}}" }
`,
    },
  ],
  *check({ entities }) {
    for (const entity of entities) {
      for (const { name, node } of referencesIn(entity)) {
        const text = stringOf(node);
        if (text === undefined || secretKind(text) !== "malformed") continue;
        const repaired = repairedReference(text);
        const message = `\`${name}\` holds no well-formed reference; write \`${repaired ?? "{{secrets/<scope>/<key>}}"}\``;
        yield { range: node, message, fixes: repaired ? [changing(node, repaired)] : [] };
      }
    }
  },
};

/** Whatever stands where a reference may. Most environment variables are plain text, and are no business of this rule. */
function* referencesIn({ node, external }: Entity): Iterable<{ name: string; node: Node }> {
  for (const { field, reference } of external ? credentialsOf(external) : [])
    if (reference?.value) yield { name: field, node: reference.value };
  const variables = valueAt(node, "environment_vars");
  if (variables?.kind !== "object") return;
  for (const { key, value } of variables.entries)
    if (value && mentionsSecret(value)) yield { name: key.value, node: value };
}

function mentionsSecret(value: Node | undefined): boolean {
  return /\{\s*secrets?\b/.test(stringOf(value) ?? "");
}
