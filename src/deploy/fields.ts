// What the service does with single fields, as tables: which it answers but never reads, which it reads but never
// answers, which it fills by itself. Sources: the official Go SDK (databricks-sdk-go, service/serving/model.go), the
// drift rules of the official CLI (databricks/cli, bundle/direct/dresources/resources.yml) and the Terraform provider
// (serving/resource_model_serving.go).
import type { ServedEntity } from "../api/types.ts";
import { isObject, type JsonObject } from "./json.ts";

/** Answered, and ignored in a request. The last names of each list come from observed answers, not from the schema. */
export const outputOnly = {
  endpoint: new Set([
    ...["id", "creator", "creation_timestamp", "last_updated_timestamp", "state", "pending_config", "permission_level"],
    ...["task", "endpoint_url", "data_plane_info"],
    ...["endpoint_type", "creator_display_name", "creator_kind", "effective_budget_policy_id", "usage_policy_id"],
  ]),
  config: new Set(["config_version", "start_time"]),
  entity: new Set([
    ...["state", "creator", "creation_timestamp", "foundation_model"],
    ...["type", "dbus", "min_dbus", "max_dbus"],
  ]),
} as const;

/** Fields by the type the service wants, for documents that write them otherwise: `"90"`, `"true"`, a bare version. */
export const fieldTypes = {
  number: new Set([
    ...["traffic_percentage", "min_provisioned_concurrency", "max_provisioned_concurrency", "calls", "tokens"],
    ...["min_provisioned_throughput", "max_provisioned_throughput", "provisioned_model_units", "sampling_fraction"],
  ]),
  boolean: new Set(["scale_to_zero_enabled", "burst_scaling_enabled", "enabled", "route_optimized", "safety"]),
  text: new Set(["entity_version", "model_version", "key", "value"]),
} as const;

/** What a served entity may say; anything else in an answer is newer than this table. */
export const entityFields: ReadonlySet<string> = new Set([
  ...["name", "entity_name", "entity_version", "external_model", "environment_vars", "instance_profile_arn"],
  ...["workload_size", "workload_type", "scale_to_zero_enabled", "burst_scaling_enabled", "provisioned_model_units"],
  ...["min_provisioned_concurrency", "max_provisioned_concurrency"],
  ...["min_provisioned_throughput", "max_provisioned_throughput"],
]);

export const configFields: ReadonlySet<string> = new Set([
  ...["served_entities", "served_models", "traffic_config", "auto_capture_config"],
]);

/**
 * What the service puts in a config where nothing was said (Terraform provider; SDK comments for `openai_*`). Here
 * `enabled` is that of `auto_capture_config`.
 */
export const defaults: JsonObject = {
  workload_type: "CPU",
  workload_size: "Small",
  scale_to_zero_enabled: false,
  min_provisioned_throughput: 0,
  max_provisioned_throughput: 0,
  instance_profile_arn: "",
  environment_vars: {},
  enabled: true,
  openai_api_type: "openai",
  openai_api_base: "https://api.openai.com/v1",
};

/** Taken once, when the endpoint is created, or never answered: no difference to act upon later. */
export const notCompared: Readonly<Record<string, string>> = {
  description: "no documented route changes it after creation",
  budget_policy_id: "the service never returns it, and no documented route changes it after creation",
  rate_limits: "deprecated and never returned; use `ai_gateway.rate_limits`",
  telemetry_config: "it is sent when the endpoint is created and not changed afterwards",
};

export function isExternal(entity: ServedEntity): boolean {
  return entity.external_model !== undefined;
}

/** Provisioned throughput, in tokens per second or in model units. A maximum of 0 is how an answer says "none". */
export function isProvisioned(entity: ServedEntity): boolean {
  const amounts = [
    entity.min_provisioned_throughput,
    entity.max_provisioned_throughput,
    entity.provisioned_model_units,
  ];
  return amounts.some((amount) => typeof amount === "number" && amount > 0);
}

/**
 * Why a workload field of this entity is the service's own invention, or undefined where it counts. Provisioned
 * throughput was observed to come back with a size and a GPU type nobody sent, and with a changing scale to zero
 * (terraform-provider-databricks #5467); an external model must not have these fields in a request (SDK).
 */
export function inventedReason(entity: ServedEntity, field: string): string | undefined {
  if (!["workload_size", "workload_type", "scale_to_zero_enabled"].includes(field)) return undefined;
  if (isProvisioned(entity)) return "the service fills it by itself for provisioned throughput";
  if (isExternal(entity)) return "an external model has no workload";
  const concurrency = entity.min_provisioned_concurrency ?? entity.max_provisioned_concurrency;
  return field === "workload_size" && concurrency !== undefined
    ? "the provisioned concurrency decides the size"
    : undefined;
}

/** Read by the service and never answered (CLI drift rules): it cannot be compared, and a copy of an answer loses it. */
export function isWriteOnly(field: string): boolean {
  return field === "burst_scaling_enabled" || isPlaintext(field);
}

export function isPlaintext(field: string): boolean {
  return field.endsWith("_plaintext");
}

/** The fields that identify the caller to a model's provider, by the SDK's provider configs. */
const credentialFields: ReadonlySet<string> = new Set([
  ...["ai21labs_api_key", "anthropic_api_key", "cohere_api_key", "openai_api_key", "palm_api_key"],
  ...["aws_access_key_id", "instance_profile_arn", "databricks_api_token", "private_key"],
  ...["microsoft_entra_client_secret", "value", "token"],
]);

/** Whether a provider's config holds a credential, in either form. */
export function hasCredential(provider: JsonObject): boolean {
  return Object.entries(provider).some(([key, value]) =>
    isObject(value) ? hasCredential(value) : credentialFields.has(key) || isPlaintext(key),
  );
}
