// Fields that the service writes and never reads, by the object they stand in. The last names of each line come from
// observed answers, the others from the Go SDK (databricks-sdk-go, service/serving/model.go, the …Output structs).

const ENDPOINT = [
  ...["id", "creator", "creation_timestamp", "last_updated_timestamp", "state", "pending_config", "permission_level"],
  ...["task", "endpoint_url", "data_plane_info"],
  ...["endpoint_type", "creator_display_name", "creator_kind", "effective_budget_policy_id", "usage_policy_id"],
];
const ENTITY = [
  ...["state", "creator", "creation_timestamp", "foundation_model"],
  ...["type", "dbus", "min_dbus", "max_dbus"],
];

/** By the key that the object, or the list it is in, stands under; `endpoint` is the top. */
export const OUTPUT_ONLY: Readonly<Record<string, ReadonlySet<string>>> = {
  endpoint: new Set(ENDPOINT),
  config: new Set(["config_version", "start_time"]),
  served_entities: new Set(ENTITY),
  served_models: new Set(ENTITY),
  auto_capture_config: new Set(["state"]),
};
