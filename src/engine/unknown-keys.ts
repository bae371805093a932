// Whose finding an unknown key is. Several rules care about keys that the schema does not know; each asks here for its
// own, so that a key is reported once, by the rule that knows most about it.
import type { Endpoint } from "./model.ts";
import { nearest } from "./nearest.ts";
import { levelOf, placeOf, type UnknownKey } from "./places.ts";
import { entryOf } from "./tree.ts";

export type { UnknownKey } from "./places.ts";

/** The rule that reports a key. */
export type Owner =
  | "output-only-field"
  | "create-body-shape"
  | "bedrock-credentials"
  | "field-in-right-place"
  | "unknown-field";

/** The unknown keys that are the finding of `owner`, in the order of the schema's errors. */
export function unknownKeys(endpoint: Endpoint, owner: Owner): UnknownKey[] {
  return endpoint.violations.filter(
    (violation) => violation.kind === "unknown-key" && ownerOf(violation, endpoint) === owner,
  ) as UnknownKey[];
}

/** The field of the same object that an unknown key was meant to be, where one comes close. */
export function meantBy({ entry, object, known, path }: UnknownKey, endpoint: Endpoint): string | undefined {
  const word = entry.key.value;
  const free = known.filter((key) => !isSet(object, key));
  const alias = ALIASES[levelOf(path, endpoint)]?.[word];
  if (alias && free.includes(alias)) return alias;
  const related = free.filter((key) => continues(key, word) || continues(word, key));
  return nearest(word, free) ?? (related.length === 1 ? related[0] : undefined);
}

/** Some unknown key is `property` under a slip, or stands elsewhere and belongs into `object`: it is not missing too. */
export function isMeant(endpoint: Endpoint, property: string, object?: UnknownKey["object"]): boolean {
  return endpoint.violations.some((violation) => {
    if (violation.kind !== "unknown-key") return false;
    if (object === undefined || object === violation.object) {
      if (meantBy(violation, endpoint) === property) return true;
    }
    return violation.entry.key.value === property && placeOf(violation, endpoint) !== undefined;
  });
}

/** What people write at a level for a field whose name is not near. */
const ALIASES: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  routes: { name: "served_entity_name", entity_name: "served_entity_name", model_name: "served_model_name" },
};

/**
 * What only the service writes, by the level it stands at: the `…Output` and `…Detailed` types of the Go SDK
 * (databricks-sdk-go, service/serving/model.go), and more that has been seen in answers.
 */
const OUTPUT_ONLY: Readonly<Record<string, readonly string[]>> = {
  endpoint: [
    "creation_timestamp",
    "creator",
    "creator_display_name",
    "creator_kind",
    "data_plane_info",
    "effective_budget_policy_id",
    "endpoint_type",
    "endpoint_url",
    "id",
    "last_updated_timestamp",
    "pending_config",
    "permission_level",
    "state",
    "task",
  ],
  config: ["config_version", "start_time"],
  served_entities: ["creation_timestamp", "creator", "dbus", "foundation_model", "max_dbus", "min_dbus", "state", "type"],
  served_models: ["creation_timestamp", "creator", "state"],
  auto_capture_config: ["state"],
};

const CONFIG_FIELDS: readonly string[] = ["served_entities", "served_models", "traffic_config", "auto_capture_config"];

function ownerOf(violation: UnknownKey, endpoint: Endpoint): Owner {
  const key = violation.entry.key.value;
  const level = levelOf(violation.path, endpoint);
  if (OUTPUT_ONLY[level]?.includes(key)) return "output-only-field";
  if (level === "config" && key === "config") return "create-body-shape";
  if (level === "endpoint" && endpoint.config === endpoint.node && CONFIG_FIELDS.includes(key))
    return "create-body-shape";
  if (level === "amazon_bedrock_config" && isAwsKey(violation, endpoint)) return "bedrock-credentials";
  return placeOf(violation, endpoint) ? "field-in-right-place" : "unknown-field";
}

function isAwsKey(violation: UnknownKey, endpoint: Endpoint): boolean {
  const meant = meantBy(violation, endpoint) ?? violation.entry.key.value;
  return /access_key/.test(meant);
}

/** `scale_to_zero_enabled` continues `scale_to_zero`, and `traffic_percentage` continues `percentage`. */
function continues(long: string, short: string): boolean {
  return long.startsWith(`${short}_`) || long.endsWith(`_${short}`);
}

function isSet(object: UnknownKey["object"], key: string): boolean {
  const value = entryOf(object, key)?.value;
  return value !== undefined && !(value.kind === "scalar" && value.value === null);
}
