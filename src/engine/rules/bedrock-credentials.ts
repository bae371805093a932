// How Bedrock knows the caller: two keys, or an instance profile. A profile beside the model instead of in its block is told
// by `field-in-right-place`, one key in two forms by `one-credential`.
import { type Credential, credentialsIn, meantCredential, providerOf, referencesTo } from "../credentials.ts";
import { adding, head, removing, renaming } from "../fixes.ts";
import { type Problem, type Rule, WHOLE } from "../rule.ts";
import { givenEntry, type ObjectNode, valueAt } from "../tree.ts";
import { unknownKeysOf } from "../unknown-keys.ts";

export const bedrockCredentials: Rule = {
  id: "bedrock-credentials",
  severity: "error",
  summary: "A Bedrock model has the two AWS keys, or an instance profile",
  rationale: "The service authenticates to AWS in one of the two ways. A key under another name is not read at all.",
  reference: "https://docs.databricks.com/aws/en/generative-ai/external-models/",
  examples: [
    {
      bad: `name: chat
config:
  served_entities:
    - name: claude
      external_model:
        name: claude
        provider: amazon-bedrock
        task: llm/v1/chat
        amazon_bedrock_config:
          aws_region: eu-central-1
          bedrock_provider: anthropic
          bedrock_access_key_id: "{{secrets/aws/id}}"
          aws_secret_access_key: "{{secrets/aws/key}}"
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
          bedrock_provider: anthropic
          aws_access_key_id: "{{secrets/aws/id}}"
          aws_secret_access_key: "{{secrets/aws/key}}"
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
        amazon_bedrock_config:
          aws_region: eu-central-1
          bedrock_provider: anthropic
          aws_access_key_id: "{{secrets/aws/id}}"
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
          bedrock_provider: anthropic
          aws_access_key_id: "{{secrets/aws/id}}"
          aws_secret_access_key: "{{secrets/my-scope/aws-secret-access-key}}"
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
        amazon_bedrock_config:
          aws_region: eu-central-1
          bedrock_provider: anthropic
          instance_profile_arn: arn:aws:iam::123456789012:instance-profile/bedrock
          aws_access_key_id: "{{secrets/aws/id}}"
          aws_secret_access_key: "{{secrets/aws/key}}"
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
          bedrock_provider: anthropic
          aws_access_key_id: "{{secrets/aws/id}}"
          aws_secret_access_key: "{{secrets/aws/key}}"
`,
    },
  ],
  *check(endpoint) {
    const misspelt = unknownKeysOf(endpoint, "bedrock-credentials");
    for (const violation of misspelt) {
      const { entry } = violation;
      const to = meantCredential(violation);
      if (to === undefined) continue;
      const message = `\`${entry.key.value}\` is no field of \`${BLOCK}\`; did you mean \`${to}\`?`;
      yield { range: entry.key, message, fixes: [{ title: `Rename to \`${to}\``, edits: renaming(entry, to) }] };
    }
    for (const { node, external } of endpoint.entities) {
      const block = valueAt(external, BLOCK);
      if (block?.kind !== "object" || block.entries.length === 0 || providerOf(external)?.block !== BLOCK) continue;
      if (misspelt.some(({ object }) => object === block)) continue;
      yield* judge(block, WHOLE.includes(endpoint.shape) && !givenEntry(node, "instance_profile_arn"));
    }
  },
};

const BLOCK = "amazon_bedrock_config";

function* judge(block: ObjectNode, whole: boolean): Iterable<Problem> {
  const profile = givenEntry(block, "instance_profile_arn");
  const [given, missing] = partition(credentialsIn(block, BLOCK));
  if (profile) {
    if (given.length === 0) return;
    const keys = given.flatMap(({ reference, plaintext }) => [reference ?? [], plaintext ?? []].flat());
    const message = "`instance_profile_arn` and AWS keys cannot stand together; keep one of the two ways";
    const fixes = [
      { title: "Remove `instance_profile_arn`", edits: removing(block, [profile]) },
      { title: "Remove the AWS keys", edits: removing(block, keys) },
    ];
    return yield { range: profile.key, message, fixes };
  }
  if (!whole || missing.length === 0) return;
  const names = missing.map(({ field }) => field);
  const listed = names.map((name) => `\`${name}\``).join(" and ");
  const message =
    given.length === 0
      ? `Bedrock needs ${listed}, or \`instance_profile_arn\``
      : `${listed} is missing; the two AWS keys go together`;
  const range = given[0]?.reference?.key ?? given[0]?.plaintext?.key ?? head(block);
  yield {
    range,
    message,
    fixes: [{ title: `Insert ${listed}`, edits: adding(block, referencesTo(names)), safe: false }],
  };
}

function partition(credentials: readonly Credential[]): [given: Credential[], missing: Credential[]] {
  const isGiven = ({ reference, plaintext }: Credential) => (reference ?? plaintext) !== undefined;
  return [credentials.filter(isGiven), credentials.filter((credential) => !isGiven(credential))];
}
