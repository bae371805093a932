// Each credential of an external model in one form, and the one that its provider needs. Bedrock and Azure have choices of
// their own: see `bedrock-credentials` and `azure-openai-complete`; a block with nothing in it is `provider-config-matches`'.
import {
  blockOf,
  type Credential,
  credentialsIn,
  credentialsOf,
  meantCredential,
  providerOf,
  referencesTo,
} from "../credentials.ts";
import { adding, head, removing, renaming } from "../fixes.ts";
import { type Problem, type Rule, WHOLE } from "../rule.ts";
import { meantFields } from "../slips.ts";
import { givenEntry, type ObjectNode, stringOf, valueAt } from "../tree.ts";
import { unknownKeysOf } from "../unknown-keys.ts";

export const oneCredential: Rule = {
  id: "one-credential",
  severity: "error",
  summary: "An external model has the credential of its provider, in one form",
  rationale:
    "A key is given as a reference to a secret or as plain text. Without either the provider refuses every request; what the service does with both is not documented.",
  reference: "https://docs.databricks.com/aws/en/generative-ai/external-models/",
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
          openai_api_key: "{{secrets/scope/key}}"
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
          openai_api_key: "{{secrets/scope/key}}"
`,
    },
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
          openai_organization: my-organization
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
          openai_organization: my-organization
          openai_api_key: "{{secrets/my-scope/openai-api-key}}"
`,
    },
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
          api_key: "{{secrets/scope/key}}"
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
  ],
  *check(endpoint) {
    const misspelt = unknownKeysOf(endpoint, "one-credential");
    for (const violation of misspelt) {
      const { entry, path } = violation;
      const to = meantCredential(violation);
      if (to === undefined) continue;
      const message = `\`${entry.key.value}\` is no field of \`${path.at(-1)}\`; did you mean \`${to}\`?`;
      yield { range: entry.key, message, fixes: [{ title: `Rename to \`${to}\``, edits: renaming(entry, to) }] };
    }
    const isMeant = meantFields(endpoint);
    for (const { external } of endpoint.entities) {
      for (const credential of external ? credentialsOf(external) : []) yield* givenTwice(credential);
      const block = blockOf(external);
      if (block) yield* twoWays(block);
      if (!WHOLE.includes(endpoint.shape)) continue;
      for (const credential of neededOf(external)) {
        const { object, field } = credential;
        if (misspelt.some((key) => key.object === object) || isMeant(object, field)) continue;
        if (!isMeant(object, `${field}_plaintext`)) yield* missing(credential);
      }
    }
  },
};

function* givenTwice({ object, field, reference, plaintext }: Credential): Iterable<Problem> {
  if (reference === undefined || plaintext === undefined) return;
  const twin = plaintext.key.value;
  const message = `\`${field}\` and \`${twin}\` give the same credential; keep the reference`;
  yield {
    range: plaintext.key,
    message,
    fixes: [{ title: `Remove \`${twin}\``, edits: removing(object, [plaintext]) }],
  };
}

/** A custom provider authenticates by a key or by a token. */
function* twoWays(block: ObjectNode): Iterable<Problem> {
  const key = givenEntry(block, "api_key_auth");
  const token = givenEntry(block, "bearer_token_auth");
  if (key === undefined || token === undefined) return;
  const message = "`api_key_auth` and `bearer_token_auth` cannot stand together; keep one of them";
  const fixes = [token, key].map((entry) => ({
    title: `Remove \`${entry.key.value}\``,
    edits: removing(block, [entry]),
  }));
  yield { range: token.key, message, fixes };
}

function* missing({ object, field, reference, plaintext }: Credential): Iterable<Problem> {
  if (reference ?? plaintext) return;
  const message = `The credential is missing; write \`${field}\` as a reference \`{{secrets/<scope>/<key>}}\``;
  const edits = adding(object, referencesTo([field]));
  yield { range: head(object), message, fixes: [{ title: `Insert \`${field}\``, edits, safe: false }] };
}

/** The credentials that the model cannot do without; not those of Bedrock and Azure, which depend on more. */
function neededOf(external: ObjectNode | undefined): Credential[] {
  const block = blockOf(external);
  const key = providerOf(external)?.block;
  if (block === undefined || key === undefined || key === "amazon_bedrock_config") return [];
  const type = givenEntry(block, "openai_api_type")?.value;
  const own = type === undefined || stringOf(type) === "openai" ? credentialsIn(block, key).slice(0, 1) : [];
  const nested = ["api_key_auth", "bearer_token_auth"].flatMap((auth) => {
    const node = valueAt(block, auth);
    return node?.kind === "object" ? credentialsIn(node, auth) : [];
  });
  // Of two ways one is to go, whatever it lacks.
  return nested.length > 1 ? own : [...own, ...nested];
}
