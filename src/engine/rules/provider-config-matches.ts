// The one block that configures an external model is that of its provider. An empty block that lacks required fields is
// told by `required-field`, a provider that no list knows by `allowed-value`.
import { credentialsIn, PROVIDERS, type Provider, providerOf } from "../credentials.ts";
import type { Fix } from "../finding.ts";
import { adding, removing, renaming } from "../fixes.ts";
import { type Problem, type Rule, WHOLE } from "../rule.ts";
import { meantFields } from "../slips.ts";
import { type Entry, entryOf, givenEntry, type ObjectNode, valueAt } from "../tree.ts";
import { meantBlock, unknownKeysOf } from "../unknown-keys.ts";

export const providerConfigMatches: Rule = {
  id: "provider-config-matches",
  severity: "error",
  summary: "An external model has exactly the config block of its provider",
  rationale: "The service reads the block that goes with `provider`, and refuses a model without it or with several.",
  reference: "https://docs.databricks.com/aws/en/generative-ai/external-models/",
  examples: [
    {
      bad: `name: chat
config:
  served_entities:
    - name: claude
      external_model:
        name: claude
        provider: anthropic
        task: llm/v1/chat
        openai_config:
          anthropic_api_key: "{{secrets/scope/key}}"
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
    {
      bad: `name: chat
config:
  served_entities:
    - name: gpt-4
      external_model:
        name: gpt-4
        provider: anthropic
        task: llm/v1/chat
        openai_config:
          openai_api_key: "{{secrets/scope/key}}"
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
        openai_config: { openai_api_key: "{{secrets/scope/key}}" }
        palm_config: { palm_api_key: "{{secrets/scope/key}}" }
`,
      good: `name: chat
config:
  served_entities:
    - name: gpt-4
      external_model:
        name: gpt-4
        provider: openai
        task: llm/v1/chat
        openai_config: { openai_api_key: "{{secrets/scope/key}}" }
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
        openai_config: {}
`,
      good: `name: chat
config:
  served_entities:
    - name: gpt-4
      external_model:
        name: gpt-4
        provider: openai
        task: llm/v1/chat
        openai_config: { openai_api_key: "{{secrets/my-scope/openai-api-key}}" }
`,
    },
    {
      bad: `name: chat
config:
  served_entities:
    - name: claude
      external_model:
        name: claude
        provider: amazon-bedrock
        task: llm/v1/chat
        bedrock_config:
          aws_region: eu-central-1
          bedrock_provider: Anthropic
          instance_profile_arn: arn:aws:iam::123456789012:instance-profile/bedrock
`,
      good: `name: chat
config:
  served_entities:
    - name: claude
      external_model:
        name: claude
        provider: amazon-bedrock
        task: llm/v1/chat
        amazon_bedrock_config:
          aws_region: eu-central-1
          bedrock_provider: Anthropic
          instance_profile_arn: arn:aws:iam::123456789012:instance-profile/bedrock
`,
    },
  ],
  *check(endpoint) {
    const misspelt = unknownKeysOf(endpoint, "provider-config-matches");
    for (const { object, entry } of misspelt) {
      const block = meantBlock(object, entry.key.value);
      // Fields of its own in the block of another provider: it is the block that is told.
      if (block === undefined) continue;
      const message = `\`${entry.key.value}\` is no config of a provider; write \`${block}\``;
      yield { range: entry.key, message, fixes: [{ title: `Rename to \`${block}\``, edits: renaming(entry, block) }] };
    }
    const isMeant = meantFields(endpoint);
    for (const { external } of endpoint.entities) {
      const provider = providerOf(external);
      if (external === undefined || provider === undefined) continue;
      if (misspelt.some(({ object }) => object === external) || isMeant(external, provider.block)) continue;
      yield* foreignBlocks(external, provider);
      if (WHOLE.includes(endpoint.shape)) yield* missingBlock(external, provider);
    }
  },
};

function* foreignBlocks(external: ObjectNode, provider: Provider): Iterable<Problem> {
  const { name, block } = provider;
  const foreign = PROVIDERS.flatMap((other) => (other === provider ? [] : (givenEntry(external, other.block) ?? [])));
  const [only, second] = foreign;
  if (only && !second && !givenEntry(external, block)) {
    const message = `\`${only.key.value}\` does not go with the provider \`${name}\`, which reads \`${block}\``;
    return yield { range: only.key, message, fixes: reconciled(external, only, provider) };
  }
  for (const entry of foreign) {
    const { key } = entry;
    const message = `\`${key.value}\` does not go with the provider \`${name}\`; remove it`;
    yield { range: key, message, fixes: [{ title: `Remove \`${key.value}\``, edits: removing(external, [entry]) }] };
  }
}

/** Where the block holds the provider's own credential it is misnamed; else it is the provider that does not fit. */
function reconciled(external: ObjectNode, entry: Entry, provider: Provider): Fix[] {
  const meant = PROVIDERS.find(({ block }) => block === entry.key.value);
  const node = valueAt(external, "provider");
  const fixes: Fix[] = [{ title: `Rename to \`${provider.block}\``, edits: renaming(entry, provider.block) }];
  if (node && meant) {
    const edits = [{ kind: "replace" as const, node, value: meant.name }];
    fixes.push({ title: `Change the provider to \`${meant.name}\``, edits });
  }
  const credentials = entry.value?.kind === "object" ? credentialsIn(entry.value, provider.block) : [];
  const fits = credentials.some(({ reference, plaintext }) => reference ?? plaintext);
  return fits ? fixes : fixes.toReversed();
}

function* missingBlock(external: ObjectNode, { name, block, required, credential }: Provider): Iterable<Problem> {
  if (PROVIDERS.some((other) => other.block !== block && givenEntry(external, other.block))) return;
  const value = givenEntry(external, block)?.value;
  const isEmpty = value?.kind === "object" && value.entries.length === 0 && Object.keys(required).length === 0;
  if (givenEntry(external, block) && !isEmpty) return;
  const written = entryOf(external, block)?.key;
  const message = `\`${block}\` is ${written ? "empty" : "missing"}; the provider \`${name}\` has its credentials there`;
  const edits = adding(external, { [block]: { ...required, ...credential } });
  const range = written ?? valueAt(external, "provider") ?? external;
  yield { range, message, fixes: [{ title: `Write \`${block}\``, edits, safe: false }] };
}
