// Makes of a config as people send it the config as the service keeps it: quoted numbers read, output-only and unknown
// fields ignored, secrets forgotten, names and workload filled in. Whether the config makes sense is asked elsewhere
// (validate.ts).
import type { Route, ServedEntity } from "../../api/types.ts";
import { ours } from "../messages.ts";

/** One version of an endpoint's config, complete. */
export interface Config {
  readonly entities: readonly ServedEntity[];
  readonly routes: readonly Route[];
  /** The legacy inference table, where one is configured. */
  readonly autoCapture?: Fields;
}

/** Which of the kinds that must not share an endpoint. */
export type Kind = "custom" | "external" | "provisioned" | "foundation";

export type Fields = Readonly<Record<string, unknown>>;

/** What the service keeps of an entity and gives back; databricks-sdk-go, service/serving/model.go, ServedEntityOutput. */
const KEPT = [
  ...["name", "entity_name", "entity_version", "external_model", "workload_size", "workload_type"],
  ...["scale_to_zero_enabled", "environment_vars", "instance_profile_arn", "provisioned_model_units"],
  ...["min_provisioned_throughput", "max_provisioned_throughput"],
  ...["min_provisioned_concurrency", "max_provisioned_concurrency"],
];
/** Maps whose keys are the user's own words, not the service's. */
const USERS_OWN = new Set(["environment_vars"]);

const WHOLE = new Set([
  ...["traffic_percentage", "calls", "tokens", "provisioned_model_units"],
  ...["min_provisioned_throughput", "max_provisioned_throughput"],
  ...["min_provisioned_concurrency", "max_provisioned_concurrency"],
]);
const SWITCH = new Set(["enabled", "safety", "scale_to_zero_enabled", "route_optimized"]);
const TEXT = new Set(["entity_version", "model_version"]);

/** Reads a config; throws a `ServiceError` where a field has a shape that nothing can be made of. */
export function readConfig(body: unknown): Config {
  const { served_entities, served_models, traffic_config, auto_capture_config } = fieldsOf(readFields(body), "config");
  const written = served_entities ?? served_models ?? [];
  const entities = listOf(written, "served_entities").map((item) => completeEntity(fieldsOf(item, "served_entities")));
  const { routes } = fieldsOf(traffic_config ?? {}, "traffic_config");
  const config = { entities, routes: readRoutes(routes, entities) };
  return auto_capture_config === undefined
    ? config
    : { ...config, autoCapture: fieldsOf(auto_capture_config, "auto_capture_config") };
}

/**
 * A value with the service's leniency: `"90"` for 90 and `"true"` for true, as official samples write them; null is
 * absent; plaintext secrets are taken and never seen again.
 */
export function readFields(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(readFields);
  if (typeof value !== "object" || value === null) return value;
  const kept = Object.entries(value).filter(([key, field]) => field !== null && !key.endsWith("_plaintext"));
  return Object.fromEntries(kept.map(([key, field]) => [key, USERS_OWN.has(key) ? field : readField(key, field)]));
}

/** Which of the kinds that must not share an endpoint. */
export function kindOf(entity: ServedEntity): Kind {
  if (entity.external_model !== undefined) return "external";
  if (entity.foundation_model !== undefined) return "foundation";
  const provisioned = ["min_provisioned_throughput", "max_provisioned_throughput", "provisioned_model_units"];
  return provisioned.some((field) => entity[field] !== undefined) ? "provisioned" : "custom";
}

/**
 * The task an entity is queried with; undefined for a custom model. For models that Databricks hosts it is guessed from
 * the name.
 */
export function taskOf(entity: ServedEntity): string | undefined {
  if (entity.external_model !== undefined) return entity.external_model.task;
  if (kindOf(entity) === "custom") return undefined;
  return /bge|gte|embed/i.test(entity.entity_name ?? entity.name) ? "llm/v1/embeddings" : "llm/v1/chat";
}

export function fieldsOf(value: unknown, field: string): Fields {
  if (typeof value === "object" && value !== null && !Array.isArray(value)) return { ...value };
  throw ours.wrongType(field, "an object");
}

export function listOf(value: unknown, field: string): unknown[] {
  if (Array.isArray(value)) return value;
  throw ours.wrongType(field, "a list");
}

function readField(key: string, value: unknown): unknown {
  if (WHOLE.has(key)) return wholeNumber(key, value);
  if (SWITCH.has(key)) return truth(key, value);
  if (TEXT.has(key) && typeof value === "number") return String(value);
  return readFields(value);
}

function wholeNumber(key: string, value: unknown): number {
  const number = typeof value === "string" && value.trim() !== "" ? Number(value) : value;
  if (typeof number === "number" && Number.isInteger(number)) return number;
  throw ours.wrongType(key, "a whole number");
}

function truth(key: string, value: unknown): boolean {
  if (value === true || value === "true") return true;
  if (value === false || value === "false") return false;
  throw ours.wrongType(key, "true or false");
}

function completeEntity(sent: Fields): ServedEntity {
  const { model_name, model_version } = sent;
  const renamed: Fields = {
    ...(model_name === undefined ? {} : { entity_name: model_name }),
    ...(model_version === undefined ? {} : { entity_version: model_version }),
    ...sent,
  };
  const kept = Object.fromEntries(KEPT.filter((key) => renamed[key] !== undefined).map((key) => [key, renamed[key]]));
  for (const key of ["name", "entity_name", "entity_version", "workload_size", "workload_type"]) {
    if (kept[key] !== undefined && typeof kept[key] !== "string") throw ours.wrongType(key, "a string");
  }
  if (kept.external_model !== undefined) fieldsOf(kept.external_model, "external_model");
  const entity = kept as ServedEntity;
  return { ...entity, name: entity.name || defaultName(entity), ...workloadOf(entity) };
}

/**
 * External models take the model's name with dashes; others, as seen of the service, the last part of the registered
 * name and the version (documented is the whole name). For a feature spec, which has no version, the last part alone is
 * a guess.
 */
function defaultName({ external_model, entity_name, entity_version }: ServedEntity): string {
  if (external_model !== undefined) return String(external_model.name).replace(/[.:]/g, "-");
  const last = (entity_name ?? "").split(".").at(-1) ?? "";
  return entity_version ? `${last}-${entity_version}` : last;
}

/**
 * What the service fills in when nobody asked for a size. Provisioned models have been seen with a GPU nobody had sent.
 */
function workloadOf(entity: ServedEntity): Partial<ServedEntity> {
  const kind = kindOf(entity);
  if (kind === "external") return {};
  const sized = entity.workload_size !== undefined || entity.max_provisioned_concurrency !== undefined;
  return {
    workload_type: entity.workload_type ?? (kind === "provisioned" ? "GPU_MEDIUM" : "CPU"),
    scale_to_zero_enabled:
      entity.scale_to_zero_enabled ?? (kind === "provisioned" && entity.min_provisioned_throughput === 0),
    ...(sized ? {} : { workload_size: "Small" }),
  };
}

/** Both names of the entity in each route; all traffic to a single entity where no split is given. */
function readRoutes(routes: unknown, entities: readonly ServedEntity[]): Route[] {
  if (routes === undefined) return entities.length === 1 ? entities.map(({ name }) => routeTo(name, 100)) : [];
  return listOf(routes, "routes").map((item) => {
    const { served_entity_name, served_model_name, traffic_percentage } = fieldsOf(item, "routes");
    return routeTo(String(served_entity_name ?? served_model_name ?? ""), Number(traffic_percentage));
  });
}

export function routeTo(entity: string, share: number): Route {
  return { served_model_name: entity, served_entity_name: entity, traffic_percentage: share };
}
