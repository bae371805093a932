// From a difference to requests: which, in which order, what they do on the side, and what cannot be done at all. It
// sends nothing; a plan keeps the live state it was made for, so that apply.ts can tell whether that has moved.
import type { CreateEndpoint, EndpointConfig, NotificationsPatch, ServingEndpoint, TagsPatch } from "../api/types.ts";
import type { Change, Part } from "./change.ts";
import type { Desired, Ignored } from "./desired.ts";
import { type Diff, diff } from "./diff.ts";
import { tagMap } from "./diff-around.ts";
import { isObject, type JsonObject } from "./json.ts";
import { refusalsOf, splitRefusals, warningsOf } from "./plan-checks.ts";
import { splitConfig } from "./request.ts";
import type { Share } from "./split.ts";

/** One request. `body` is what goes over the wire, credentials in plain text included: show it through `shown`. */
export type Step = { readonly verb: "POST" | "PUT" | "PATCH"; readonly path: string } & (
  | { readonly kind: "create"; readonly body: CreateEndpoint }
  | { readonly kind: "tags"; readonly body: TagsPatch }
  | { readonly kind: "ai-gateway"; readonly body: JsonObject }
  | { readonly kind: "config"; readonly body: EndpointConfig }
  | { readonly kind: "notifications"; readonly body: NotificationsPatch }
);

export interface Plan {
  /** `split` is an update that moves traffic and touches nothing else. */
  readonly kind: "nothing" | "create" | "update" | "split" | "refused";
  readonly desired: Desired;
  /** What the plan was made for; undefined where there was no such endpoint. */
  readonly live: ServingEndpoint | undefined;
  readonly steps: readonly Step[];
  readonly changes: readonly Change[];
  readonly ignored: readonly Ignored[];
  /** Sentences without full stop: what happens besides, and what may go wrong. */
  readonly warnings: readonly string[];
  /** Why nothing can be sent; empty unless `kind` is `refused`. */
  readonly refusals: readonly string[];
}

export interface PlanOptions {
  /** Sends the config though no difference shows, for fields that the service never returns. */
  readonly resend?: boolean;
}

const SERVING = "/api/2.0/serving-endpoints";

/** The order in which the official CLI updates (databricks/cli, bundle/direct/dresources/model_serving_endpoint.go). */
const order: readonly Part[] = ["tags", "ai-gateway", "config", "notifications"];

/** What leads from the live endpoint, in full as `get` answers it, to the desired one. */
export function plan(desired: Desired, live: ServingEndpoint | undefined, options: PlanOptions = {}): Plan {
  if (!live) return creation(desired);
  const found = diff(desired, live);
  const refusals = refusalsOf(desired, live, found.changes);
  if (refusals.length > 0) return refused(desired, live, found, refusals);

  const changed = new Set(found.changes.map((change) => change.part));
  if (options.resend && desired.config) changed.add("config");
  const kind = changed.size === 0 ? "nothing" : !options.resend && onlyTraffic(found.changes) ? "split" : "update";
  const config = kind === "split" ? splitConfig(live.config ?? {}, desired.config ?? {}) : (desired.config ?? {});
  const steps = order.filter((part) => changed.has(part)).map((part) => stepFor(part, desired, live, config));
  const put = changed.has("config");
  const warnings = warningsOf({ kind, put, desired, live, config, ...found });
  return { kind, desired, live, steps, ...found, warnings, refusals };
}

/** What gives the served entities of a live endpoint these shares, and changes nothing else of it. */
export function planSplit(live: ServingEndpoint, shares: readonly Share[]): Plan {
  const routes = shares.map(({ servedEntity, percentage }) => ({
    served_entity_name: servedEntity,
    traffic_percentage: percentage,
  }));
  const config = splitConfig(live.config ?? {}, { traffic_config: { routes } });
  const desired: Desired = { name: live.name, config, rest: {}, ignored: [] };
  const refusals = splitRefusals(live, shares);
  return refusals.length > 0 ? refused(desired, live, { changes: [], ignored: [] }, refusals) : plan(desired, live);
}

function creation(desired: Desired): Plan {
  const { name, config, rest, ignored } = desired;
  const body: CreateEndpoint = { name, ...(config && { config }), ...rest };
  const steps: Step[] = [{ kind: "create", verb: "POST", path: SERVING, body }];
  const empty: ServingEndpoint = { name, state: { ready: "NOT_READY", config_update: "NOT_UPDATING" } };
  const { changes } = diff({ ...desired, rest: { ...rest, route_optimized: undefined } }, empty);
  const refusals = refusalsOf(desired, undefined, changes);
  if (refusals.length > 0) return refused(desired, undefined, { changes, ignored }, refusals);
  const warnings = warningsOf({
    kind: "create",
    put: false,
    desired,
    live: undefined,
    config: config ?? {},
    changes,
    ignored,
  });
  return { kind: "create", desired, live: undefined, steps, changes, ignored, warnings, refusals };
}

function refused(desired: Desired, live: ServingEndpoint | undefined, found: Diff, refusals: readonly string[]): Plan {
  return { kind: "refused", desired, live, steps: [], ...found, warnings: [], refusals };
}

function onlyTraffic(changes: readonly Change[]): boolean {
  return changes.every((change) => change.part === "config" && change.path[1] === "traffic_config");
}

function stepFor(part: Part, { name, rest }: Desired, live: ServingEndpoint, config: EndpointConfig): Step {
  const path = `${SERVING}/${encodeURIComponent(name)}`;
  switch (part) {
    case "tags":
      return { kind: "tags", verb: "PATCH", path: `${path}/tags`, body: tagsPatch(rest.tags, live.tags) };
    case "ai-gateway":
      return { kind: "ai-gateway", verb: "PUT", path: `${path}/ai-gateway`, body: objectIn(rest, "ai_gateway") };
    case "config":
      return { kind: "config", verb: "PUT", path: `${path}/config`, body: config };
    case "notifications": {
      const body = { email_notifications: objectIn(rest, "email_notifications") };
      return { kind: "notifications", verb: "PATCH", path: `${path}/notifications`, body };
    }
    case "fixed":
      throw new Error("A fixed field has no request; its plan is refused");
  }
}

function tagsPatch(wanted: unknown, live: ServingEndpoint["tags"]): TagsPatch {
  const [after, before] = [tagMap(wanted), tagMap(live)];
  const add = [...after].filter(([key, value]) => before.get(key) !== value).map(([key, value]) => ({ key, value }));
  const gone = [...before.keys()].filter((key) => !after.has(key));
  return { ...(add.length > 0 && { add_tags: add }), ...(gone.length > 0 && { delete_tags: gone }) };
}

function objectIn(rest: JsonObject, key: string): JsonObject {
  const value = rest[key];
  return isObject(value) ? value : {};
}
