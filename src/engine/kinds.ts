// What an endpoint serves where that is surely no custom model, for the rules about fields that only custom models have.
import type { Endpoint } from "./model.ts";

/** The kind in words; undefined where an entity is, or might be, a custom model or a feature spec. */
export function onlyKind({ entities }: Endpoint): string | undefined {
  const kinds = new Set(entities.map(({ kind }) => kind));
  if (kinds.size === 0 || kinds.has("custom") || kinds.has("unknown")) return undefined;
  if (kinds.size > 1) return "external and provisioned-throughput models";
  return kinds.has("external") ? "external models" : "models with provisioned throughput";
}
