// A document's body as the request it stands for: one list of served entities, one name per route, numbers as numbers,
// the service's own fields gone. It does not judge the config, that is the engine's; it only refuses what has no
// meaning as a request.
import type { EndpointConfig, Route, ServedEntity } from "../api/types.ts";
import type { Shape } from "../engine/index.ts";
import { NotDeployable } from "./errors.ts";
import { fieldTypes, outputOnly } from "./fields.ts";
import { isObject, type JsonObject, without } from "./json.ts";

/** Something that is in the file or live, and is neither sent nor a difference. */
export interface Ignored {
  /** Keys from the endpoint down; a served entity, route or tag by its name. */
  readonly path: readonly string[];
  readonly reason: string;
}

/** What the endpoint is wanted to be. What is absent here is left as it is. */
export interface Desired {
  readonly name: string;
  readonly config: EndpointConfig | undefined;
  /** The create body's other fields: `tags`, `ai_gateway`, … */
  readonly rest: JsonObject;
  readonly ignored: readonly Ignored[];
}

/** For the bundle tool alone: permissions have routes of their own, and by id. */
const bundleOnly: Readonly<Record<string, string>> = {
  permissions: "permissions are not deployed from here; `databricks bundle deploy` sets them",
  lifecycle: "only the bundle tool reads it",
};

/**
 * The request that a body stands for. A name given here goes before the body's own.
 * Throws `NotDeployable` where there is no name, a variable is not resolved, or a list holds something else.
 */
export function desiredFrom(body: JsonObject, shape: Shape, name?: string): Desired {
  refuseVariables(body, []);
  const plain = normalised(body);
  const wanted = name ?? plain.name;
  if (typeof wanted !== "string" || wanted === "") throw nameless(shape);
  if (shape === "config-body") return { name: wanted, config: configFrom(plain), rest: {}, ignored: [] };

  const { name: _, config, ...rest } = plain;
  if (config !== undefined && !isObject(config)) throw misshapen("config", "an object");
  const dropped = Object.keys(rest).filter((key) => outputOnly.endpoint.has(key) || key in bundleOnly);
  return {
    name: wanted,
    config: config && configFrom(config),
    rest: without(rest, new Set(dropped)),
    ignored: dropped.map((key) => ({ path: [key], reason: bundleOnly[key] ?? "only the service sets it" })),
  };
}

/**
 * The name that the service gives a served entity without one: the external model's name with `.` and `:` as `-`, else
 * the last part of the model's name, `-`, and the version. The SDK documents the whole entity name instead of its last
 * part; answers show the last part. For a feature spec, which has no version, UNCERTAIN: here its last part alone.
 */
export function defaultEntityName(entity: JsonObject): string | undefined {
  const { external_model: external, entity_name: model, entity_version: version } = entity;
  if (isObject(external)) {
    return typeof external.name === "string" ? external.name.replaceAll(/[.:]/g, "-") : undefined;
  }
  if (typeof model !== "string") return undefined;
  const last = model.slice(model.lastIndexOf(".") + 1);
  return version === undefined || version === "" ? last : `${last}-${version}`;
}

function configFrom(body: JsonObject): EndpointConfig {
  const { served_models: models, served_entities: entities = models, traffic_config: traffic, ...rest } = body;
  const served = entities === undefined ? undefined : objects(entities, "served_entities").map(entityFrom);
  const { name: _, ...kept } = without(rest, outputOnly.config);
  const capture = kept.auto_capture_config;
  return {
    ...kept,
    ...(isObject(capture) && { auto_capture_config: without(capture, new Set(["state"])) }),
    ...(served && { served_entities: served }),
    ...trafficFrom(traffic, served),
  };
}

function entityFrom(body: JsonObject, index: number): ServedEntity {
  const { model_name: oldName, model_version: oldVersion, ...rest } = without(body, outputOnly.entity);
  const entity: Record<string, unknown> = {
    ...(oldName !== undefined && { entity_name: oldName }),
    ...(oldVersion !== undefined && { entity_version: oldVersion }),
    ...rest,
  };
  const name = entity.name ?? defaultEntityName(entity);
  if (typeof name === "string") return { ...entity, name };
  throw misshapen(`served_entities[${index}]`, "a model, an external model or a name");
}

