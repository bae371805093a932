// What stands around an endpoint's config and changes at once, without a deployment: AI gateway, rate limits, tags,
// notifications, telemetry, description, budget policy. https://docs.databricks.com/api/workspace/servingendpoints
import { type Answer, bodyOf, type Entry, nameOf, type Request } from "../http.ts";
import { invalid, isTagKey, seen } from "../messages.ts";
import { type Fields, fieldsOf, kindOf, listOf, readFields } from "../workspace/config.ts";
import type { Endpoint } from "../workspace/endpoint.ts";
import { validate } from "../workspace/validate.ts";
import type { World } from "../world.ts";
import { show } from "./show.ts";

const ONE = "/api/2.0/serving-endpoints/{name}";

export const settingRoutes: readonly Entry[] = [
  { verb: "PUT", path: `${ONE}/ai-gateway`, handle: putGateway },
  { verb: "PUT", path: `${ONE}/rate-limits`, handle: putRateLimits },
  { verb: "PATCH", path: `${ONE}/tags`, handle: patchTags },
  { verb: "PATCH", path: `${ONE}/notifications`, handle: patchNotifications },
  { verb: "PATCH", path: `${ONE}/telemetry-config`, handle: patchTelemetry },
  // The next two: databricks-agents, deployments module; what they answer is UNCERTAIN.
  { verb: "PATCH", path: `${ONE}/description`, handle: (request, world) => patchOne(request, world, "description") },
  {
    verb: "PATCH",
    path: `${ONE}/budget-policy`,
    handle: (request, world) => patchOne(request, world, "budget_policy_id"),
  },
];

/** Replaces the whole of it: what is not sent is cleared. Refused during an update, as people have seen. */
function putGateway(request: Request, { store }: World): Answer {
  const name = nameOf(request);
  if (store.get(name).life.update === "IN_PROGRESS") throw seen.updating();
  const sent = bodyOf(request);
  validate(sent, "ai-gateway-body");
  const ai_gateway = fieldsOf(readFields(sent), "body");
  store.keep(name, { fields: { ai_gateway: Object.keys(ai_gateway).length > 0 ? ai_gateway : undefined } });
  return { json: ai_gateway };
}

/** Deprecated; GET of the endpoint never shows them. */
function putRateLimits(request: Request, { store }: World): Answer {
  const { rate_limits = [] } = sentIn(request, store.get(nameOf(request)));
  listOf(rate_limits, "rate_limits");
  validate({ rate_limits }, "ai-gateway-body");
  store.keep(nameOf(request), { hidden: { rate_limits } });
  return { json: { rate_limits } };
}

function patchNotifications(request: Request, { store }: World): Answer {
  const name = nameOf(request);
  const { email_notifications = {} } = sentIn(request, store.get(name));
  store.keep(name, { fields: { email_notifications: fieldsOf(email_notifications, "email_notifications") } });
  return { json: { name, email_notifications } };
}

/** An empty body removes it. What it refuses: databricks/cli, libs/testserver/serving_endpoints.go. */
function patchTelemetry(request: Request, world: World): Answer {
  const { store } = world;
  const endpoint = store.get(nameOf(request));
  const { name, life } = endpoint;
  if (life.update === "IN_PROGRESS") throw seen.updatingTelemetry(name);
  const entities = life.active?.config.entities ?? [];
  if (entities.length === 0) throw seen.noTelemetry("NO_CONFIG");
  if (entities.some((entity) => kindOf(entity) === "external")) throw seen.noTelemetry("EXTERNAL_MODELS");
  const { telemetry_config } = sentIn(request, endpoint);
  return show(store.keep(name, { fields: { telemetry_config } }), world);
}

function patchOne(request: Request, world: World, field: "description" | "budget_policy_id"): Answer {
  const { store } = world;
  const endpoint = store.get(nameOf(request));
  const value = sentIn(request, endpoint)[field];
  const change = field === "description" ? { fields: { [field]: value } } : { hidden: { [field]: value } };
  return show(store.keep(endpoint.name, change), world);
}

interface Tag {
  key: string;
  value?: unknown;
}

function patchTags(request: Request, { store }: World): Answer {
  const endpoint = store.get(nameOf(request));
  const { add_tags = [], delete_tags = [] } = sentIn(request, endpoint);
  const added = listOf(add_tags, "add_tags").map(tagOf);
  const deleted = new Set(listOf(delete_tags, "delete_tags"));
  const before = listOf(endpoint.fields.tags ?? [], "tags").map(tagOf);
  const gone = (key: string) => deleted.has(key) || added.some((tag) => tag.key === key);
  const tags = [...before.filter(({ key }) => !gone(key)), ...added];
  store.keep(endpoint.name, { fields: { tags } });
  return { json: { tags } };
}

function tagOf(value: unknown): Tag {
  const { key, ...rest } = fieldsOf(value, "tags");
  if (typeof key !== "string" || !isTagKey(key)) throw invalid(seen.tagKey(String(key)));
  return { key, ...rest };
}

/** The body's fields; the endpoint is looked up first, because its absence is the more telling refusal. */
function sentIn(request: Request, _: Endpoint): Fields {
  return fieldsOf(readFields(bodyOf(request)), "body");
}
