// Reads YAML into the same tree as JSON: aliases become shared nodes, merges become inherited entries, and ranges are
// trimmed to the text that a person would call the value.
import {
  type Alias,
  isAlias,
  isMap,
  isPair,
  isScalar,
  isSeq,
  type Pair,
  type ParsedNode,
  parseAllDocuments,
  type Document as YamlDocument,
  type Node as YamlNode,
} from "yaml";
import { emptyDocument, MAX_DEPTH, reportDuplicates, tooDeep } from "./text-problems.ts";
import type { Document, Entry, KeyNode, Node, ObjectNode, Scalar, SyntaxProblem } from "./tree.ts";

/** More nodes than this after following every alias is an alias bomb, not a config. */
const MAX_EXPANDED = 1_000_000;

/** Reads `text`, any text at all, as a stream of YAML documents. Never throws. */
export function parseYaml(text: string): Document {
  if (text.trim() === "") return emptyDocument(text, "yaml");
  if (deepest(text) > MAX_DEPTH) return tooDeep(text, "yaml", 0);
  const stream = parseAllDocuments(text, {
    uniqueKeys: false,
    prettyErrors: false,
    logLevel: "silent",
    stringKeys: false,
  });
  const documents = Array.isArray(stream) ? stream : [];
  const problems: SyntaxProblem[] = documents.flatMap(syntaxProblems);
  const roots: Node[] = [];
  for (const document of documents) {
    const root = document.contents && new Converter(document, problems).node(document.contents, 0);
    if (root !== null && root !== undefined) roots.push(root);
  }
  if (roots.some((root) => expandedSize(root, new Map()) > MAX_EXPANDED)) {
    const message = "The aliases of this file expand to more than a million values; write them out";
    return { text, format: "yaml", roots: [], problems: [{ kind: "syntax", message, start: 0, end: firstLine(text) }] };
  }
  if (roots.length === 0 && problems.length === 0) return emptyDocument(text, "yaml");
  return { text, format: "yaml", roots, problems };
}

function firstLine(text: string): number {
  const end = text.indexOf("\n");
  return end < 0 ? text.length : end;
}

/** Bracket nesting and indentation bound the depth; the parser itself recurses, so this is asked before it runs. */
function deepest(text: string): number {
  let depth = 0;
  let most = 0;
  for (const { 0: char } of text.matchAll(/[[\]{}]/g)) {
    depth += char === "[" || char === "{" ? 1 : -1;
    most = Math.max(most, depth);
  }
  for (const { 0: line } of text.matchAll(/^(?:[ ]*(?:[-?][ ]+)*)/gm)) most = Math.max(most, line.length / 2);
  return most;
}

function syntaxProblems(document: YamlDocument.Parsed | YamlDocument): SyntaxProblem[] {
  const [first] = document.errors;
  if (first === undefined) return [];
  // The parser's later errors are nearly always echoes of the first.
  const [start, end] = first.pos;
  return [{ kind: "syntax", message: `${sentence(first.message)}`, start, end: Math.max(end, start + 1) }];
}

function sentence(message: string): string {
  return message
    .replace(/\s*\n[\s\S]*$/, "")
    .replace(/ at line \d+.*$/, "")
    .replace(/[.:]$/, "");
}

class Converter {
  readonly #document: YamlDocument;
  readonly #problems: SyntaxProblem[];
  readonly #seen = new Map<YamlNode, Node>();

  constructor(document: YamlDocument, problems: SyntaxProblem[]) {
    this.#document = document;
    this.#problems = problems;
  }

  node(node: YamlNode | ParsedNode, depth: number): Node {
    if (isAlias(node)) return this.#alias(node, depth);
    const known = this.#seen.get(node);
    if (known) return known;
    const range = { start: node.range?.[0] ?? 0, end: node.range?.[1] ?? 0 };
    if (depth <= MAX_DEPTH && isMap(node)) return this.#map(node, range, depth);
    if (depth <= MAX_DEPTH && isSeq(node)) {
      const array = { kind: "array" as const, items: [] as Node[], flow: node.flow === true, ...range };
      this.#seen.set(node, array);
      for (const item of node.items) {
        if (isPair(item)) continue;
        array.items.push(this.node(item as YamlNode, depth + 1));
      }
      return this.#shrunk(node, array, array.items.at(-1)?.end);
    }
    const value = isScalar(node) ? scalarValue(node.value) : null;
    return this.#shared(node, { kind: "scalar", value, ...range });
  }

  #map(node: { items: Pair[]; flow?: boolean } & YamlNode, range: { start: number; end: number }, depth: number): Node {
    const object = { kind: "object" as const, entries: [] as Entry[], flow: node.flow === true, ...range };
    this.#seen.set(node, object);
    for (const pair of node.items) this.#pair(pair, object, depth);
    reportDuplicates(object, this.#problems);
    const last = object.entries.findLast((entry) => !entry.inherited);
    return this.#shrunk(
      node,
      object,
      last && (last.value && last.value.end > last.key.end ? last.value.end : last.key.end),
    );
  }

  #pair(pair: Pair, object: ObjectNode, depth: number): void {
    const keyNode = pair.key as YamlNode | null;
    if (!isScalar(keyNode) || keyNode.range == null) return;
    const key: KeyNode = {
      kind: "scalar",
      value: String(keyNode.value),
      start: keyNode.range[0],
      end: keyNode.range[1],
    };
    const value = pair.value === null ? undefined : this.node(pair.value as YamlNode, depth + 1);
    if (key.value === "<<" && value !== undefined) this.#merge(value, object);
    else object.entries.push({ key, value });
  }

  /** What the object itself says wins over what it inherits, wherever the merge stands. */
  #merge(source: Node, object: ObjectNode): void {
    const sources = source.kind === "array" ? source.items : [source];
    for (const from of sources) {
      if (from.kind !== "object") continue;
      for (const entry of from.entries) {
        if (!object.entries.some((own) => own.key.value === entry.key.value))
          object.entries.unshift({ ...entry, inherited: true });
      }
    }
  }

  #alias(alias: Alias, depth: number): Node {
    const target = alias.resolve(this.#document);
    // Unresolved (a syntax problem already) or an alias to what is being read right now: unknown, so null.
    const [start, end] = alias.range ?? [0, 0];
    const known = target && this.#seen.get(target);
    if (known) return known;
    return target && depth <= MAX_DEPTH ? this.node(target, depth + 1) : { kind: "scalar", value: null, start, end };
  }

  #shared<N extends Node>(node: YamlNode, converted: N): N {
    this.#seen.set(node, converted);
    return converted;
  }

  /** A block collection's own range runs on to the next token; people see it end with its last value. */
  #shrunk<N extends Node & { flow: boolean; end: number }>(node: YamlNode, converted: N, end: number | undefined): N {
    if (!converted.flow && end !== undefined) (converted as { end: number }).end = Math.max(end, converted.start);
    return this.#shared(node, converted);
  }
}

function scalarValue(value: unknown): Scalar {
  if (value === null || typeof value === "string" || typeof value === "number" || typeof value === "boolean")
    return value;
  return String(value);
}

/** The number of values once every alias is written out. Recursion through an alias counts as endless. */
function expandedSize(node: Node, sizes: Map<Node, number>): number {
  const known = sizes.get(node);
  if (known !== undefined) return known;
  sizes.set(node, Number.POSITIVE_INFINITY);
  let size = 1;
  if (node.kind === "array") for (const item of node.items) size += expandedSize(item, sizes);
  if (node.kind === "object") for (const { value } of node.entries) size += value ? expandedSize(value, sizes) : 1;
  sizes.set(node, size);
  return size;
}
