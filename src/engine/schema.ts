// Runs the compiled JSON Schema over one located config and gives its departures as violations: plain facts with nodes,
// one per mistake. Rules word them; completion and hover read the same schemas on their own.
import {
  aiGatewayBody,
  bundleResource,
  configBody,
  createBody,
  ptConfigBody,
  ptCreateBody,
} from "../../build/validators.js";
import type { Located, Shape } from "./locate.ts";
import { type Entry, entryOf, type Json, type Node, type ObjectNode, type ScalarNode, valueAt } from "./tree.ts";

export type JsonType = "string" | "integer" | "number" | "boolean" | "object" | "array";

/** Keys and indices from the endpoint's own node down to where the violation is. */
export type Path = readonly (string | number)[];

export type Violation =
  | { readonly kind: "missing"; readonly path: Path; readonly object: ObjectNode; readonly property: string }
  | {
      readonly kind: "unknown-key";
      readonly path: Path;
      readonly object: ObjectNode;
      readonly entry: Entry;
      readonly known: readonly string[];
    }
  | { readonly kind: "type"; readonly path: Path; readonly node: Node; readonly expected: JsonType }
  | {
      readonly kind: "value";
      readonly path: Path;
      readonly node: ScalarNode;
      readonly allowed: readonly string[];
      readonly open: boolean;
    }
  | {
      readonly kind: "range";
      readonly path: Path;
      readonly node: Node;
      readonly minimum: number | undefined;
      readonly maximum: number | undefined;
      readonly whole: boolean;
    }
  | { readonly kind: "empty"; readonly path: Path; readonly node: Node };

/** What the generated validators report; see scripts/build-schemas.mjs. */
interface SchemaError {
  instancePath: string;
  keyword: string;
  params: Record<string, unknown>;
  parentSchema?: {
    type?: unknown;
    properties?: Record<string, unknown>;
    minimum?: number;
    maximum?: number;
    "x-open"?: boolean;
  };
}
type Validator = ((data: unknown) => boolean) & { errors?: SchemaError[] | null };

/** A saved response is the service's own word: nothing in it is a departure. */
const VALIDATORS: Readonly<Record<Exclude<Shape, "saved-response">, Validator>> = {
  "create-body": createBody as Validator,
  "config-body": configBody as Validator,
  "pt-create-body": ptCreateBody as Validator,
  "pt-config-body": ptConfigBody as Validator,
  "ai-gateway-body": aiGatewayBody as Validator,
  "bundle-resource": bundleResource as Validator,
  "bundle-override": bundleResource as Validator,
};

/** Every departure of the config from its shape's schema. A value with `${…}` in it is unknown and departs from nothing. */
export function violationsOf({ shape, node }: Located): Violation[] {
  if (shape === "saved-response") return [];
  const validate = VALIDATORS[shape];
  if (validate(withoutNulls(node))) return [];
  // A fraction outside its range departs twice at one place; it is one mistake.
  const seen = new Set<string>();
  return (validate.errors ?? []).flatMap((error) => {
    const found = violation(error, node);
    const place = found && "node" in found ? error.instancePath : undefined;
    if (found === undefined || (place !== undefined && seen.has(place))) return [];
    if (place !== undefined) seen.add(place);
    return [found];
  });
}

function violation(error: SchemaError, root: ObjectNode): Violation | undefined {
  const path = pathOf(error.instancePath);
  const node = valueAt(root, ...path);
  if (node === undefined || isUnknown(node)) return undefined;
  const { params, parentSchema = {} } = error;
  switch (error.keyword) {
    case "required":
      return missing(path, node, String(params.missingProperty));
    case "additionalProperties":
      return unknownKey(path, node, String(params.additionalProperty), Object.keys(parentSchema.properties ?? {}));
    case "type":
      return wrongType(path, node, params.type as JsonType, parentSchema);
    case "enum":
      if (node.kind !== "scalar") return { kind: "type", path, node, expected: "string" };
      return {
        kind: "value",
        path,
        node,
        allowed: params.allowedValues as string[],
        open: parentSchema["x-open"] === true,
      };
    case "minimum":
    case "maximum":
      return rangeOf(path, node, parentSchema);
    case "minLength":
      return { kind: "empty", path, node };
    default:
      throw new Error(`the schemas use \`${error.keyword}\`, which no rule words`);
  }
}

function missing(path: Path, object: Node, property: string): Violation | undefined {
  if (object.kind !== "object") return undefined;
  // A key whose value is not typed yet is a mistake of the text, and reported as that.
  const entry = entryOf(object, property);
  return entry && entry.value === undefined ? undefined : { kind: "missing", path, object, property };
}

function unknownKey(path: Path, object: Node, key: string, known: readonly string[]): Violation | undefined {
  const entry = entryOf(object, key);
  return object.kind === "object" && entry ? { kind: "unknown-key", path, object, entry, known } : undefined;
}

type Bounds = Pick<NonNullable<SchemaError["parentSchema"]>, "type" | "minimum" | "maximum">;

function rangeOf(path: Path, node: Node, { type, minimum, maximum }: Bounds): Violation {
  return { kind: "range", path, node, minimum, maximum, whole: type === "integer" };
}

function wrongType(path: Path, node: Node, expected: JsonType, bounds: Bounds): Violation {
  const { minimum, maximum } = bounds;
  const number =
    node.kind === "scalar" && typeof node.value === "string" && node.value !== "" ? Number(node.value) : Number.NaN;
  const outside = expected === "integer" && (number < (minimum ?? number) || number > (maximum ?? number));
  return outside ? rangeOf(path, node, bounds) : { kind: "type", path, node, expected };
}

function isUnknown(node: Node): boolean {
  return node.kind === "scalar" && typeof node.value === "string" && node.value.includes("${");
}

function pathOf(pointer: string): Path {
  return pointer
    .split("/")
    .slice(1)
    .map((step) => (/^\d+$/.test(step) ? Number(step) : step.replaceAll("~1", "/").replaceAll("~0", "~")));
}

/** The plain value with null entries left out: null is an absent field to the service's clients, so it is to the schema. */
function withoutNulls(node: Node): Json {
  if (node.kind === "scalar") return node.value;
  if (node.kind === "array") return node.items.map(withoutNulls);
  const value: Record<string, Json> = {};
  for (const { key, value: child } of node.entries) {
    if (child === undefined || (child.kind === "scalar" && child.value === null)) continue;
    const json = withoutNulls(child);
    if (key.value === "__proto__")
      Object.defineProperty(value, key.value, { value: json, enumerable: true, configurable: true });
    else value[key.value] = json;
  }
  return value;
}

/**
 * The value a wrongly typed scalar stands for, where nothing is lost in writing it the right way: `"90"` for 90, `"true"`
 * for true, 3 for `"3"`. Undefined where the types differ for good.
 */
export function unquoted({ node, expected }: Extract<Violation, { kind: "type" }>): Json | undefined {
  if (node.kind !== "scalar") return undefined;
  const { value } = node;
  if (expected === "string" && typeof value === "number")
    return Number.isSafeInteger(value) ? String(value) : undefined;
  if (typeof value !== "string") return undefined;
  if (expected === "boolean" && /^(?:true|false)$/.test(value)) return value === "true";
  if (expected === "integer" && /^-?(?:0|[1-9]\d{0,14})$/.test(value)) return Number(value);
  if (expected === "number" && /^-?(?:0|[1-9]\d{0,14})(?:\.\d+)?$/.test(value)) return Number(value);
  return undefined;
}
