// Finds the endpoint configs in a document and says which shape each has. A document that holds none costs no more
// than this look at its first keys.
import { type Document, type Entry, entryOf, type Node, type ObjectNode, valueAt } from "./tree.ts";

/**
 * What a config is written for: the body of one route of the API, a resource of a bundle, or nothing but reading.
 * `config-body` is the body of PUT …/config, the `pt-` ones belong to the routes below /serving-endpoints/pt,
 * `bundle-override` is what a bundle's target changes of a resource, `saved-response` is an answer to GET.
 */
export type Shape =
  | "create-body"
  | "config-body"
  | "pt-create-body"
  | "pt-config-body"
  | "ai-gateway-body"
  | "bundle-resource"
  | "bundle-override"
  | "saved-response";

export interface Located {
  readonly shape: Shape;
  readonly node: ObjectNode;
  /** The entry of a bundle resource: its key stands for the endpoint where it has no name. */
  readonly resource?: Entry;
}

export interface LocateOptions {
  /** The caller knows that this is an endpoint config, by its file name say; without it the contents have to show it. */
  readonly expected?: boolean;
  /** The caller knows what it is for, as the receiver of a request does. */
  readonly shape?: Shape;
}

/** Every endpoint config of the document, in the order of the text. */
export function locate(document: Document, options: LocateOptions = {}): Located[] {
  return document.roots.flatMap((root) => locateIn(root, options));
}

function locateIn(root: Node, options: LocateOptions): Located[] {
  if (root.kind === "array") return root.items.flatMap((item) => locateIn(item, { ...options, expected: false }));
  if (root.kind !== "object") return [];
  if (options.shape) return [{ shape: options.shape, node: root }];
  const resources = [...bundleResources(root), ...targetOverrides(root)];
  if (resources.length > 0) return resources;
  const inner = wrapped(root);
  if (inner) return locateIn(inner, options);
  const shape = shapeOf(root) ?? (options.expected ? "create-body" : undefined);
  return shape ? [{ shape, node: root }] : [];
}

/** What tools put around a body: `{"json": {…}}` for request libraries, `{"endpoints": […]}` in the answer to a list. */
function wrapped(root: ObjectNode): Node | undefined {
  const endpoints = valueAt(root, "endpoints");
  if (endpoints?.kind === "array") return endpoints;
  const json = valueAt(root, "json");
  return json?.kind === "object" && root.entries.length <= 3 ? json : undefined;
}

function bundleResources(root: ObjectNode): Located[] {
  const resources = valueAt(root, "resources");
  return [
    ...resourcesOf(entryOf(resources, "model_serving_endpoints"), "bundle-resource"),
    ...resourcesOf(entryOf(resources, "serving_endpoints"), "bundle-resource"),
  ];
}

function targetOverrides(root: ObjectNode): Located[] {
  const targets = valueAt(root, "targets");
  if (targets?.kind !== "object") return [];
  return targets.entries.flatMap(({ value }) =>
    resourcesOf(entryOf(valueAt(value, "resources"), "model_serving_endpoints"), "bundle-override"),
  );
}

function resourcesOf(group: Entry | undefined, shape: Shape): Located[] {
  if (group?.value?.kind !== "object") return [];
  return group.value.entries.flatMap((resource) =>
    resource.value?.kind === "object" ? [{ shape, node: resource.value, resource }] : [],
  );
}

function shapeOf(root: ObjectNode): Shape | undefined {
  if (isSavedResponse(root)) return "saved-response";
  const config = valueAt(root, "config");
  if (config && holdsEntities(config)) {
    const units = onlyModelUnits(config);
    if (entryOf(root, "name")) return units ? "pt-create-body" : "create-body";
    return units && root.entries.length === 1 ? "pt-config-body" : "create-body";
  }
  if (holdsRoutes(root)) return "config-body";
  // A config body needs no name. With one it is a create body that lacks its `config`.
  if (holdsEntities(root)) return entryOf(root, "name") ? "create-body" : "config-body";
  return isGateway(root) ? "ai-gateway-body" : undefined;
}

/** What only the service writes at the top of an endpoint. */
function isSavedResponse(root: ObjectNode): boolean {
  if (!entryOf(root, "name")) return false;
  const state = valueAt(root, "state");
  return (
    entryOf(state, "ready") !== undefined ||
    entryOf(state, "config_update") !== undefined ||
    entryOf(root, "pending_config") !== undefined
  );
}

/** Lists of served entities, recognised by what stands in them: other tools have keys of the same name. */
function holdsEntities(node: Node): boolean {
  for (const list of ["served_entities", "served_models"]) {
    const value = entryOf(node, list)?.value;
    if (value?.kind !== "array") continue;
    const [first] = value.items;
    if (first === undefined) return true;
    if (first.kind !== "object") continue;
    const telling = ["entity_name", "model_name", "external_model", "name"];
    if (telling.some((key) => entryOf(first, key))) return true;
  }
  return false;
}

/** A split alone, as people send it who take the update for a patch. */
function holdsRoutes(root: ObjectNode): boolean {
  const routes = valueAt(root, "traffic_config", "routes");
  if (routes?.kind !== "array" || entryOf(root, "config") || entryOf(root, "served_entities")) return false;
  return routes.items.some((route) => entryOf(route, "traffic_percentage") !== undefined);
}

/** Every entity is sized in model units, which only the routes below /pt take for certain. */
function onlyModelUnits(config: Node): boolean {
  const list = valueAt(config, "served_entities");
  if (list?.kind !== "array" || list.items.length === 0) return false;
  return list.items.every((entity) => entryOf(entity, "provisioned_model_units") !== undefined);
}

/** Two of the parts that only an AI gateway has. */
function isGateway(root: ObjectNode): boolean {
  const parts = ["usage_tracking_config", "inference_table_config", "guardrails", "fallback_config", "rate_limits"];
  return parts.filter((part) => entryOf(root, part)).length >= 2;
}
