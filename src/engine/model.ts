// The located facts of one endpoint config: what rules reason about. Every fact keeps the node it was read from, and
// what a `${…}` hides is unknown, never guessed.
import type { Located, Shape } from "./locate.ts";
import { type Violation, violationsOf } from "./schema.ts";
import {
  type ArrayNode,
  type Entry,
  entryOf,
  type Format,
  givenEntry,
  type Node,
  type ObjectNode,
  type ScalarNode,
  stringOf,
  valueAt,
} from "./tree.ts";

/** `unknown` is an entity that could be of more than one kind: it is at home with all of them. */
export type EntityKind = "custom" | "provisioned-throughput" | "external" | "unknown";

export interface Entity {
  readonly node: ObjectNode;
  readonly list: "served_entities" | "served_models";
  readonly kind: EntityKind;
  /** The key that tells the kind, where one does. */
  readonly evidence: Entry | undefined;
  /** Explicit, or the default that the service gives; undefined where it cannot be known from the text. */
  readonly name: string | undefined;
  /** The value of `name`, where one is written. */
  readonly nameNode: ScalarNode | undefined;
  /** The value of `entity_name`, or of the older `model_name`. */
  readonly modelNode: ScalarNode | undefined;
  /** The value of `entity_version`, or of the older `model_version`. */
  readonly versionNode: ScalarNode | undefined;
  readonly external: ObjectNode | undefined;
}

export interface Route {
  readonly node: ObjectNode;
  /** The value that names the served entity, under whichever of the two keys. */
  readonly nameNode: ScalarNode | undefined;
  /** What stands under both keys, the newer one first. */
  readonly nameNodes: readonly ScalarNode[];
  readonly name: string | undefined;
  readonly percentageNode: ScalarNode | undefined;
  /** Whole per cent; undefined where it is missing, templated or no whole number from 0 to 100. */
  readonly percentage: number | undefined;
}

export interface Endpoint {
  readonly shape: Shape;
  readonly format: Format;
  readonly node: ObjectNode;
  readonly name: string | undefined;
  /** The resource key of a bundle. */
  readonly resource: Entry | undefined;
  /** Where served entities and traffic stand: the `config` of a create body, the root of a config body. */
  readonly config: ObjectNode | undefined;
  /** The AI gateway's config: the field of an endpoint, or the whole of its own body. */
  readonly gateway: ObjectNode | undefined;
  readonly entities: readonly Entity[];
  /** The list of `traffic_config`, where it has one. */
  readonly routesNode: ArrayNode | undefined;
  readonly routes: readonly Route[];
  /** Where the text departs from the schema; computed when a rule first asks. */
  readonly violations: readonly Violation[];
}

/** Reads the facts of one located config. Whatever has the wrong shape is left out here and is a violation instead. */
export function readEndpoint(located: Located, format: Format): Endpoint {
  const { shape, node, resource } = located;
  const config = configOf(shape, node);
  const routesNode = valueAt(config, "traffic_config", "routes");
  let violations: readonly Violation[] | undefined;
  return {
    shape,
    format,
    node,
    name: stringOf(valueAt(node, "name")),
    resource,
    config,
    gateway: shape === "ai-gateway-body" ? node : asObject(valueAt(node, "ai_gateway")),
    entities: LISTS.flatMap((list) => objectsOf(valueAt(config, list)).map((entity) => readEntity(entity, list))),
    routesNode: routesNode?.kind === "array" ? routesNode : undefined,
    routes: objectsOf(routesNode).map(readRoute),
    get violations() {
      violations ??= violationsOf(located);
      return violations;
    },
  };
}

const LISTS = ["served_entities", "served_models"] as const;

/** A create body that lacks its `config` is judged as if the wrapper were there; that it is not is a finding of its own. */
function configOf(shape: Shape, node: ObjectNode): ObjectNode | undefined {
  const inner = asObject(valueAt(node, "config"));
  if (shape === "config-body") return inner ?? node;
  return inner ?? (LISTS.some((list) => entryOf(node, list)) ? node : undefined);
}

/** The text holds a reference that is filled in later, by a bundle's variables say. */
export function isTemplated(text: string): boolean {
  return text.includes("${");
}

/**
 * The model and the version that an entity serves, as one text to compare. Undefined for an external model, and where
 * either is missing or templated.
 */
export function servedModel({ kind, modelNode, versionNode }: Entity): string | undefined {
  const model = stringOf(modelNode);
  const version = versionNode === undefined ? "" : String(versionNode.value);
  if (kind === "external" || model === undefined || version === "") return undefined;
  return isTemplated(model) || isTemplated(version) ? undefined : `${model} ${version}`;
}

