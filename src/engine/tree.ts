// One tree for JSON and YAML: plain data with UTF-16 offsets into the text it was read from. It knows nothing of
// endpoints; what is written twice in the text through a YAML alias is one shared node here, never a copy.

/** A half-open range of UTF-16 offsets into the document's text. */
export interface Range {
  readonly start: number;
  readonly end: number;
}

export type Scalar = string | number | boolean | null;

/** Plain JSON data, as a fix writes it. */
export type Json = Scalar | readonly Json[] | { readonly [key: string]: Json };

/** A value in the document. Every node is its own range; delimiters and quotes belong to it. */
export type Node = ObjectNode | ArrayNode | ScalarNode;

export interface ObjectNode extends Range {
  readonly kind: "object";
  readonly entries: Entry[];
  /** The `<<: …` of a YAML mapping, in the order of the text; what they bring is among the entries, as inherited. */
  readonly merges?: readonly Entry[];
  /** Written with braces, as always in JSON. A block mapping of YAML is not. */
  readonly flow: boolean;
}

export interface ArrayNode extends Range {
  readonly kind: "array";
  readonly items: Node[];
  /** The text of every item, where one of them is a YAML alias and its node stands elsewhere. */
  readonly spans?: readonly Range[];
  /** Written with brackets, as always in JSON. */
  readonly flow: boolean;
}

export interface ScalarNode extends Range {
  readonly kind: "scalar";
  readonly value: Scalar;
}

export interface Entry {
  readonly key: KeyNode;
  /** Absent where the text stops after the key: `{"name": }`. */
  readonly value: Node | undefined;
  /** Comes from a YAML merge (`<<: *base`), so its text stands elsewhere and may serve others too. */
  readonly inherited?: boolean;
  /** The YAML alias that stands here for the value. */
  readonly alias?: Range;
}

export interface KeyNode extends Range {
  readonly kind: "scalar";
  readonly value: string;
}

export type Format = "json" | "jsonc" | "yaml";

/** A mistake in the text itself, found while reading it. */
export interface SyntaxProblem extends Range {
  readonly kind: "syntax" | "comment" | "trailing-comma" | "duplicate-key";
  readonly message: string;
  /** What repairs the text, where that is certain. */
  readonly repair?: { readonly title: string; readonly edits: readonly TextEdit[] };
}

/** A replacement of one range of a text, by offsets of that same text. */
export interface TextEdit extends Range {
  readonly text: string;
}

/** A text that has been read. Broken text still has a tree of what could be understood. */
export interface Document {
  readonly text: string;
  readonly format: Format;
  /** One per document of a YAML stream; one at most in JSON. */
  readonly roots: readonly Node[];
  readonly problems: readonly SyntaxProblem[];
  /** A mistake in the text leaves the tree in doubt: good enough to be judged, not to be changed. */
  readonly guessed?: boolean;
  /** Text that counts in several places: what YAML aliases repeat and merges spread. Absent where there is none. */
  readonly shared?: readonly Range[];
}

/** The entry of `key`; the last one wins where a key stands twice, as every JSON reader has it. */
export function entryOf(node: Node | undefined, key: string): Entry | undefined {
  if (node?.kind !== "object") return undefined;
  const { entries } = node;
  if (entries.length > INDEXED) return indexOf(node).get(key);
  for (let i = entries.length - 1; i >= 0; i--) if (entries[i]?.key.value === key) return entries[i];
  return undefined;
}

/** From this many entries on a search through them costs more than an index. */
const INDEXED = 32;

const INDICES = new WeakMap<ObjectNode, ReadonlyMap<string, Entry>>();

function indexOf(node: ObjectNode): ReadonlyMap<string, Entry> {
  const known = INDICES.get(node);
  if (known) return known;
  const index = new Map(node.entries.map((entry) => [entry.key.value, entry]));
  INDICES.set(node, index);
  return index;
}

/** The entry of `key`, unless its value is null: the service's clients take null for an absent field. */
export function givenEntry(node: Node | undefined, key: string): Entry | undefined {
  const entry = entryOf(node, key);
  return entry?.value?.kind === "scalar" && entry.value.value === null ? undefined : entry;
}

/** The value at a path of keys, or undefined where the path leaves the tree. */
export function valueAt(node: Node | undefined, ...path: readonly (string | number)[]): Node | undefined {
  let at = node;
  for (const step of path) {
    at =
      at?.kind === "array" ? (typeof step === "number" ? at.items[step] : undefined) : entryOf(at, String(step))?.value;
  }
  return at;
}

/** The text of a string scalar, else undefined. */
export function stringOf(node: Node | undefined): string | undefined {
  return node?.kind === "scalar" && typeof node.value === "string" ? node.value : undefined;
}

/** The plain value of a node. `__proto__` becomes an ordinary own key; shared nodes become shared values. */
export function toJson(node: Node): Json {
  switch (node.kind) {
    case "scalar":
      return node.value;
    case "array":
      return node.items.map(toJson);
    case "object": {
      const value: Record<string, Json> = {};
      for (const entry of node.entries) {
        const json = entry.value === undefined ? null : toJson(entry.value);
        if (entry.key.value === "__proto__") {
          Object.defineProperty(value, "__proto__", {
            value: json,
            enumerable: true,
            configurable: true,
            writable: true,
          });
        } else value[entry.key.value] = json;
      }
      return value;
    }
  }
}

/** The plain value of an entry; null where it has none. */
export function entryValue(entry: Entry): Json {
  return entry.value === undefined ? null : toJson(entry.value);
}