function trafficFrom(
  body: unknown,
  served: readonly ServedEntity[] | undefined,
): Pick<EndpointConfig, "traffic_config"> {
  const [only, second] = served ?? [];
  const whole = only && !second ? { routes: [{ served_entity_name: only.name, traffic_percentage: 100 }] } : undefined;
  if (body === undefined) return whole ? { traffic_config: whole } : {};
  if (!isObject(body)) throw misshapen("traffic_config", "an object");
  const { routes, ...rest } = body;
  if (routes === undefined) return { traffic_config: { ...rest, ...whole } };
  return { traffic_config: { ...rest, routes: objects(routes, "traffic_config.routes").map(routeFrom) } };
}

function routeFrom(body: JsonObject, index: number): Route {
  const { served_model_name: oldName, served_entity_name: name = oldName, traffic_percentage: share, ...rest } = body;
  const path = `traffic_config.routes[${index}]`;
  if (typeof name !== "string") throw misshapen(path, "the name of a served entity");
  if (typeof share !== "number") throw misshapen(`${path}.traffic_percentage`, "a number");
  return { ...rest, served_entity_name: name, traffic_percentage: share };
}

/** A copy without nulls, with values of the type that their field has. */
function normalised(value: JsonObject): Record<string, unknown> {
  const present = Object.entries(value).filter(([, item]) => item !== null);
  return Object.fromEntries(
    present.map(([key, item]) => [key, key === "environment_vars" ? texts(item) : normalisedItem(key, item)]),
  );
}

function normalisedItem(key: string, value: unknown): unknown {
  if (Array.isArray(value)) return value.filter((item) => item !== null).map((item) => normalisedItem("", item));
  if (isObject(value)) return normalised(value);
  if (typeof value === "string") {
    if (fieldTypes.number.has(key) && /^-?\d+(\.\d+)?$/.test(value)) return Number(value);
    if (fieldTypes.boolean.has(key) && /^(true|false)$/i.test(value)) return value.toLowerCase() === "true";
    return value;
  }
  return fieldTypes.text.has(key) ? String(value) : value;
}

/** Environment variables are a map of the user's own keys to texts. */
function texts(value: unknown): unknown {
  if (!isObject(value)) return value;
  const present = Object.entries(value).filter(([, item]) => item !== null);
  return Object.fromEntries(present.map(([key, item]) => [key, isObject(item) ? item : String(item)]));
}

/** An unresolved `${…}` would be sent as these very characters. A shell-like one is legal in an environment variable. */
function refuseVariables(value: unknown, path: readonly string[]): void {
  if (typeof value === "string") {
    const variable = (path.includes("environment_vars") ? bundleVariable : anyVariable).exec(value)?.[0];
    if (variable === undefined) return;
    throw new NotDeployable(
      `\`${path.join(".")}\` holds \`${variable}\`, which has no value here`,
      "Deploy with `databricks bundle deploy`, or write the value into the document",
    );
  }
  if (typeof value !== "object" || value === null) return;
  for (const [key, item] of Object.entries(value)) refuseVariables(item, [...path, key]);
}

const anyVariable = /\$\{[^}]*\}/;
const bundleVariable = /\$\{(var|bundle|workspace|resources|artifacts)\.[^}]*\}/;

function objects(value: unknown, path: string): JsonObject[] {
  if (Array.isArray(value) && value.every(isObject)) return value;
  throw misshapen(path, "a list of objects");
}

function misshapen(path: string, wanted: string): NotDeployable {
  return new NotDeployable(`\`${path}\` should be ${wanted}`, "Correct what the document's findings point at");
}

function nameless(shape: Shape): NotDeployable {
  return shape === "config-body"
    ? new NotDeployable("A config body does not say which endpoint it is for", "Choose the endpoint")
    : new NotDeployable("The document has no `name`", "Add the endpoint's `name`");
}
