// Where a field belongs that stands at the wrong level: the misplacements people really make, and the edits that put them
// right. What is no field anywhere is not its business.
import type { Edit } from "./edit.ts";
import type { Endpoint, Entity } from "./model.ts";
import type { Path } from "./schema.ts";
import { entryOf, entryValue, type Json, type ObjectNode, valueAt } from "./tree.ts";
import type { UnknownKey } from "./unknown-keys.ts";

export interface Place {
  /** Completes "`key` …": what is wrong, then where it belongs. */
  readonly message: string;
  readonly title: string;
  /** Empty where the place is taken, or where several would do. */
  readonly edits: readonly Edit[];
  /** The object that is not there yet and is made for the field. */
  readonly wrap?: string | undefined;
  /** The finding on another key tells and repairs this one too. */
  readonly told?: true;
}

/** The right place of an unknown key, or undefined where it has none anywhere. */
export function placeOf(violation: UnknownKey, endpoint: Endpoint): Place | undefined {
  const key = violation.entry.key.value;
  const level = levelOf(violation.path, endpoint);
  const inEntity = level === "served_entities" || level === "served_models";
  if (level === "served_entities" && /^model_(?:name|version)$/.test(key)) return ofOlderList(violation);
  if (inEntity && key === "traffic_percentage") return intoRoutes(violation, endpoint);
  if (key === "environment_variables") {
    return inEntity ? renamed(violation, "environment_vars") : home(violation, endpoint, "environment_vars");
  }
  return home(violation, endpoint, key);
}

/** The name of the list or object that the path leads into; what the whole document is, for the root. */
export function levelOf(path: Path, { shape }: Pick<Endpoint, "shape">): string {
  const last = path.findLast((step) => typeof step === "string");
  if (last !== undefined) return String(last);
  return shape === "config-body" ? "config" : shape === "ai-gateway-body" ? "ai_gateway" : "endpoint";
}

type Home = "endpoint" | "config" | "traffic_config" | "ai_gateway" | "served_entities" | "external_model";

/** Fields that stand in one kind of place only. */
const FIELDS: Readonly<Record<Home, readonly string[]>> = {
  endpoint: ["ai_gateway", "budget_policy_id", "email_notifications", "route_optimized", "tags", "telemetry_config"],
  config: ["auto_capture_config", "served_entities", "served_models", "traffic_config"],
  traffic_config: ["routes"],
  ai_gateway: ["fallback_config", "guardrails", "inference_table_config", "rate_limits", "usage_tracking_config"],
  served_entities: [
    "burst_scaling_enabled",
    "entity_name",
    "entity_version",
    "environment_vars",
    "external_model",
    "instance_profile_arn",
    "max_provisioned_concurrency",
    "max_provisioned_throughput",
    "min_provisioned_concurrency",
    "min_provisioned_throughput",
    "provisioned_model_units",
    "scale_to_zero_enabled",
    "workload_size",
    "workload_type",
  ],
  external_model: [
    "ai21labs_config",
    "amazon_bedrock_config",
    "anthropic_config",
    "cohere_config",
    "custom_provider_config",
    "databricks_model_serving_config",
    "google_cloud_vertex_ai_config",
    "openai_config",
    "palm_config",
    "provider",
    "task",
  ],
};

/** Provider blocks by the names of their fields. */
const BLOCK_FIELDS: readonly (readonly [RegExp, string])[] = [
  [/^ai21labs_api_key/, "ai21labs_config"],
  [/^(?:aws_|bedrock_provider$)/, "amazon_bedrock_config"],
  [/^anthropic_api_key/, "anthropic_config"],
  [/^cohere_api_/, "cohere_config"],
  [/^databricks_(?:workspace_url|api_token)/, "databricks_model_serving_config"],
  [/^(?:openai_(?!config)|microsoft_entra_)/, "openai_config"],
  [/^palm_api_key/, "palm_config"],
];

function home(violation: UnknownKey, endpoint: Endpoint, key: string): Place | undefined {
  const level = levelOf(violation.path, endpoint);
  const block = BLOCK_FIELDS.find(([pattern]) => pattern.test(key))?.[1];
  const homes = Object.keys(FIELDS) as Home[];
  const where = block ?? homes.find((name) => FIELDS[name].includes(key));
  const alsoThere = level === "served_models" ? "served_entities" : level;
  // In the block of another provider the block is what is wrong, not the field.
  if (where === undefined || where === alsoThere || (block && level.endsWith("_config"))) return undefined;
  const target = targetOf(where, violation, endpoint);
  if (target?.into === violation.object && target.wrap === undefined) return undefined;
  const whose = WHOSE[where] ?? `\`${where}\``;
  const edits = target && !entryOf(target.into, target.wrap ?? key) ? moved(violation, target, key) : [];
  const message = `does not belong here; it is a field of ${whose}`;
  return { message, title: `Move to ${whose}`, edits, wrap: target?.wrap };
}

