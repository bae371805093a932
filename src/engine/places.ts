// Where a field belongs that stands at the wrong level: the misplacements people really make. Two rules share it, so that
// a misplaced field is reported once, as misplaced, and not as unknown.
import type { Edit } from "./edit.ts";
import type { Endpoint } from "./model.ts";
import type { Path, Violation } from "./schema.ts";
import { entryOf, entryValue, type Json, type ObjectNode, valueAt } from "./tree.ts";

type UnknownKey = Extract<Violation, { kind: "unknown-key" }>;

export interface Place {
  /** Completes "`key` …": what is wrong, then where it belongs. */
  readonly message: string;
  readonly title: string;
  readonly edits: readonly Edit[];
}

/** The right place of an unknown key, or undefined where it has none anywhere. */
export function placeOf(violation: UnknownKey, endpoint: Endpoint): Place | undefined {
  const { entry, object, path } = violation;
  const key = entry.key.value;
  const level = levelOf(path);
  if (level === "served_entities" && (key === "model_name" || key === "model_version")) {
    return renamed(violation, key.replace("model", "entity"), "belongs to the older `served_models`");
  }
  if (key === "environment_variables" && (level === "served_entities" || level === "served_models")) {
    return renamed(violation, "environment_vars", "is not the name of this field");
  }
  if (key === "traffic_percentage" && (level === "served_entities" || level === "served_models")) {
    return intoRoute(violation, endpoint);
  }
  if (key === "environment_vars" || key === "environment_variables") return intoEntity(violation, endpoint);
  if (level === "config" && key === "tags") return outward(violation, endpoint.node, "tags", "the endpoint itself");
  if (level === "config" && key === "rate_limits") return intoGateway(violation, endpoint);
  if (level === "external_model" && key in ENTITY_FIELDS)
    return outward(violation, parentOf(endpoint, path), key, "the served entity");
  return object.entries.length > 0 ? generic(key, level) : undefined;
}

const ENTITY_FIELDS: Readonly<Record<string, true>> = {
  instance_profile_arn: true,
  scale_to_zero_enabled: true,
  workload_size: true,
  workload_type: true,
};

/** The name of the list or object that the path leads into, `endpoint` for the root. */
function levelOf(path: Path): string {
  const last = path.findLast((step) => typeof step === "string");
  return last === undefined ? "endpoint" : String(last);
}

function parentOf(endpoint: Endpoint, path: Path): ObjectNode | undefined {
  const parent = valueAt(endpoint.node, ...path.slice(0, -1));
  return parent?.kind === "object" ? parent : undefined;
}

function renamed({ entry, object }: UnknownKey, to: string, why: string): Place | undefined {
  if (entryOf(object, to)) return undefined;
  return {
    message: `${why}; write \`${to}\``,
    title: `Rename to \`${to}\``,
    edits: [{ kind: "rename", key: entry.key, to }],
  };
}

function outward(violation: UnknownKey, into: ObjectNode | undefined, key: string, whose: string): Place | undefined {
  if (into === undefined || into === violation.object) return undefined;
  const message = `does not belong here; it is a field of ${whose}`;
  const title = `Move to ${whose}`;
  return {
    message,
    title,
    edits: entryOf(into, key)
      ? []
      : moved(violation, { kind: "insert", into, key, value: entryValue(violation.entry) }),
  };
}

function moved({ object, entry }: UnknownKey, insert: Edit): Edit[] {
  return [{ kind: "remove", from: object, child: entry }, insert];
}

function intoGateway(violation: UnknownKey, { node }: Endpoint): Place {
  const message = "does not belong in `config`; it is a field of `ai_gateway`";
  const title = "Move to `ai_gateway.rate_limits`";
  const value = entryValue(violation.entry);
  const gateway = valueAt(node, "ai_gateway");
  if (gateway?.kind !== "object")
    return {
      message,
      title,
      edits: moved(violation, { kind: "insert", into: node, key: "ai_gateway", value: { rate_limits: value } }),
    };
  if (entryOf(gateway, "rate_limits")) return { message, title, edits: [] };
  return { message, title, edits: moved(violation, { kind: "insert", into: gateway, key: "rate_limits", value }) };
}

function intoEntity(violation: UnknownKey, { entities }: Endpoint): Place {
  const message = "does not belong here; every served entity has its own `environment_vars`";
  const [only, second] = entities;
  const free = only && !second && !entryOf(only.node, "environment_vars");
  const edits = free
    ? moved(violation, { kind: "insert", into: only.node, key: "environment_vars", value: entryValue(violation.entry) })
    : [];
  return { message, title: "Move into the served entity", edits };
}

/** The share goes to the entity's route; a route or the whole `traffic_config` is made where there is none. */
function intoRoute(violation: UnknownKey, endpoint: Endpoint): Place {
  const message = "does not belong in a served entity; the shares stand in `traffic_config.routes`";
  const title = "Move to `traffic_config.routes`";
  const name = endpoint.entities.find(({ node }) => node === violation.object)?.name;
  const share = entryValue(violation.entry);
  if (name === undefined || endpoint.config === undefined) return { message, title, edits: [] };
  const own = endpoint.routes.find((route) => route.name === name);
  if (own) {
    const edits = moved(violation, { kind: "insert", into: own.node, key: "traffic_percentage", value: share });
    return { message, title, edits: entryOf(own.node, "traffic_percentage") ? edits.slice(0, 1) : edits };
  }
  const route: Json = { served_entity_name: name, traffic_percentage: share };
  const insert: Edit = endpoint.routesNode
    ? { kind: "insert", into: endpoint.routesNode, value: route }
    : { kind: "insert", into: endpoint.config, key: "traffic_config", value: { routes: [route] } };
  return { message, title, edits: moved(violation, insert) };
}

/** Known fields whose right place depends on what the author wants: told, not moved. */
const ELSEWHERE: Readonly<Record<string, { not: string; where: string }>> = {
  served_entities: { not: "config", where: "`config`" },
  traffic_config: { not: "config", where: "`config`, beside `served_entities`" },
  routes: { not: "traffic_config", where: "`traffic_config`" },
  ai_gateway: { not: "endpoint", where: "the endpoint itself, beside `config`" },
  scale_to_zero_enabled: { not: "served_entities", where: "each served entity" },
  workload_size: { not: "served_entities", where: "each served entity" },
  workload_type: { not: "served_entities", where: "each served entity" },
};

function generic(key: string, level: string): Place | undefined {
  const known = Object.hasOwn(ELSEWHERE, key) ? ELSEWHERE[key] : undefined;
  if (known === undefined || known.not === level) return undefined;
  return { message: `does not belong here; it is a field of ${known.where}`, title: "", edits: [] };
}
