// One difference between live and wanted, with its words. Credentials in plain text never get into either.
import type { Ignored } from "./desired.ts";
import { isPlaintext } from "./fields.ts";
import { isObject } from "./json.ts";

/** What a change is written by: each part by a request of its own, `fixed` by none. */
export type Part = "tags" | "ai-gateway" | "config" | "notifications" | "fixed";

export interface Change {
  readonly part: Part;
  /** Keys from the endpoint down; a served entity, route or tag by its name. */
  readonly path: readonly string[];
  readonly kind: "added" | "removed" | "changed";
  /** Live, and wanted. */
  readonly from: unknown;
  readonly to: unknown;
  readonly words: string;
}

/** What the comparisons of one diff add to. */
export interface Comparison {
  readonly changes: Change[];
  readonly ignored: Ignored[];
}

/** A change whose kind follows from its values, in the words of `fieldWords` where it is given none. */
export function change(part: Part, path: readonly string[], from: unknown, to: unknown, words?: string): Change {
  const kind = from === undefined ? "added" : to === undefined ? "removed" : "changed";
  return { part, path, kind, from: shown(from), to: shown(to), words: words ?? fieldWords(path, from, to) };
}

/** A copy fit to be shown: credentials in plain text are covered. */
export function shown(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(shown);
  if (!isObject(value)) return value;
  const entries = Object.entries(value).map(([key, item]) => [key, isPlaintext(key) ? "(not shown)" : shown(item)]);
  return Object.fromEntries(entries);
}

/** "`current`: `workload_size` Small → Medium"; the values of environment variables and credentials are not repeated. */
function fieldWords(path: readonly string[], from: unknown, to: unknown): string {
  const inEntity = path[1] === "served_entities";
  const below = inEntity ? path.slice(3) : path.filter((key) => key !== "config");
  const field = `${inEntity ? `\`${path[2]}\`: ` : ""}\`${below.join(".")}\``;
  if (below.includes("environment_vars") || below.some(isPlaintext)) return `${field} changes`;
  if (from === undefined) return `${field} is set to ${inWords(to)}`;
  return to === undefined ? `${field} ${inWords(from)} is removed` : `${field} ${inWords(from)} → ${inWords(to)}`;
}

function inWords(value: unknown): string {
  return typeof value === "string" ? value : JSON.stringify(shown(value));
}
