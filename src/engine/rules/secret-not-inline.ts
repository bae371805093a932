// Keys of providers written into the config itself. No message or fix of this rule ever shows one. A credential that also
// has a reference is told by `one-credential`, something meant as a reference by `secret-reference-valid`.
import { type Credential, credentialsOf, referencesTo, secretKind } from "../credentials.ts";
import type { Edit } from "../edit.ts";
import { renaming } from "../fixes.ts";
import type { Problem, Rule } from "../rule.ts";
import { type Node, stringOf } from "../tree.ts";

export const secretNotInline: Rule = {
  id: "secret-not-inline",
  severity: "warning",
  summary: "Keys stay in a secret scope; a config only refers to them",
  rationale:
    "A config is shared and kept in version control, and a key in it is everybody's. A `…_plaintext` field is allowed, and a warning; a key in a field for references is an error, for it is taken for a reference.",
  reference: "https://docs.databricks.com/aws/en/security/secrets/",
  examples: [
    {
      bad: `name: chat
config:
  served_entities:
    - name: gpt-4
      external_model:
        name: gpt-4
        provider: openai
        task: llm/v1/chat
        openai_config:
          openai_api_key_plaintext: my-key
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
          openai_api_key: "{{secrets/my-scope/openai-api-key}}"
`,
    },
    {
      bad: `name: chat
config:
  served_entities:
    - name: claude
      external_model:
        name: claude
        provider: anthropic
        task: llm/v1/chat
        anthropic_config:
          anthropic_api_key: my-key
`,
      good: `name: chat
config:
  served_entities:
    - name: claude
      external_model:
        name: claude
        provider: anthropic
        task: llm/v1/chat
        anthropic_config:
          anthropic_api_key: "{{secrets/my-scope/anthropic-api-key}}"
`,
    },
    {
      bad: `name: chat
config:
  served_entities:
    - name: claude
      external_model:
        name: claude
        provider: anthropic
        task: llm/v1/chat
        anthropic_config:
          anthropic_api_key_plaintext: "{{secrets/scope/key}}"
`,
      good: `name: chat
config:
  served_entities:
    - name: claude
      external_model:
        name: claude
        provider: anthropic
        task: llm/v1/chat
        anthropic_config:
          anthropic_api_key: "{{secrets/scope/key}}"
`,
    },
  ],
  *check({ entities }) {
    for (const { external } of entities) {
      for (const credential of external ? credentialsOf(external) : []) {
        const { reference, plaintext } = credential;
        if (reference && plaintext) continue;
        if (plaintext?.value) yield* inPlainText(credential, plaintext.value);
        if (reference?.value) yield* inReference(credential, reference.value);
      }
    }
  },
};

function* inPlainText({ field, plaintext }: Credential, node: Node): Iterable<Problem> {
  const text = stringOf(node);
  if (plaintext === undefined || text === undefined) return;
  const rename = renaming(plaintext, field);
  if (text.startsWith("{{secrets/")) {
    const message = `\`${plaintext.key.value}\` takes this reference for the key itself; write \`${field}\``;
    return yield { range: plaintext.key, message, fixes: [{ title: `Rename to \`${field}\``, edits: rename }] };
  }
  if (secretKind(text) === "unknown") return;
  const message = `\`${plaintext.key.value}\` holds the key itself; put it in a secret scope and refer to it by \`${field}\``;
  const edits = [...rename, toReference(field, node)];
  yield { range: node, message, fixes: [{ title: "Refer to a secret", edits, safe: false }] };
}

function* inReference({ field }: Credential, node: Node): Iterable<Problem> {
  const text = stringOf(node);
  if (text === undefined || secretKind(text) !== "key") return;
  const message = `\`${field}\` holds a key where a reference belongs; put it in a secret scope and write \`{{secrets/<scope>/<key>}}\``;
  const fix = { title: "Refer to a secret", edits: [toReference(field, node)], safe: false as const };
  yield { severity: "error", range: node, message, fixes: [fix] };
}

function toReference(field: string, node: Node): Edit {
  return { kind: "replace", node, value: referencesTo([field])[field] ?? null };
}
