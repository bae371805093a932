// The comparisons of what stands around the config: tags, AI gateway, notifications. Each is left alone where the
// document does not mention it.
import type { ServingEndpoint } from "../api/types.ts";
import { type Comparison, change } from "./change.ts";
import { isObject, type JsonObject, keysOf, sameJson } from "./json.ts";

/** Tags are a map, whatever their order; a tag without value has an empty one. */
export function compareTags(wanted: unknown, live: ServingEndpoint["tags"], found: Comparison): void {
  if (wanted === undefined) return;
  const [after, before] = [tagMap(wanted), tagMap(live)];
  for (const key of new Set([...after.keys(), ...before.keys()])) {
    const [from, to] = [before.get(key), after.get(key)];
    if (from !== to) found.changes.push(change("tags", ["tags", key], from, to, tagWords(key, from, to)));
  }
}

/** Key to value of a list of tags. */
export function tagMap(tags: unknown): Map<string, string> {
  const list = Array.isArray(tags) ? tags.filter(isObject) : [];
  return new Map(list.map((tag) => [String(tag.key), String(tag.value ?? "")]));
}

/** Off, empty and absent are the same here: the request replaces the whole AI gateway config. */
export function compareGateway(wanted: unknown, live: unknown, found: Comparison): void {
  if (!isObject(wanted)) return;
  const [after, before] = [gateway(wanted), gateway(isObject(live) ? live : {})];
  for (const key of keysOf(after, before)) {
    const [from, to] = [before[key], after[key]];
    if (sameJson(from, to)) continue;
    const path = ["ai_gateway", key];
    if (key === "inference_table_config" && sameTable(from, to)) {
      found.ignored.push({ path: [...path, "table_name_prefix"], reason: "the service fills it in" });
    } else found.changes.push(change("ai-gateway", path, from, to));
  }
}

export function compareNotifications(wanted: unknown, live: unknown, found: Comparison): void {
  if (!isObject(wanted)) return;
  for (const key of ["on_update_success", "on_update_failure"]) {
    const [from, to] = [addresses(live, key), addresses(wanted, key)];
    const path = ["email_notifications", key];
    if (!sameJson(from, to)) found.changes.push(change("notifications", path, from, to));
  }
}

function tagWords(key: string, from: string | undefined, to: string | undefined): string {
  if (to === undefined) return `tag \`${key}\` is removed`;
  return from === undefined ? `tag \`${key}\` is added (${to})` : `tag \`${key}\` ${from} → ${to}`;
}

/** Without what is off or empty; limits in a fixed order and with the default key (SDK: `endpoint`). */
function gateway(config: JsonObject): JsonObject {
  const limits = config.rate_limits;
  const ordered = Array.isArray(limits)
    ? limits
        .filter(isObject)
        .map((limit) => ({ key: "endpoint", ...limit }))
        .sort((a, b) => (limitKey(a) < limitKey(b) ? -1 : 1))
    : [];
  return pruned({ ...config, rate_limits: ordered });
}

function limitKey(limit: JsonObject): string {
  return JSON.stringify(
    Object.entries(limit)
      .filter(([, value]) => value !== "")
      .sort(([a], [b]) => (a < b ? -1 : 1)),
  );
}

function pruned(value: JsonObject): JsonObject {
  const kept = Object.entries(value)
    .map(([key, item]) => [key, isObject(item) ? pruned(item) : Array.isArray(item) ? item.map(prunedItem) : item])
    .filter(([, item]) => !isEmpty(item));
  return Object.fromEntries(kept);
}

function prunedItem(item: unknown): unknown {
  return isObject(item) ? pruned(item) : item;
}

function isEmpty(value: unknown): boolean {
  if (isObject(value)) return Object.keys(value).length === 0;
  return value === undefined || value === null || value === false || value === "" || sameJson(value, []);
}

/** Equal but for a prefix that was not asked for. */
function sameTable(live: unknown, wanted: unknown): boolean {
  if (!isObject(live) || !isObject(wanted) || wanted.table_name_prefix !== undefined) return false;
  return sameJson({ ...live, table_name_prefix: undefined }, wanted);
}

function addresses(notifications: unknown, key: string): unknown[] {
  const list = isObject(notifications) ? notifications[key] : undefined;
  return Array.isArray(list) ? [...list].sort() : [];
}
