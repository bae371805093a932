// How endpoints look on the wire: in full for one, as a summary in a list. Both twins of every list and both names of
// every route are written, as the service does.
import type { EndpointConfig, ServedEntity, ServingEndpoint } from "../api/types.ts";
import { taskOf } from "./config.ts";
import { type Attempt, type Deployed, ready, stateOf } from "./lifecycle.ts";
import type { Endpoint } from "./store.ts";

const CREATOR = "emulator@example.com";

/** GET of one endpoint. https://docs.databricks.com/api/workspace/servingendpoints/get */
export function detailed(endpoint: Endpoint): ServingEndpoint {
  const { active, pending } = endpoint.life;
  return {
    ...common(endpoint),
    ...(active === undefined
      ? {}
      : {
          config: configOf(
            active,
            active.config.entities.map((entity) => fullEntity(entity, active, ready)),
          ),
        }),
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

function common({ id, name, createdAt, updatedAt, life, fields, settings }: Endpoint): ServingEndpoint {
  const first = (life.active ?? life.pending)?.config.entities[0];
  const task = first && (settings[first.name]?.task ?? taskOf(first));
  return {
    description: "",
    ...fields,
    name,
    creator: CREATOR,
    creation_timestamp: createdAt,
    last_updated_timestamp: updatedAt,
    state: stateOf(life),
    id,
    ...(task === undefined ? {} : { task }),
  };
}

function pendingOf(attempt: Attempt): EndpointConfig {
  const entities = attempt.config.entities.map((entity) => fullEntity(entity, attempt, attempt.progress[entity.name]));
  return { start_time: attempt.startedAt, ...configOf(attempt, entities) };
}

function configOf({ version, config }: Deployed, entities: ServedEntity[]): EndpointConfig {
  return {
    ...config.rest,
    ...twins(entities),
    config_version: version,
    traffic_config: { routes: [...config.routes] },
  };
}

function fullEntity(entity: ServedEntity, { startedAt }: Deployed, state: ServedEntity["state"]): ServedEntity {
  return { ...entity, ...(state === undefined ? {} : { state }), creator: CREATOR, creation_timestamp: startedAt };
}

function briefEntity({ name, entity_name, entity_version, external_model }: ServedEntity): ServedEntity {
  return {
    name,
    ...(entity_name === undefined ? {} : { entity_name }),
    ...(entity_version === undefined ? {} : { entity_version }),
    ...(external_model === undefined ? {} : { external_model }),
  };
}

/** External models have no older twin in the official SDK's types; on the wire that is UNCERTAIN. */
function twins(served_entities: ServedEntity[]): { served_models: unknown[]; served_entities: ServedEntity[] } {
  const registered = served_entities.filter(({ external_model }) => external_model === undefined);
  const served_models = registered.map(({ entity_name: model_name, entity_version: model_version, ...rest }) => ({
    ...rest,
    model_name,
    model_version,
  }));
  return { served_models, served_entities };
}
