// Makes of a config as people send it the config as the service keeps it: quoted numbers read, output-only fields
// ignored, secrets forgotten, names and workload filled in. Whether the config makes sense is asked elsewhere
// (validate.ts).
import type { Route, ServedEntity } from "../api/types.ts";
import { ours, seen } from "./messages.ts";

/** One version of an endpoint's config, complete. */
export interface Config {
  readonly entities: readonly ServedEntity[];
  readonly routes: readonly Route[];
  /** Whatever else stands beside the two lists, such as `auto_capture_config`. */
  readonly rest: Readonly<Record<string, unknown>>;
}

/** Which request a config comes in; an update must say more than a create. */
export type Shape = "create" | "config";

export type Kind = "custom" | "external" | "provisioned";

type Fields = Record<string, unknown>;

const OUTPUT_ONLY = new Set([
  "config_version",
  "creation_timestamp",
  "creator",
  "foundation_model",
  "start_time",
  "state",
]);
/** Taken, and never seen again: databricks/cli, bundle/direct/dresources/resources.yml. */
const WRITE_ONLY = new Set(["burst_scaling_enabled"]);
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
export function readConfig(body: unknown, shape: Shape): Config {
  const { name: _, served_entities, served_models, traffic_config, ...rest } = objectOf(readFields(body), "config");
  const written =
    served_entities === undefined
      ? listOf(served_models ?? [], "served_models")
      : listOf(served_entities, "served_entities");
  const entities = written.map((item) => completeEntity(objectOf(item, "served_entities"), shape));
  const { routes } = objectOf(traffic_config ?? {}, "traffic_config");
  return { entities, routes: readRoutes(routes, entities), rest };
}

/**
 * A value with the service's leniency: `"90"` for 90 and `"true"` for true, as official samples write them; null is
 * absent; output-only, write-only and plaintext secret fields are dropped.
 */
export function readFields(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(readFields);
  if (typeof value !== "object" || value === null) return value;
  const kept = Object.entries(value).filter(
    ([key, field]) => field !== null && !OUTPUT_ONLY.has(key) && !WRITE_ONLY.has(key) && !key.endsWith("_plaintext"),
  );
  return Object.fromEntries(kept.map(([key, field]) => [key, USERS_OWN.has(key) ? field : readField(key, field)]));
}

/** Which of the kinds that must not share an endpoint. */
export function kindOf(entity: ServedEntity): Kind {
  if (entity.external_model !== undefined) return "external";
  const provisioned = ["min_provisioned_throughput", "max_provisioned_throughput", "provisioned_model_units"];
  return provisioned.some((field) => entity[field] !== undefined) ? "provisioned" : "custom";
}

/**
 * The task an entity is queried with; undefined for a custom model. For provisioned models it is guessed from the name.
 */
export function taskOf(entity: ServedEntity): string | undefined {
  if (entity.external_model !== undefined) return entity.external_model.task;
  if (kindOf(entity) === "custom") return undefined;
  return /bge|gte|embed/i.test(entity.entity_name ?? "") ? "llm/v1/embeddings" : "llm/v1/chat";
}

export function objectOf(value: unknown, field: string): Fields {
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

function completeEntity({ model_name, model_version, ...fields }: Fields, shape: Shape): ServedEntity {
  const renamed = {
    ...(model_name === undefined ? {} : { entity_name: model_name }),
    ...(model_version === undefined ? {} : { entity_version: model_version }),
    ...fields,
  };
  for (const key of ["name", "entity_name", "entity_version", "workload_size", "workload_type"]) {
    const value = (renamed as Fields)[key];
    if (value !== undefined && typeof value !== "string") throw ours.wrongType(key, "a string");
  }
  if ("external_model" in renamed) objectOf(renamed.external_model, "external_model");
  const entity = renamed as ServedEntity;
  // Seen on updates of custom models only (databricks/terraform-provider-databricks, issue 4064).
  const switchable = kindOf(entity) === "custom" && entity.entity_version !== undefined;
  if (shape === "config" && switchable && entity.scale_to_zero_enabled === undefined) throw seen.scaleToZeroUndefined();
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
  const {
    workload_type,
    min_provisioned_throughput: lowest,
    scale_to_zero_enabled = kind === "provisioned" && lowest === 0,
  } = entity;
  const sized = entity.workload_size !== undefined || entity.max_provisioned_concurrency !== undefined;
  return {
    workload_type: workload_type ?? (kind === "provisioned" ? "GPU_MEDIUM" : "CPU"),
    scale_to_zero_enabled,
    ...(sized ? {} : { workload_size: "Small" }),
  };
}

/** Both names of the entity in each route; all traffic to a single entity where no split is given. */
function readRoutes(routes: unknown, entities: readonly ServedEntity[]): Route[] {
  const [only, ...others] = entities;
  if (routes === undefined) return only === undefined || others.length > 0 ? [] : [routeTo(only.name, 100)];
  return listOf(routes, "routes").map((item) => {
    const { served_entity_name, served_model_name, traffic_percentage } = objectOf(item, "routes");
    return routeTo(String(served_entity_name ?? served_model_name ?? ""), Number(traffic_percentage));
  });
}

function routeTo(entity: string, share: number): Route {
  return { served_model_name: entity, served_entity_name: entity, traffic_percentage: share };
}
