// Pieces of paths. Source of routes: https://docs.databricks.com/api/workspace/servingendpoints
import { Misconfigured } from "./errors.ts";
import type { QueryTarget } from "./types.ts";

export const ENDPOINTS = "/api/2.0/serving-endpoints";

/** Queries are not under `/api/2.0`. */
export function invocationsOf({ endpoint, servedEntity }: QueryTarget): string {
  const entity = servedEntity === undefined ? "" : `/served-models/${segment(servedEntity)}`;
  return `/serving-endpoints/${segment(endpoint)}${entity}/invocations`;
}

/** A name as one segment of a path. Dots alone would climb out of the path, and no encoding keeps them from it. */
export function segment(name: string): string {
  if (/^\.{0,2}$/.test(name)) {
    throw new Misconfigured(`\`${name}\` cannot be the name of anything in a workspace`, "name", "Give its name");
  }
  return encodeURIComponent(name);
}
