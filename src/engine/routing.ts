// Which served entity each route leads to: what the rules about routes have in common. It judges nothing.
import { type Endpoint, type Entity, isTemplated, type Route } from "./model.ts";
import { givenEntry } from "./tree.ts";

export interface Routing {
  /** The names of all served entities; undefined where one of them cannot be told and might be the one meant. */
  readonly names: ReadonlySet<string> | undefined;
  /** Routes after the first one to the same entity, each with that first one. */
  readonly repeated: readonly { readonly route: Route; readonly first: Route }[];
  /** Entities that surely have no route; none where a route leads nowhere, for it may have been meant for them. */
  readonly unrouted: readonly Entity[];
}

/** Several rules ask for the same endpoint's. */
const ROUTINGS = new WeakMap<Endpoint, Routing>();

export function routingOf(endpoint: Endpoint): Routing {
  const known = ROUTINGS.get(endpoint) ?? readRouting(endpoint);
  ROUTINGS.set(endpoint, known);
  return known;
}

/** A name with `${…}` is compared as text: the same text is the same name, another text is unknown. */
function readRouting(endpoint: Endpoint): Routing {
  const { entities, routes } = endpoint;
  const repeated = repeatedRoutes(endpoint);
  const routed = new Set(routes.map(({ name }) => name));
  const known = new Set(entities.map(({ name }) => name));
  const settled =
    repeated.length === 0 &&
    routes.every((route) => route.name !== undefined && known.has(route.name) && agrees(route));
  const unrouted = settled && routes.length > 0 ? entities.filter(({ name }) => !routed.has(name)) : [];
  return { names: knownNames(endpoint), repeated, unrouted };
}

/** The keys of a route that name its entity say the same, as far as one can tell. */
export function agrees({ nameNodes: [one, other] }: Route): boolean {
  return other === undefined || one?.value === other.value;
}

function repeatedRoutes({ entities, routes }: Endpoint): { route: Route; first: Route }[] {
  const times = new Map<string, number>();
  for (const { name } of entities) if (name !== undefined) times.set(name, (times.get(name) ?? 0) + 1);
  const firsts = new Map<string, Route>();
  return routes.flatMap((route) => {
    const { name } = route;
    // Two entities of one name want two routes; the name is what is wrong there.
    if (name === undefined || !agrees(route) || (times.get(name) ?? 0) > 1) return [];
    const first = firsts.get(name);
    if (first) return [{ route, first }];
    firsts.set(name, route);
    return [];
  });
}

function knownNames({ config, entities }: Endpoint): Set<string> | undefined {
  const lists = ["served_entities", "served_models"].flatMap((key) => givenEntry(config, key)?.value ?? []);
  const items = lists.flatMap((list) => (list.kind === "array" ? list.items : [undefined]));
  if (lists.length === 0 || items.length > entities.length) return undefined;
  const names = new Set<string>();
  for (const { name } of entities) {
    if (name === undefined || isTemplated(name)) return undefined;
    names.add(name);
  }
  return names;
}
