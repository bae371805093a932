// Reads endpoints out of answers, tolerantly: what this version does not know is kept, a list that is absent is empty.
// Only what cannot be an endpoint at all is an error.
import { Unreadable } from "./errors.ts";
import { isRecord } from "./json.ts";
import type { EndpointConfig, EndpointState, ServingEndpoint } from "./types.ts";

/** The endpoint in an answer; throws `Unreadable` where there is none. */
export function readEndpoint(answer: unknown, call: string): ServingEndpoint {
  if (!isRecord(answer) || typeof answer.name !== "string") throw new Unreadable("The answer holds no endpoint", call);
  const { config, pending_config, state, ...rest } = answer;
  return {
    ...rest,
    name: answer.name,
    state: readState(state),
    // A never deployed endpoint has been seen with `config: null`.
    ...(isRecord(config) ? { config: readConfig(config) } : {}),
    ...(isRecord(pending_config) ? { pending_config: readConfig(pending_config) } : {}),
  };
}

/** The endpoints in the answer to a list; the key is absent where there are none. */
export function readEndpoints(answer: unknown, call: string): ServingEndpoint[] {
  const list = isRecord(answer) ? (answer.endpoints ?? []) : undefined;
  if (!Array.isArray(list)) throw new Unreadable("The answer holds no list of endpoints", call);
  return list.map((item) => readEndpoint(item, call));
}

/**
 * Prose examples of the service's documentation call `config_update` by the name `update_state`
 * (https://docs.databricks.com/machine-learning/model-serving/manage-serving-endpoints), its API reference does not:
 * both are read.
 */
function readState(state: unknown): EndpointState {
  const { ready, config_update, update_state, ...rest } = isRecord(state) ? state : {};
  return {
    ...rest,
    ready: typeof ready === "string" ? ready : "NOT_READY",
    config_update: [config_update, update_state].find((value) => typeof value === "string") ?? "NOT_UPDATING",
  };
}

function readConfig(config: Record<string, unknown>): EndpointConfig {
  const { served_entities, traffic_config, ...rest } = config;
  return {
    ...rest,
    served_entities: Array.isArray(served_entities) ? served_entities : [],
    // Summaries have no split at all, which is not the same as an empty one.
    ...(isRecord(traffic_config)
      ? {
          traffic_config: {
            ...traffic_config,
            routes: Array.isArray(traffic_config.routes) ? traffic_config.routes : [],
          },
        }
      : {}),
  };
}
