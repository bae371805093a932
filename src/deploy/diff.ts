// Where a live endpoint differs from what is wanted, and where it only seems to: what the service fills in, reorders,
// writes twice or never answers is no difference. It decides nothing; plan.ts does.
import type { EndpointConfig, ServedEntity, ServingEndpoint } from "../api/types.ts";
import { type Change, type Comparison, change } from "./change.ts";
import type { Desired, Ignored } from "./desired.ts";
import { compareGateway, compareNotifications, compareTags } from "./diff-around.ts";
import { configFields, defaults, entityFields, inventedReason, isWriteOnly, notCompared } from "./fields.ts";
import { isObject, type JsonObject, keysOf, sameJson } from "./json.ts";
import { ownFields } from "./request.ts";
import { shareOf, sharesOf } from "./split.ts";

export interface Diff {
  readonly changes: readonly Change[];
  readonly ignored: readonly Ignored[];
}

/** Compares with the active config. A part that the document does not mention is left as it is. */
export function diff(desired: Desired, live: ServingEndpoint): Diff {
  const found: Comparison = { changes: [], ignored: [...desired.ignored] };
  compareTags(desired.rest.tags, live.tags, found);
  compareGateway(desired.rest.ai_gateway, live.ai_gateway, found);
  if (desired.config) compareConfig(desired.config, ownFields(live.config ?? {}), found);
  compareNotifications(desired.rest.email_notifications, live.email_notifications, found);
  compareFixed(desired.rest, live, found);
  return found;
}

function compareConfig(wanted: EndpointConfig, live: EndpointConfig, found: Comparison): void {
  compareEntities(wanted.served_entities ?? [], live.served_entities ?? [], found);
  compareTraffic(wanted, live, found);
  for (const key of keysOf(wanted, live)) {
    if (key === "served_entities" || key === "traffic_config") continue;
    compareKey({ path: ["config", key], wanted, live, known: configFields.has(key) }, found);
  }
}

function compareEntities(wanted: readonly ServedEntity[], live: readonly ServedEntity[], found: Comparison): void {
  const pathOf = (entity: ServedEntity) => ["config", "served_entities", entity.name];
  const twinIn = (others: readonly ServedEntity[], entity: ServedEntity) =>
    others.find((other) => other.name === entity.name);

  for (const entity of wanted) {
    const twin = twinIn(live, entity);
    if (twin) compareEntity(pathOf(entity), entity, twin, found);
    else found.changes.push(change("config", pathOf(entity), undefined, entity, `${called(entity)} is added`));
  }
  for (const entity of live.filter((other) => !twinIn(wanted, other))) {
    found.changes.push(change("config", pathOf(entity), entity, undefined, `${called(entity)} is removed`));
  }
  const orderIn = (some: readonly ServedEntity[], others: readonly ServedEntity[]) =>
    some.filter((entity) => twinIn(others, entity)).map((entity) => entity.name);
  if (sameJson(orderIn(wanted, live), orderIn(live, wanted))) return;
  found.ignored.push({ path: ["config", "served_entities"], reason: "the service answers in an order of its own" });
}

function compareEntity(path: readonly string[], wanted: ServedEntity, live: ServedEntity, found: Comparison): void {
  for (const key of keysOf(wanted, live)) {
    const reason = inventedReason(wanted, key);
    if (reason !== undefined) found.ignored.push({ path: [...path, key], reason });
    else compareKey({ path: [...path, key], wanted, live, known: entityFields.has(key) }, found);
  }
}

interface Place {
  /** Ends in the key to compare in both objects. */
  readonly path: readonly string[];
  readonly wanted: JsonObject;
  readonly live: JsonObject;
  /** In our tables; else it is newer, and its absence from a document says nothing. */
  readonly known: boolean;
}

function compareKey({ path, wanted, live, known }: Place, found: Comparison): void {
  const key = path.at(-1) ?? "";
  const [want, have] = [wanted[key], live[key]];
  const reason = whyNoDifference(key, { path, wanted, live, known });
  if (reason !== undefined) found.ignored.push({ path, reason });
  else if (isObject(want) && isObject(have)) {
    for (const inner of keysOf(want, have)) {
      compareKey({ path: [...path, inner], wanted: want, live: have, known: true }, found);
    }
  } else if (!sameValue(key, want, have)) found.changes.push(change("config", path, have, want));
}

function whyNoDifference(key: string, { wanted, live, known }: Place): string | undefined {
  const [want, have] = [wanted[key], live[key]];
  if (isWriteOnly(key) && have === undefined) return "the service never returns it, so it cannot be compared";
  if (want !== undefined) return undefined;
  if (wanted[`${key}_plaintext`] !== undefined) return `the service made it from \`${key}_plaintext\``;
  if (!known) return "the service set it; it is not known here";
  if (key === "auto_capture_config" && isObject(have) && have.enabled === false) return "it is off";
  return sameValue(key, want, have) ? "the service fills in this default" : undefined;
}

/** An absent value is the service's default. One field is read without regard to case (SDK). */
function sameValue(key: string, one: unknown, other: unknown): boolean {
  if (key === "bedrock_provider") return String(one).toLowerCase() === String(other).toLowerCase();
  return sameJson(one ?? defaults[key], other ?? defaults[key]);
}

function compareTraffic(wanted: EndpointConfig, live: EndpointConfig, found: Comparison): void {
  const [before, after] = [sharesOf(live), sharesOf(wanted)];
  for (const name of new Set([...after, ...before].map((share) => share.servedEntity))) {
    const [from, to] = [shareOf(before, name), shareOf(after, name)];
    if (from === to) continue;
    const path = ["config", "traffic_config", name];
    found.changes.push(change("config", path, from, to, `\`${name}\` ${from} % → ${to} %`));
  }
}

const comparedElsewhere = new Set(["tags", "ai_gateway", "email_notifications", "route_optimized"]);

/** What is said at creation only. Of these, a document that insists on another optimisation asks for another endpoint. */
function compareFixed(rest: JsonObject, live: ServingEndpoint, found: Comparison): void {
  const [want, have] = [rest.route_optimized, live.route_optimized ?? false];
  if (want !== undefined && want !== have) found.changes.push(change("fixed", ["route_optimized"], have, want));
  for (const key of Object.keys(rest)) {
    if (comparedElsewhere.has(key) || sameJson(rest[key], live[key])) continue;
    found.ignored.push({ path: [key], reason: notCompared[key] ?? "no documented route changes it after creation" });
  }
}

function called(entity: ServedEntity): string {
  const model = entity.external_model?.name ?? entity.entity_name;
  if (model === undefined) return `served entity \`${entity.name}\``;
  const version = entity.entity_version === undefined ? "" : ` version ${entity.entity_version}`;
  return `served entity \`${entity.name}\` (${model}${version})`;
}
