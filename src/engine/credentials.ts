// The providers of external models: the block that configures each, and the credentials in it. Facts are those of
// ExternalModel in the Go SDK (databricks-sdk-go, service/serving/model.go) and of
// https://docs.databricks.com/aws/en/generative-ai/external-models/. Whether a secret exists is not known here.
import { LONGEST_SECRET_NAME } from "./limits.ts";
import { isTemplated } from "./model.ts";
import { nearest } from "./nearest.ts";
import { type Entry, givenEntry, type Json, type ObjectNode, stringOf, valueAt } from "./tree.ts";
import type { UnknownKey } from "./unknown-keys.ts";

export interface Provider {
  readonly name: string;
  readonly block: string;
  /** Fields that the block cannot do without, and what a fix writes for them. */
  readonly required: Readonly<Record<string, Json>>;
  /** What a fix writes to authenticate. */
  readonly credential: Readonly<Record<string, Json>>;
}

/** The credential fields of each object that has some. Each has a twin `<field>_plaintext` for the key itself. */
const CREDENTIALS: Readonly<Record<string, readonly string[]>> = {
  ai21labs_config: ["ai21labs_api_key"],
  amazon_bedrock_config: ["aws_access_key_id", "aws_secret_access_key"],
  anthropic_config: ["anthropic_api_key"],
  cohere_config: ["cohere_api_key"],
  api_key_auth: ["value"],
  bearer_token_auth: ["token"],
  databricks_model_serving_config: ["databricks_api_token"],
  google_cloud_vertex_ai_config: ["private_key"],
  openai_config: ["openai_api_key", "microsoft_entra_client_secret"],
  palm_config: ["palm_api_key"],
};

export const PROVIDERS: readonly Provider[] = [
  provider("ai21labs", "ai21labs_config"),
  provider("amazon-bedrock", "amazon_bedrock_config", { aws_region: "us-east-1", bedrock_provider: "anthropic" }),
  provider("anthropic", "anthropic_config"),
  provider("cohere", "cohere_config"),
  {
    name: "custom",
    block: "custom_provider_config",
    required: { custom_provider_url: "https://my-provider.example.com" },
    credential: { bearer_token_auth: referencesTo(["token"]) },
  },
  provider("databricks-model-serving", "databricks_model_serving_config", {
    databricks_workspace_url: "https://my-workspace.cloud.databricks.com",
  }),
  provider("google-cloud-vertex-ai", "google_cloud_vertex_ai_config", {
    project_id: "my-project",
    region: "us-central1",
  }),
  // The client secret is Azure's.
  { name: "openai", block: "openai_config", required: {}, credential: referencesTo(["openai_api_key"]) },
  provider("palm", "palm_config"),
];

function provider(name: string, block: string, required: Readonly<Record<string, Json>> = {}): Provider {
  return { name, block, required, credential: referencesTo(CREDENTIALS[block] ?? []) };
}

/** Fields with the references that a fix writes for them: well formed, and plainly somebody's to fill in. */
export function referencesTo(fields: readonly string[]): Record<string, Json> {
  return Object.fromEntries(fields.map((field) => [field, secretReference(field)]));
}

function secretReference(field: string): string {
  return `{{secrets/my-scope/${field.replaceAll("_", "-")}}}`;
}

/** The provider of an external model, where it is one that is known. */
export function providerOf(external: ObjectNode | undefined): Provider | undefined {
  const name = stringOf(valueAt(external, "provider"));
  return PROVIDERS.find((candidate) => candidate.name === name);
}

/** The block that the model's provider reads, where it stands there as an object that is not empty. */
export function blockOf(external: ObjectNode | undefined): ObjectNode | undefined {
  const block = valueAt(external, providerOf(external)?.block ?? "");
  return block?.kind === "object" && block.entries.length > 0 ? block : undefined;
}

/** One credential in its two forms. */
export interface Credential {
  readonly object: ObjectNode;
  readonly field: string;
  readonly reference: Entry | undefined;
  readonly plaintext: Entry | undefined;
}

/** Every credential that the blocks of a model may hold, whichever provider they belong to, given or not. */
export function credentialsOf(external: ObjectNode): Credential[] {
  return external.entries.flatMap(({ key, value }) => {
    if (value?.kind !== "object") return [];
    const nested = value.entries.flatMap((entry) =>
      entry.value?.kind === "object" ? credentialsIn(entry.value, entry.key.value) : [],
    );
    return [...credentialsIn(value, key.value), ...nested];
  });
}

/** The credentials of one object, by the key it stands under. */
export function credentialsIn(object: ObjectNode, key: string): Credential[] {
  const fields = Object.hasOwn(CREDENTIALS, key) ? (CREDENTIALS[key] ?? []) : [];
  return fields.map((field) => ({
    object,
    field,
    reference: givenEntry(object, field),
    plaintext: givenEntry(object, `${field}_plaintext`),
  }));
}

/**
 * The credential that an unknown key is meant for: the field that is nearest, or the one that has nothing yet and shares
 * the telling words. Undefined where the key tells of no credential.
 */
export function meantCredential({ object, entry, known, path }: UnknownKey): string | undefined {
  const key = entry.key.value.toLowerCase();
  const free = credentialsIn(object, String(path.at(-1)))
    .filter(({ reference, plaintext }) => !reference && !plaintext)
    .map(({ field }) => field);
  const stem = key.replace(/_plaintext$/, "");
  const near = nearest(stem, known);
  const field = near !== undefined && free.includes(near) ? near : sharingWords(stem, free);
  return field && key !== stem ? `${field}_plaintext` : field;
}

function sharingWords(stem: string, fields: readonly string[]): string | undefined {
  const words = new Set(stem.split("_"));
  if (fields.length === 1 && TELLING.some((word) => words.has(word))) return fields[0];
  const shared = (field: string) => field.split("_").filter((word) => words.has(word));
  const telling = fields.filter((field) => shared(field).some((word) => TELLING.includes(word)));
  return telling.sort((a, b) => shared(b).length - shared(a).length)[0];
}

const TELLING: readonly string[] = ["key", "token", "secret"];

const NAME = `[\\w.@-]{1,${LONGEST_SECRET_NAME}}`;
const WELL_FORMED = new RegExp(`^\\{\\{secrets/${NAME}/${NAME}\\}\\}$`);
const RECOVERABLE = new RegExp(`^[\\s{]*secrets?/(${NAME})/(${NAME})[\\s}]*$`);

/**
 * What a text in a field for secret references is. `unknown` is one that a variable completes; `malformed` is meant as a
 * reference; anything else is a `key`, which is never to be shown.
 */
export function secretKind(text: string): "reference" | "malformed" | "key" | "unknown" {
  if (text === "" || isTemplated(text) || /^\$[A-Za-z_]\w*$/.test(text)) return "unknown";
  if (WELL_FORMED.test(text)) return "reference";
  return /\{\{|\}\}|\bsecrets?[/.]/.test(text) ? "malformed" : "key";
}

/** The reference that a malformed one was meant for, where scope and key can be told. */
export function repairedReference(text: string): string | undefined {
  const [, scope, key] = RECOVERABLE.exec(text) ?? [];
  return scope !== undefined && key !== undefined ? `{{secrets/${scope}/${key}}}` : undefined;
}
