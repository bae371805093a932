// The emulator's routes as one table: verb, path, handler. A handler turns a request into an answer and knows no
// socket. Paths: https://docs.databricks.com/api/workspace/servingendpoints
import type { Route } from "../api/types.ts";
import { listOf, objectOf, readFields } from "./config.ts";
import { type Invoked, invoke } from "./invoke.ts";
import { invalid, ours, type ServiceError, seen } from "./messages.ts";
import { openApi } from "./open-api.ts";
import { detailed, summary } from "./render.ts";
import type { Endpoint, Store } from "./store.ts";

export interface Request {
  /** The placeholders of the path, decoded. */
  params: Readonly<Record<string, string>>;
  /** The body as it came; empty where there is none. */
  text: string;
  /** Aborted when the client goes away. */
  signal: AbortSignal;
}

export interface Answer {
  status?: number;
  headers?: Record<string, string>;
  /** One of these two. */
  json?: unknown;
  events?: AsyncIterable<string>;
}

export interface World {
  store: Store;
  now: () => number;
  /** Who answers the next call, by the shares. */
  pick: (routes: readonly Route[]) => string | undefined;
}

type Handler = (request: Request, world: World) => Answer | Promise<Answer>;

interface Entry {
  verb: string;
  path: string;
  handle: Handler;
}

const API = "/api/2.0/serving-endpoints";
const ONE = `${API}/{name}`;
const ENTITY = `${ONE}/served-models/{servedEntity}`;

const routes: readonly Entry[] = [
  { verb: "GET", path: API, handle: (_, { store }) => ({ json: { endpoints: store.list().map(summary) } }) },
  { verb: "POST", path: API, handle: ({ text }, { store }) => ({ json: detailed(store.create(bodyOf(text))) }) },
  { verb: "GET", path: ONE, handle: (request, { store }) => ({ json: detailed(store.get(nameOf(request))) }) },
  { verb: "DELETE", path: ONE, handle: (request, { store }) => remove(nameOf(request), store) },
  {
    verb: "PUT",
    path: `${ONE}/config`,
    handle: (request, { store }) => ({ json: detailed(store.deploy(nameOf(request), bodyOf(request.text))) }),
  },
  { verb: "PUT", path: `${ONE}/ai-gateway`, handle: putGateway },
  { verb: "PATCH", path: `${ONE}/tags`, handle: patchTags },
  { verb: "PATCH", path: `${ONE}/notifications`, handle: patchNotifications },
  {
    verb: "GET",
    path: `${ONE}/openapi`,
    handle: (request, { store }) => ({ json: openApi(store.get(nameOf(request))) }),
  },
  { verb: "GET", path: `${ENTITY}/build-logs`, handle: (request, world) => logs(request, world, "Image built") },
  { verb: "GET", path: `${ENTITY}/logs`, handle: (request, world) => logs(request, world, "Server started") },
  { verb: "POST", path: "/serving-endpoints/{name}/invocations", handle: invocations },
  { verb: "POST", path: "/serving-endpoints/{name}/served-models/{servedEntity}/invocations", handle: invocations },
];

const patterns = routes.map((route) => ({ ...route, pattern: patternOf(route.path) }));

/** The handler of a request with its placeholders filled in; throws the service's 404 where there is none. */
export function route(verb: string, path: string): { handle: Handler; params: Record<string, string> } {
  for (const entry of patterns) {
    const match = entry.verb === verb ? entry.pattern.exec(path) : null;
    if (match !== null) return { handle: entry.handle, params: decoded(match.groups ?? {}) };
  }
  throw ours.noRoute(verb, path);
}

function remove(name: string, store: Store): Answer {
  store.remove(name);
  return { json: {} };
}

async function invocations(request: Request, { store, now, pick }: World): Promise<Answer> {
  const { params, text, signal } = request;
  const call = { endpoint: store.find(nameOf(request)), servedEntity: params.servedEntity, text, now: now(), signal };
  return answerOf(await invoke(call, pick));
}

function answerOf(invoked: Invoked): Answer {
  if (!("error" in invoked)) return invoked;
  return { ...errorAnswer(invoked.error), headers: invoked.headers };
}

/** https://docs.databricks.com/api/workspace/servingendpoints/create, section on errors. */
export function errorAnswer({ status, code, message }: ServiceError): Answer {
  return { status, json: { error_code: code, message } };
}

/** Replaces the whole of it: what is not sent is cleared. Refused during an update, as people have seen. */
function putGateway(request: Request, { store }: World): Answer {
  const name = nameOf(request);
  if (store.get(name).life.update === "IN_PROGRESS") throw seen.updating();
  const ai_gateway = objectOf(readFields(bodyOf(request.text)), "body");
  store.keep(name, { ai_gateway });
  return { json: ai_gateway };
}

function patchNotifications(request: Request, { store }: World): Answer {
  const name = nameOf(request);
  const { email_notifications = {} } = objectOf(bodyOf(request.text), "body");
  store.keep(name, { email_notifications: objectOf(email_notifications, "email_notifications") });
  return { json: { name, email_notifications } };
}

interface Tag {
  key: string;
  value?: unknown;
}

function patchTags(request: Request, { store }: World): Answer {
  const name = nameOf(request);
  const { add_tags = [], delete_tags = [] } = objectOf(bodyOf(request.text), "body");
  const added = listOf(add_tags, "add_tags").map(tagOf);
  const deleted = new Set(listOf(delete_tags, "delete_tags"));
  const before = listOf(store.get(name).fields.tags ?? [], "tags").map(tagOf);
  const gone = (key: string) => deleted.has(key) || added.some((tag) => tag.key === key);
  const tags = [...before.filter(({ key }) => !gone(key)), ...added];
  store.keep(name, { tags });
  return { json: { tags } };
}

function tagOf(value: unknown): Tag {
  const { key, ...rest } = objectOf(value, "tags");
  if (typeof key !== "string" || !/^[^.,=/:]{1,255}$/.test(key)) throw invalid(seen.tagKey(String(key)));
  return { key, ...rest };
}

function logs(request: Request, { store }: World, what: string): Answer {
  const { servedEntity = "" } = request.params;
  const endpoint = store.get(nameOf(request));
  const deployed = [endpoint.life.pending, endpoint.life.active].find((one) => serves(one, servedEntity));
  if (deployed === undefined) throw ours.noSuchServedEntity(endpoint.name, servedEntity);
  const time = new Date(deployed.startedAt).toISOString();
  return { json: { logs: `[${servedEntity}] [${time}] [1] [INFO] ${what}\n` } };
}

function serves(deployed: Endpoint["life"]["active"], servedEntity: string): boolean {
  return deployed?.config.entities.some(({ name }) => name === servedEntity) ?? false;
}

function nameOf({ params }: Request): string {
  return params.name ?? "";
}

function bodyOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw ours.malformed(`The request body is not JSON: ${error instanceof Error ? error.message : error}`);
  }
}

function patternOf(path: string): RegExp {
  return new RegExp(`^${path.replaceAll(".", "\\.").replace(/\{(\w+)\}/g, "(?<$1>[^/]+)")}$`);
}

function decoded(groups: Record<string, string>): Record<string, string> {
  try {
    return Object.fromEntries(Object.entries(groups).map(([key, value]) => [key, decodeURIComponent(value)]));
  } catch {
    throw ours.malformed("The path is not percent-encoded text");
  }
}
