// The client of the service: each route is a line that names verb and path, over the one `call` of transport.ts.
import { asIs, json, nothing, text, textUnder } from "./answers.ts";
import { readEndpoint, readEndpoints } from "./endpoint.ts";
import { ENDPOINTS, segment } from "./paths.ts";
import { query } from "./query.ts";
import { type Connection, transport } from "./transport.ts";
import { surroundings, type WorkspaceApi } from "./workspace.ts";

export type { Connection, Timeouts } from "./transport.ts";

/** Throws `Misconfigured` where `host` is no place to send a token to. Opens no connection yet. */
export function connect(connection: Connection): WorkspaceApi {
  const wire = transport(connection);
  const { host, call } = wire;
  const one = json(readEndpoint);

  return {
    host,
    list: async (rest) => call("GET", ENDPOINTS, json(readEndpoints), rest),
    get: async (name, rest) => call("GET", pathOf(name), one, rest),
    create: async (body, rest) => call("POST", ENDPOINTS, one, { ...rest, body }),
    putConfig: async (name, body, rest) => call("PUT", `${pathOf(name)}/config`, one, { ...rest, body }),
    putAiGateway: async (name, body, rest) => call("PUT", `${pathOf(name)}/ai-gateway`, asIs, { ...rest, body }),
    patchTags: async (name, body, rest) => call("PATCH", `${pathOf(name)}/tags`, asIs, { ...rest, body }),
    patchNotifications: async (name, body, rest) =>
      call("PATCH", `${pathOf(name)}/notifications`, asIs, { ...rest, body }),
    delete: async (name, rest) => call("DELETE", pathOf(name), nothing, rest),
    start: async (name, rest) => call("POST", `${pathOf(name)}/config:start`, nothing, rest),
    stop: async (name, rest) => call("POST", `${pathOf(name)}/config:stop`, nothing, rest),
    createPt: async (body, rest) => call("POST", `${ENDPOINTS}/pt`, one, { ...rest, body }),
    putPtConfig: async (name, config, rest) =>
      call("PUT", `${ENDPOINTS}/pt/${segment(name)}/config`, one, { ...rest, body: { config } }),
    buildLogs: async (target, rest) => call("GET", `${entityPathOf(target)}/build-logs`, textUnder("logs"), rest),
    logs: async (target, rest) => call("GET", `${entityPathOf(target)}/logs`, textUnder("logs"), rest),
    metrics: async (name, rest) => call("GET", `${pathOf(name)}/metrics`, text, rest),
    openApi: async (name, rest) => call("GET", `${pathOf(name)}/openapi`, asIs, rest),
    query: (target, body, rest) => query(wire, target, body, rest),
    ...surroundings(call),
  };
}

function pathOf(endpoint: string): string {
  return `${ENDPOINTS}/${segment(endpoint)}`;
}

/** The path says `served-models` for entities of every kind. */
function entityPathOf({ endpoint, servedEntity }: { endpoint: string; servedEntity: string }): string {
  return `${pathOf(endpoint)}/served-models/${segment(servedEntity)}`;
}
