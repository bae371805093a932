// The routes of the control plane, below /api: an endpoint's life, what it logs and measures, and what else clients of
// the service ask a workspace. Paths: https://docs.databricks.com/api/workspace/servingendpoints
import { type Answer, bodyOf, type Entry, nameOf, type Request } from "../http.ts";
import { ours } from "../messages.ts";
import { USER } from "../user.ts";
import { kindOf } from "../workspace/config.ts";
import type { Endpoint } from "../workspace/endpoint.ts";
import type { World } from "../world.ts";
import { lookupRoutes } from "./lookups.ts";
import { metrics } from "./metrics.ts";
import { openApi } from "./open-api.ts";
import { permissionRoutes } from "./permissions.ts";
import { summary } from "./render.ts";
import { settingRoutes } from "./settings.ts";
import { show } from "./show.ts";

const API = "/api/2.0/serving-endpoints";
const ONE = `${API}/{name}`;
const ENTITY = `${ONE}/served-models/{servedEntity}`;

const endpointRoutes: readonly Entry[] = [
  { verb: "GET", path: API, handle: (_, { store }) => ({ json: { endpoints: store.list().map(summary) } }) },
  { verb: "POST", path: API, handle: (request, world) => show(world.store.create(bodyOf(request)), world) },
  { verb: "GET", path: ONE, handle: (request, world) => show(world.store.get(nameOf(request)), world) },
  { verb: "DELETE", path: ONE, handle: remove },
  {
    verb: "PUT",
    path: `${ONE}/config`,
    handle: (request, world) => show(world.store.deploy(nameOf(request), bodyOf(request)), world),
  },
  // Not in any reference; scripts that people published use them.
  {
    verb: "POST",
    path: `${ONE}/config:stop`,
    handle: (request, world) => show(world.store.stop(nameOf(request)), world),
  },
  {
    verb: "POST",
    path: `${ONE}/config:start`,
    handle: (request, world) => show(world.store.start(nameOf(request)), world),
  },
  {
    verb: "POST",
    path: `${API}/pt`,
    handle: (request, world) => show(world.store.create(bodyOf(request), "pt-create-body"), world),
  },
  // An update of model units is documented to be instantaneous.
  {
    verb: "PUT",
    path: `${API}/pt/{name}/config`,
    handle: (request, world) =>
      show(world.store.deploy(nameOf(request), bodyOf(request), "pt-config-body", true), world),
  },
];

const readingRoutes: readonly Entry[] = [
  { verb: "GET", path: `${API}:foundation-models`, handle: listFoundationModels },
  { verb: "GET", path: `${API}/get-model-optimization-info/{model}/{version}`, handle: optimizationInfo },
  { verb: "GET", path: `${ENTITY}/build-logs`, handle: (request, world) => logs(request, world, "Image built") },
  { verb: "GET", path: `${ENTITY}/logs`, handle: (request, world) => logs(request, world, "Server started") },
  {
    verb: "GET",
    path: `${ONE}/metrics`,
    handle: (request, { store, traffic }) => ({ text: metrics(store.get(nameOf(request)), traffic) }),
  },
  {
    verb: "GET",
    path: `${ONE}/openapi`,
    handle: (request, { store }) => ({ json: openApi(store.get(nameOf(request)), request.origin) }),
  },
  { verb: "GET", path: "/api/2.0/preview/scim/v2/Me", handle: me },
];

/** What clients look for on any host before they know what it is: a workspace without these answers 404. */
const discoveryRoutes: readonly Entry[] = [
  "/.well-known/databricks-config",
  "/oidc/.well-known/oauth-authorization-server",
  "/oidc/.well-known/openid-configuration",
].map((path) => ({
  verb: "GET",
  path,
  open: true,
  handle: ({ method }) => {
    throw ours.noRoute(method, path);
  },
}));

export const controlPlane: readonly Entry[] = [
  ...endpointRoutes,
  ...readingRoutes,
  ...settingRoutes,
  ...permissionRoutes,
  ...lookupRoutes,
  ...discoveryRoutes,
];

function remove(request: Request, { store }: World): Answer {
  store.remove(nameOf(request));
  return { json: {} };
}

function listFoundationModels(_: Request, { store }: World): Answer {
  const provided = store
    .list()
    .filter(({ life }) => life.active?.config.entities.some((entity) => kindOf(entity) === "foundation"));
  return { json: { endpoints: provided.map(summary) } };
}

/** Figures seen of the service; which models it can optimise is more than their names say. */
function optimizationInfo({ params: { model = "" } }: Request): Answer {
  const llama = /llama/i.test(model);
  if (!llama && !/mistral|mixtral|bge|gte|dbrx|mpt/i.test(model)) return { json: { optimizable: false } };
  return { json: { optimizable: true, model_type: llama ? "llama" : "mistral", throughput_chunk_size: 980 } };
}

function logs(request: Request, { store }: World, what: string): Answer {
  const { servedEntity = "" } = request.params;
  const endpoint = store.get(nameOf(request));
  const deployed = [endpoint.life.pending, endpoint.life.active].find((one) => serves(one, servedEntity));
  if (deployed === undefined) throw ours.noSuchServedEntity(endpoint.name, servedEntity);
  const time = new Date(deployed.startedAt).toISOString();
  const failure = endpoint.life.pending?.progress[servedEntity];
  const lines = [`[${servedEntity}] [${time}] [1] [INFO] ${what}`];
  if (failure?.deployment === "DEPLOYMENT_FAILED") {
    lines.push(`[${servedEntity}] [${time}] [1] [ERROR] ${failure.deployment_state_message}`);
  }
  return { json: { logs: `${lines.join("\n")}\n` } };
}

function serves(deployed: Endpoint["life"]["active"], servedEntity: string): boolean {
  return deployed?.config.entities.some(({ name }) => name === servedEntity) ?? false;
}

function me(): Answer {
  const { id, name: userName, displayName, groups } = USER;
  return { json: { id, userName, displayName, active: true, groups: groups.map((display) => ({ display })) } };
}