/** Something is put in before the text is sent: a bundle's `${…}`, or a `$NAME` as shells and templates have it. */
export function isFilledIn(text: string): boolean {
  return isTemplated(text) || /\$[A-Z_]/.test(text);
}

function readEntity(node: ObjectNode, list: Entity["list"]): Entity {
  const evidence = kindEvidence(node);
  const nameNode = asScalar(valueAt(node, "name"));
  return {
    node,
    list,
    ...evidence,
    nameNode,
    name: stringOf(nameNode) ?? (nameNode ? undefined : defaultName(node)),
    modelNode: asScalar(valueAt(node, "entity_name") ?? valueAt(node, "model_name")),
    versionNode: asScalar(valueAt(node, "entity_version") ?? valueAt(node, "model_version")),
    external: asObject(valueAt(node, "external_model")),
  };
}

const EVIDENCE: readonly [EntityKind, readonly string[]][] = [
  ["external", ["external_model"]],
  ["provisioned-throughput", ["min_provisioned_throughput", "max_provisioned_throughput", "provisioned_model_units"]],
  [
    "custom",
    [
      "workload_size",
      "workload_type",
      "min_provisioned_concurrency",
      "max_provisioned_concurrency",
      "environment_vars",
    ],
  ],
];

function kindEvidence(node: ObjectNode): { kind: EntityKind; evidence: Entry | undefined } {
  for (const [kind, keys] of EVIDENCE) {
    for (const key of keys) {
      const evidence = givenEntry(node, key);
      if (evidence) return { kind, evidence };
    }
  }
  const evidence = givenEntry(node, "entity_name") ?? givenEntry(node, "model_name");
  const name = stringOf(evidence?.value);
  const versioned = givenEntry(node, "entity_version") ?? givenEntry(node, "model_version");
  // Without a version it may be a feature spec; a model of system.ai may be served by its throughput or by its workload.
  const told = name !== undefined && !isTemplated(name) && !name.startsWith("system.ai.") && versioned;
  return { kind: told ? "custom" : "unknown", evidence };
}

/**
 * The name the service gives to an entity that has none: the external model's name with `.` and `:` as dashes, else the
 * last part of the model's name, a dash and the version. The first is documented in the Go SDK's ServedEntityInput; that only
 * the last part is taken has been seen in answers of the service.
 */
function defaultName(node: ObjectNode): string | undefined {
  const external = valueAt(node, "external_model");
  if (external) {
    const name = stringOf(valueAt(external, "name"));
    return name === undefined || isTemplated(name) ? name : name.replace(/[.:]/g, "-");
  }
  const model = stringOf(valueAt(node, "entity_name") ?? valueAt(node, "model_name"));
  const version = asScalar(valueAt(node, "entity_version") ?? valueAt(node, "model_version"))?.value;
  if (model === undefined || isTemplated(model) || version == null || version === "") return undefined;
  return `${model.slice(model.lastIndexOf(".") + 1)}-${version}`;
}

function readRoute(node: ObjectNode): Route {
  const older = asScalar(valueAt(node, "served_model_name"));
  const nameNode = asScalar(valueAt(node, "served_entity_name")) ?? older;
  const nameNodes =
    nameNode === undefined ? [] : older === undefined || older === nameNode ? [nameNode] : [nameNode, older];
  const percentageNode = asScalar(valueAt(node, "traffic_percentage"));
  const percentage = percentageOf(percentageNode);
  return { node, nameNode, nameNodes, name: stringOf(nameNode), percentageNode, percentage };
}

function percentageOf(node: ScalarNode | undefined): number | undefined {
  const value = wholeNumberOf(node);
  return value !== undefined && value >= 0 && value <= 100 ? value : undefined;
}

/** A whole number, or the digits of one: the service takes both. */
export function wholeNumberOf(node: Node | undefined): number | undefined {
  if (node?.kind !== "scalar") return undefined;
  const value = typeof node.value === "string" && /^\d+$/.test(node.value) ? Number(node.value) : node.value;
  return typeof value === "number" && Number.isInteger(value) ? value : undefined;
}

function objectsOf(list: Node | undefined): ObjectNode[] {
  return list?.kind === "array" ? list.items.filter((item) => item.kind === "object") : [];
}

function asObject(node: Node | undefined): ObjectNode | undefined {
  return node?.kind === "object" ? node : undefined;
}

function asScalar(node: Node | undefined): ScalarNode | undefined {
  return node?.kind === "scalar" && node.value !== null ? node : undefined;
}