const WHOSE: Readonly<Record<string, string>> = {
  endpoint: "the endpoint itself, beside `config`",
  served_entities: "the served entity",
};

/** An object that takes the field, or takes a new object `wrap` with the field in it. */
interface Target {
  readonly into: ObjectNode;
  readonly wrap?: string;
}

/** Undefined where the document has no such place, or several. */
function targetOf(where: string, violation: UnknownKey, endpoint: Endpoint): Target | undefined {
  const { node, config, shape } = endpoint;
  const bare = shape === "config-body" || shape === "ai-gateway-body";
  const entity = entityAt(violation, endpoint)?.node;
  switch (where) {
    case "endpoint":
      return bare ? undefined : { into: node };
    case "config":
      return config && { into: config };
    case "traffic_config":
      return config && inside(config, where);
    case "ai_gateway":
      return bare ? undefined : inside(node, where);
    case "served_entities":
      return entity && { into: entity };
    case "external_model":
      return entity && inside(entity, where);
    default: {
      const model = valueAt(entity, "external_model");
      return model?.kind === "object" ? inside(model, where) : undefined;
    }
  }
}

function inside(object: ObjectNode, key: string): Target {
  const child = valueAt(object, key);
  return child?.kind === "object" ? { into: child } : { into: object, wrap: key };
}

/** The served entity that the key stands in, else the only one there is. */
function entityAt({ object, path }: UnknownKey, { node, entities }: Endpoint): Entity | undefined {
  const ancestors = new Set(path.map((_, i) => valueAt(node, ...path.slice(0, i + 1))).concat(object));
  return entities.find((entity) => ancestors.has(entity.node)) ?? (entities.length === 1 ? entities[0] : undefined);
}

function moved({ object, entry }: UnknownKey, { into, wrap }: Target, key: string): Edit[] {
  const value = entryValue(entry);
  return [
    { kind: "remove", from: object, child: entry },
    { kind: "insert", into, key: wrap ?? key, value: wrap === undefined ? value : { [key]: value } },
  ];
}

function renamed({ entry, object }: UnknownKey, to: string): Place | undefined {
  if (entryOf(object, to)) return undefined;
  const edits: Edit[] = [{ kind: "rename", key: entry.key, to }];
  return { message: `is not the name of this field; write \`${to}\``, title: `Rename to \`${to}\``, edits };
}

/** `model_name` and `model_version` are the old list's; both are told and renamed at once. */
function ofOlderList({ entry, object }: UnknownKey): Place | undefined {
  const strays = ["name", "version"].flatMap((part) => {
    const stray = entryOf(object, `model_${part}`);
    return stray && !entryOf(object, `entity_${part}`) ? [{ key: stray.key, to: `entity_${part}` }] : [];
  });
  if (!strays.some(({ key }) => key === entry.key)) return undefined;
  const names = strays.map(({ to }) => `\`${to}\``).join(" and ");
  return {
    message: `belongs to the older \`served_models\`; write ${names}`,
    title: `Rename to ${names}`,
    edits: strays.map((stray) => ({ kind: "rename", ...stray })),
    ...(strays[0]?.key !== entry.key && { told: true }),
  };
}

/** All shares that stand in served entities go to the routes at once: one alone would not make a whole. */
function intoRoutes({ object }: UnknownKey, { entities, routes, routesNode, config }: Endpoint): Place {
  const message = "does not belong in a served entity; the shares stand in `traffic_config.routes`";
  const title = "Move to `traffic_config.routes`";
  const first = entities.find(({ node }) => entryOf(node, "traffic_percentage"));
  if (first?.node !== object) return { message, title, edits: [], told: true };
  const strays = entities.flatMap(({ node, name }) => {
    const entry = entryOf(node, "traffic_percentage");
    return entry ? [{ node, name, entry, own: routes.find((route) => route.name === name) }] : [];
  });
  if (config === undefined || strays.some(({ name }) => name === undefined)) return { message, title, edits: [] };
  const fresh: Json[] = [];
  const edits: Edit[] = strays.map(({ node, entry }) => ({ kind: "remove", from: node, child: entry }));
  for (const { name, entry, own } of strays) {
    const share = entryValue(entry);
    if (own === undefined) fresh.push({ served_entity_name: name ?? null, traffic_percentage: share });
    else if (!entryOf(own.node, "traffic_percentage"))
      edits.push({ kind: "insert", into: own.node, key: "traffic_percentage", value: share });
  }
  const { into, wrap } = inside(config, "traffic_config");
  if (routesNode) edits.push(...fresh.map((value): Edit => ({ kind: "insert", into: routesNode, value })));
  else if (wrap) edits.push({ kind: "insert", into, key: wrap, value: { routes: fresh } });
  else edits.push({ kind: "insert", into, key: "routes", value: fresh });
  return { message, title, edits };
}
