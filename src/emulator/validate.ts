// What is refused with 400 before a config is taken: first in the service's words where they are known, then by the
// engine's errors, so that the emulator and the editor agree on what is wrong.
import type { Route, ServedEntity } from "../api/types.ts";
import { lint } from "../engine/index.ts";
import { kindOf, objectOf, readConfig, type Shape } from "./config.ts";
import { ours, seen } from "./messages.ts";

/**
 * Reasons to refuse a request body, the most telling one first; none where it is fine. May throw a `ServiceError` where
 * the body cannot even be read.
 */
export type Check = (body: unknown, shape: Shape) => string[];

export const check: Check = (body, shape) => [...structuralReasons(body, shape), ...engineReasons(body, shape)];

/** What the engine calls an error the service refuses; the wording is the engine's. */
function engineReasons(body: unknown, shape: Shape): string[] {
  const { findings } = lint(JSON.stringify(body), "json", {
    shape: shape === "create" ? "create-body" : "config-body",
  });
  return findings.filter(({ severity }) => severity === "error").map(({ message }) => message);
}

/** What the rest of the emulator must be able to rely on. */
function structuralReasons(body: unknown, shape: Shape): Iterable<string> {
  const fields = objectOf(body, "body");
  return shape === "config" ? configReasons(fields, shape) : createReasons(fields);
}

/** Seen of the service (databricks-agents, deployments module); its documentation says 10. */
const MOST_ENTITIES = 15;

/** https://docs.databricks.com/machine-learning/model-serving/create-manage-serving-endpoints for the names. */
function* createReasons({ name, config, ...flat }: Record<string, unknown>): Generator<string> {
  const reserved = typeof name === "string" && name.startsWith("databricks-");
  if (typeof name !== "string" || !/^[\w-]{1,63}$/.test(name) || reserved) yield ours.badName(String(name ?? ""));
  if (flat.served_entities !== undefined || flat.served_models !== undefined) yield ours.flatBody;
  if (config !== undefined && config !== null) yield* configReasons(objectOf(config, "config"), "create");
}

function* configReasons(config: Record<string, unknown>, shape: Shape): Generator<string> {
  if (Array.isArray(config.served_entities) && Array.isArray(config.served_models)) yield ours.bothLists;
  const { entities, routes, rest } = readConfig(config, shape);
  yield* entityReasons(entities);
  yield* routeReasons(entities, routes);
  if (rest.auto_capture_config !== undefined) {
    if (objectOf(rest.auto_capture_config, "auto_capture_config").enabled !== false) yield seen.legacyInferenceTable;
  }
}

function* entityReasons(entities: readonly ServedEntity[]): Generator<string> {
  if (entities.length === 0) yield ours.noEntities;
  if (entities.length > MOST_ENTITIES) yield seen.tooManyEntities(MOST_ENTITIES);
  for (const { name, entity_name, external_model } of entities) {
    if (!/^[\w-]{1,63}$/.test(name)) yield ours.badEntityName(name);
    if (entity_name === undefined && external_model === undefined) yield ours.noModel(name);
    if (entity_name !== undefined && external_model !== undefined) yield ours.twoModels(name);
  }
  for (const name of repeated(entities.map((entity) => entity.name))) yield ours.nameTwice(name);
  const models = entities.filter((entity) => entity.entity_name !== undefined);
  for (const model of repeated(
    models.map(({ entity_name, entity_version = "" }) => `${entity_name} ${entity_version}`),
  )) {
    yield seen.servedTwice(model.trim());
  }
  if (new Set(entities.map(kindOf)).size > 1) yield ours.mixedKinds;
}

function* routeReasons(entities: readonly ServedEntity[], routes: readonly Route[]): Generator<string> {
  if (entities.length > 1 && routes.length === 0) return yield ours.noRoutes;
  for (const { served_entity_name: name = "", traffic_percentage: share } of routes) {
    if (!entities.some((entity) => entity.name === name)) yield ours.unknownRoute(name);
    if (!(share >= 0 && share <= 100)) yield ours.badShare(name);
  }
  const total = routes.reduce((sum, { traffic_percentage }) => sum + traffic_percentage, 0);
  if (entities.length > 0 && total !== 100) yield ours.wrongTotal(total);
}

function repeated(names: readonly string[]): Set<string> {
  return new Set(names.filter((name, index) => names.indexOf(name) !== index));
}
