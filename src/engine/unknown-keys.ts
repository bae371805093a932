// Who reports a key that the schema does not know. Several rules know something about such keys; the one that knows most
// speaks and the others are silent, so that one mistake is one finding.
import { meantCredential, PROVIDERS, providerOf } from "./credentials.ts";
import type { Endpoint } from "./model.ts";
import { OUTPUT_ONLY } from "./output-only.ts";
import { levelOf, placeOf } from "./places.ts";
import type { Violation } from "./schema.ts";
import { givenEntry, type ObjectNode, valueAt } from "./tree.ts";

export type UnknownKey = Extract<Violation, { kind: "unknown-key" }>;

/** The rule that reports a key. */
export type Owner =
  | "create-body-shape"
  | "output-only-field"
  | "served-models-deprecated"
  | "provider-config-matches"
  | "one-credential"
  | "bedrock-credentials"
  | "field-in-right-place"
  | "unknown-field";

/** The unknown keys that are the finding of `owner`. */
export function unknownKeysOf(endpoint: Endpoint, owner: Owner): readonly UnknownKey[] {
  const owned = OWNED.get(endpoint) ?? byOwner(endpoint);
  OWNED.set(endpoint, owned);
  return owned.get(owner) ?? [];
}

/** Every owner asks, and one look at each key answers all of them. */
const OWNED = new WeakMap<Endpoint, ReadonlyMap<Owner, readonly UnknownKey[]>>();

function byOwner(endpoint: Endpoint): ReadonlyMap<Owner, readonly UnknownKey[]> {
  const owned = new Map<Owner, UnknownKey[]>();
  for (const violation of endpoint.violations) {
    if (violation.kind !== "unknown-key") continue;
    const owner = ownerOf(violation, endpoint);
    const keys = owned.get(owner) ?? [];
    keys.push(violation);
    owned.set(owner, keys);
  }
  return owned;
}

function ownerOf(violation: UnknownKey, endpoint: Endpoint): Owner {
  const { object, entry, path } = violation;
  const key = entry.key.value;
  const level = levelOf(path, endpoint);
  if (isMiswrapped(endpoint, object, key)) return "create-body-shape";
  if (Object.hasOwn(OUTPUT_ONLY, level) && OUTPUT_ONLY[level]?.has(key)) return "output-only-field";
  if (level === "served_models" && NEWER_KEYS.has(key)) return "served-models-deprecated";
  if (level === "external_model" && meantBlock(object, key)) return "provider-config-matches";
  if (isForeignBlock(violation, endpoint)) return "provider-config-matches";
  if (meantCredential(violation)) return level === "amazon_bedrock_config" ? "bedrock-credentials" : "one-credential";
  return placeOf(violation, endpoint) ? "field-in-right-place" : "unknown-field";
}

/** Entities written in today's way under the old list's name: the name is the mistake. */
const NEWER_KEYS: ReadonlySet<string> = new Set(["entity_name", "entity_version", "external_model"]);

/** The fields of a config. */
const CONFIG_KEYS: readonly string[] = ["served_entities", "served_models", "traffic_config", "auto_capture_config"];

/** A config that lacks its wrapper, or has one too many. */
function isMiswrapped({ shape, node, config }: Endpoint, object: ObjectNode, key: string): boolean {
  const body = shape === "config-body";
  if (key === "config") return body ? object === node : object === config;
  return !body && object === node && config === node && CONFIG_KEYS.includes(key);
}

/** The block of another provider is told as a whole: what is wrong in it depends on which of the two is meant. */
function isForeignBlock({ path }: UnknownKey, { node }: Endpoint): boolean {
  const level = path.at(-1);
  const external = valueAt(node, ...path.slice(0, -1));
  if (path.at(-2) !== "external_model" || external?.kind !== "object") return false;
  const own = providerOf(external)?.block;
  return own !== undefined && own !== level && PROVIDERS.some(({ block }) => block === level);
}

/** The block that the model's provider lacks, where an unknown key of the model is meant for it. */
export function meantBlock(external: ObjectNode, key: string): string | undefined {
  const block = providerOf(external)?.block;
  const others = PROVIDERS.some((provider) => givenEntry(external, provider.block));
  if (block === undefined || others) return undefined;
  const value = givenEntry(external, key)?.value;
  return value?.kind === "object" || key.endsWith("_config") ? block : undefined;
}
