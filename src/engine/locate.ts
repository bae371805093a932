// Finds the endpoint configs in a document and says which shape each has. A document that holds none costs no more
// than this look at its first keys.
import { type Document, entryOf, type Node, type ObjectNode, stringOf, valueAt } from "./tree.ts";

/** What a config is written for: the body of one route of the API, or a resource of a bundle. */
export type Shape = "create-body" | "config-body" | "bundle-resource";

export interface Located {
  readonly shape: Shape;
  readonly node: ObjectNode;
  /** The key of a bundle resource, which stands for the endpoint where it has no name yet. */
  readonly resourceKey?: string;
}

export interface LocateOptions {
  /** The caller knows that this is an endpoint config, by its file name say; without it the contents have to show it. */
  readonly expected?: boolean;
}

/** Every endpoint config of the document, in the order of the text. */
export function locate(document: Document, { expected = false }: LocateOptions = {}): Located[] {
  return document.roots.flatMap((root) => {
    if (root.kind !== "object") return [];
    const resources = bundleResources(root);
    if (resources.length > 0) return resources;
    const shape = shapeOf(root) ?? (expected ? "create-body" : undefined);
    return shape ? [{ shape, node: root }] : [];
  });
}

function bundleResources(root: ObjectNode): Located[] {
  const group = valueAt(root, "resources", "model_serving_endpoints");
  if (group?.kind !== "object") return [];
  return group.entries.flatMap(({ key, value }) =>
    value?.kind === "object" ? [{ shape: "bundle-resource" as const, node: value, resourceKey: key.value }] : [],
  );
}

function shapeOf(root: ObjectNode): Shape | undefined {
  const config = valueAt(root, "config");
  if (config && holdsEntities(config)) return "create-body";
  if (holdsEntities(root)) return "config-body";
  return undefined;
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

/** What a reader calls the config: its name, else its key in the bundle. */
export function nameOf(located: Located): string | undefined {
  return stringOf(valueAt(located.node, "name")) ?? located.resourceKey;
}
