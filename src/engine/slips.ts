// What an unknown key was meant to be: a field of its own object under a slip, or one that belongs elsewhere.
import type { Endpoint } from "./model.ts";
import { nearest } from "./nearest.ts";
import { levelOf, placeOf } from "./places.ts";
import { givenEntry, type ObjectNode } from "./tree.ts";
import type { UnknownKey } from "./unknown-keys.ts";

/** The field of the same object that an unknown key was meant to be, where one comes close. */
export function meantField({ entry, object, known, path }: UnknownKey, endpoint: Endpoint): string | undefined {
  const word = entry.key.value;
  const free = known.filter((key) => !givenEntry(object, key));
  const level = levelOf(path, endpoint);
  const alias = Object.hasOwn(ALIASES, level) ? new Map(ALIASES[level]).get(word) : undefined;
  if (alias !== undefined) return free.includes(alias) ? alias : undefined;
  return nearest(word, free) ?? continued(word, free);
}

/** The one candidate that goes on where the word ends, at an underscore or dash, or the other way round. */
export function continued(word: string, candidates: readonly string[]): string | undefined {
  const related = candidates.filter((candidate) => goesOn(candidate, word) || goesOn(word, candidate));
  return related.length === 1 ? related[0] : undefined;
}

/**
 * Whether a field that is not there was meant by an unknown key: one of its own object with a slip in it, or one that stands
 * elsewhere and belongs here. It is not missing too, then.
 */
export function meantFields(endpoint: Endpoint): IsMeant {
  const known = MEANT.get(endpoint) ?? findMeant(endpoint);
  MEANT.set(endpoint, known);
  return known;
}

type IsMeant = (object: ObjectNode, property: string) => boolean;

/** Several rules ask for the same endpoint's. */
const MEANT = new WeakMap<Endpoint, IsMeant>();

function findMeant(endpoint: Endpoint): IsMeant {
  const slips = new Map<ObjectNode, Set<string | undefined>>();
  const misplaced = new Set<string | undefined>();
  for (const violation of endpoint.violations) {
    if (violation.kind !== "unknown-key") continue;
    const place = placeOf(violation, endpoint);
    if (place) misplaced.add(violation.entry.key.value).add(place.wrap);
    const { object } = violation;
    slips.set(object, (slips.get(object) ?? new Set()).add(meantField(violation, endpoint)));
  }
  return (object, property) => misplaced.has(property) || slips.get(object)?.has(property) === true;
}

/** What people write at a level for a field whose name is not near. */
const ALIASES: Readonly<Record<string, readonly (readonly [string, string])[]>> = {
  routes: [
    ["name", "served_entity_name"],
    ["entity_name", "served_entity_name"],
    ["model_name", "served_model_name"],
  ],
  served_models: [
    ["entity_name", "model_name"],
    ["entity_version", "model_version"],
  ],
};

/** `scale_to_zero_enabled` goes on from `scale_to_zero`, and `traffic_percentage` ends in `percentage`. */
function goesOn(long: string, short: string): boolean {
  return ["_", "-"].some((joint) => long.startsWith(short + joint) || long.endsWith(joint + short));
}
