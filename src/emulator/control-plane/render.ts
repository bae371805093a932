// How endpoints look on the wire: in full for one, as a summary in a list. Both twins of every list and both names of
// every route are written, as the service does.
import type { EndpointConfig, ServedEntity, ServingEndpoint } from "../../api/types.ts";
import { USER } from "../user.ts";
import { kindOf, taskOf } from "../workspace/config.ts";
import type { Endpoint } from "../workspace/endpoint.ts";
import { type Attempt, activeState, type Deployed, stateOf } from "../workspace/lifecycle.ts";

/**
 * GET of one endpoint; `idle` as in `activeState`. https://docs.databricks.com/api/workspace/servingendpoints/get
 */
export function detailed(endpoint: Endpoint, now: number, idle: number): ServingEndpoint {
  const { life } = endpoint;
  const { active, pending } = life;
  const entities = active?.config.entities.map((entity) =>
    fullEntity(entity, active, activeState(life, entity, now, idle)),
  );
  return {
    ...common(endpoint),
    ...(active === undefined || entities === undefined ? {} : { config: configOf(active, entities) }),
    ...(pending === undefined ? {} : { pending_config: pendingOf(pending) }),
    permission_level: "CAN_MANAGE",
    route_optimized: endpoint.fields.route_optimized === true,
  };
}

/**
 * An item of a list: no split, no pending config, little of each entity.
 * https://docs.databricks.com/api/workspace/servingendpoints/list
 */
export function summary(endpoint: Endpoint): ServingEndpoint {
  const { route_optimized: _, email_notifications: __, ...item } = common(endpoint);
  const { active } = endpoint.life;
  if (active === undefined) return item;
  const { served_entities, served_models } = twins(active.config.entities.map(briefEntity));
  return { ...item, config: { served_entities, served_models } };
}

function common({ id, name, createdAt, updatedAt, life, fields, hidden, settings }: Endpoint): ServingEndpoint {
  const first = (life.active ?? life.pending)?.config.entities[0];
  const kind = first && kindOf(first);
  const task = first && (settings[first.name]?.task ?? taskOf(first));
  const type = kind && ENDPOINT_TYPES[kind];
  return {
    description: "",
    ...fields,
    name,
    // Those that Databricks provides have nobody.
    creator: kind === "foundation" ? "" : USER.name,
    creation_timestamp: createdAt,
    last_updated_timestamp: updatedAt,
    state: stateOf(life),
    id,
    ...(hidden.budget_policy_id === undefined ? {} : { effective_budget_policy_id: hidden.budget_policy_id }),
    ...(task === undefined ? {} : { task }),
    ...(type === undefined ? {} : { endpoint_type: type }),
  };
}

/** Seen in answers of the service; what it says of other kinds is UNCERTAIN, so nothing is said. */
const ENDPOINT_TYPES: Readonly<Record<string, string>> = {
  external: "EXTERNAL_MODEL",
  foundation: "FOUNDATION_MODEL_API",
};

function pendingOf(attempt: Attempt): EndpointConfig {
  const entities = attempt.config.entities.map((entity) => fullEntity(entity, attempt, attempt.progress[entity.name]));
  return { start_time: attempt.startedAt, ...configOf(attempt, entities) };
}

function configOf({ version, config }: Deployed, entities: ServedEntity[]): EndpointConfig {
  return {
    ...(config.autoCapture === undefined ? {} : { auto_capture_config: config.autoCapture }),
    ...twins(entities),
    config_version: version,
    traffic_config: { routes: [...config.routes] },
  };
}

function fullEntity(entity: ServedEntity, { startedAt }: Deployed, state: ServedEntity["state"]): ServedEntity {
  const creator = kindOf(entity) === "foundation" ? "" : USER.name;
  return { ...entity, ...(state === undefined ? {} : { state }), creator, creation_timestamp: startedAt };
}

function briefEntity({
  name,
  entity_name,
  entity_version,
  external_model,
  foundation_model,
}: ServedEntity): ServedEntity {
  return {
    name,
    ...(entity_name === undefined ? {} : { entity_name }),
    ...(entity_version === undefined ? {} : { entity_version }),
    ...(external_model === undefined ? {} : { external_model }),
    ...(foundation_model === undefined ? {} : { foundation_model }),
  };
}

/** Only registered models have an older twin in the official SDK's types; on the wire that is UNCERTAIN. */
function twins(served_entities: ServedEntity[]): { served_models: unknown[]; served_entities: ServedEntity[] } {
  const registered = served_entities.filter(({ entity_name }) => entity_name !== undefined);
  const served_models = registered.map(({ entity_name: model_name, entity_version: model_version, ...rest }) => ({
    ...rest,
    model_name,
    model_version,
  }));
  return { served_models, served_entities };
}
