// A split as edits of the document that holds it: percentages change, missing routes are added, everything else stays.
import type { Edit, Endpoint, Json } from "../engine/index.ts";
import { type Share, shareOf } from "./split.ts";

/**
 * The split that a config in a document stands for: its routes in their order, then served entities without a route at
 * 0 %. Undefined where a name or a percentage cannot be told from the text.
 */
export function sharesInDocument({ entities, routes }: Endpoint): Share[] | undefined {
  const shares: Share[] = [];
  for (const { name, percentage } of routes) {
    if (name === undefined || percentage === undefined) return undefined;
    shares.push({ servedEntity: name, percentage });
  }
  for (const { name } of entities) {
    if (name === undefined) return undefined;
    if (!shares.some(({ servedEntity }) => servedEntity === name)) shares.push({ servedEntity: name, percentage: 0 });
  }
  const [only] = entities;
  if (routes.length === 0 && entities.length === 1 && only?.name !== undefined)
    return [{ servedEntity: only.name, percentage: 100 }];
  return shares;
}

/** The edits that give the config these shares. A quoted percentage stays quoted; equal ones are not touched. */
export function splitEdits({ routes, routesNode, config }: Endpoint, shares: readonly Share[]): Edit[] {
  const edits: Edit[] = routes.flatMap(({ name, percentage, percentageNode: node }) => {
    const wanted = name === undefined ? percentage : shareOf(shares, name);
    if (node === undefined || wanted === undefined || wanted === percentage) return [];
    return [{ kind: "replace" as const, node, value: typeof node.value === "string" ? String(wanted) : wanted }];
  });
  const added: Json[] = shares
    .filter(({ servedEntity }) => !routes.some(({ name }) => name === servedEntity))
    .filter(({ percentage }) => percentage > 0 || routesNode === undefined)
    .map(({ servedEntity, percentage }) => ({ served_entity_name: servedEntity, traffic_percentage: percentage }));
  if (added.length === 0 || config === undefined) return edits;
  if (routesNode === undefined)
    return [...edits, { kind: "insert", into: config, key: "traffic_config", value: { routes: added } }];
  return [...edits, ...added.map((value) => ({ kind: "insert" as const, into: routesNode, value }))];
}
