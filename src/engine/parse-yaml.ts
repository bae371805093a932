// Reads YAML into the same tree as JSON: aliases become shared nodes, merges become inherited entries, and ranges are
// trimmed to the text that a person would call the value. What YAML has and JSON has not is a problem of the text.
import {
  type Alias,
  Composer,
  isAlias,
  isMap,
  isPair,
  isScalar,
  isSeq,
  type Pair,
  Parser,
  type YAMLMap,
  type YAMLParseError,
  type YAMLSeq,
  type Node as YamlNode,
  type Scalar as YamlScalar,
} from "yaml";
import { applyTextEdits } from "./edit.ts";
import { keyName } from "./key-name.ts";
import { emptyDocument, MAX_DEPTH, reportDuplicates, tooDeep, tooLong } from "./text-problems.ts";
import type { Document, Entry, KeyNode, Node, ObjectNode, Range, Scalar, SyntaxProblem, TextEdit } from "./tree.ts";
import { depthExceededAt, tooLongAt } from "./yaml-lexemes.ts";
import { parsePlainYaml } from "./yaml-plain.ts";
import { yamlProblem } from "./yaml-problems.ts";

/** Aliases that repeat more values than this make an alias bomb, not a config. */
const MAX_REPEATED = 100_000;

/** Errors that say all there is to say about their place; any other may be an echo of the first. */
const INDEPENDENT = new Set(["BAD_DQ_ESCAPE", "BAD_SCALAR_START"]);

/**
 * What the library reads in a way of its own: a byte order mark within the text or before an indented line, a lone
 * carriage return, and most of what can follow a `?`.
 */
const DOUBTFUL = /(?!^)\ufeff|^\ufeff[ \t]|\r(?!\n)|(?:^|[\s{[,])\?(?:\s|$)/;

/** Reads `text`, any text at all, as a stream of YAML documents. Never throws. */
export function parseYaml(text: string): Document {
  if (text.trim() === "") return emptyDocument(text, "yaml");
  return parsePlainYaml(text) ?? parseAnyYaml(text);
}

/** The same for any text by way of the library, slower. */
export function parseAnyYaml(text: string): Document {
  const long = tooLongAt(text);
  if (long !== undefined) return tooLong(text, "yaml", long);
  const deep = depthExceededAt(text);
  if (deep !== undefined) return tooDeep(text, "yaml", deep);
  try {
    return read(text);
  } catch (error) {
    if (error instanceof Refused) return refused(text, error);
    throw error;
  }
}

class Refused extends Error {
  readonly range: Range | undefined;
  constructor(message: string, range?: Range) {
    super(message);
    this.range = range;
  }
}

function refused(text: string, { message, range }: Refused): Document {
  if (range && message === "") return tooDeep(text, "yaml", range.start);
  const newline = text.indexOf("\n");
  const end = newline < 0 ? text.length : newline;
  return { text, format: "yaml", roots: [], problems: [{ kind: "syntax", message, ...(range ?? { start: 0, end }) }] };
}

function read(text: string): Document {
  const problems: SyntaxProblem[] = [];
  const roots: Node[] = [];
  const converter = new Converter(text);
  let guessed = DOUBTFUL.test(text);
  for (const { contents, errors } of compose(text)) {
    const root = contents && converter.document(contents as YamlNode);
    if (root) roots.push(root);
    guessed ||= errors.length > 0 || converter.problems.some(({ repair }) => repair === undefined);
    problems.push(...(errors.length > 0 ? told(errors, text) : converter.problems), ...converter.duplicates);
  }
  if (roots.length === 0 && problems.length === 0) return emptyDocument(text, "yaml");
  problems.sort((a, b) => a.start - b.start);
  const { shared } = converter;
  return { text, format: "yaml", roots, problems, ...(guessed && { guessed }), ...(shared.length > 0 && { shared }) };
}

function told([first, ...others]: readonly YAMLParseError[], text: string): SyntaxProblem[] {
  const errors = [...(first ? [first] : []), ...others.filter(({ code }) => INDEPENDENT.has(code))];
  return errors.map((error) => yamlProblem(error, text, (edits) => parses(text, edits)));
}

function compose(text: string) {
  // The library's own tags would give values that JSON has not.
  const composer = new Composer({ uniqueKeys: false, resolveKnownTags: false, logLevel: "silent" });
  return composer.compose(new Parser().parse(text));
}

function parses(text: string, edits: readonly TextEdit[]): boolean {
  const repaired = applyTextEdits(text, edits);
  const converter = new Converter(repaired);
  for (const { contents, errors } of compose(repaired)) {
    if (contents) converter.document(contents as YamlNode);
    if (errors.length > 0 || converter.problems.length > 0) return false;
  }
  return true;
}

/** A node behind an anchor, with what it costs to repeat it. */
interface Anchored {
  readonly node: Node;
  readonly values: number;
  readonly height: number;
}

/** Converts the documents of a stream. Anchors are resolved in reading order, as YAML has it. */
class Converter {
  /** Of the latest document; where that does not parse, they may be echoes. */
  problems: SyntaxProblem[] = [];
  duplicates: SyntaxProblem[] = [];
  readonly shared: Range[] = [];
  readonly #text: string;
  /** Undefined while the node itself is being read. */
  readonly #anchors = new Map<string, Anchored | undefined>();
  #values = 0;
  #repeated = 0;
  #deepest = 0;

  constructor(text: string) {
    this.#text = text;
  }

  document(contents: YamlNode): Node | undefined {
    this.problems = [];
    this.duplicates = [];
    this.#anchors.clear();
    return this.#node(contents, 0);
  }

  /** Undefined for an alias that leads nowhere. */
  #node(node: YamlNode, depth: number): Node | undefined {
    if (isAlias(node)) return this.#alias(node, depth);
    this.#values++;
    if (depth > MAX_DEPTH) throw new Refused("", rangeOf(node));
    if (depth > this.#deepest) this.#deepest = depth;
    const { anchor } = node as YamlScalar;
    return anchor === undefined ? this.#value(node, depth) : this.#anchored(anchor, node, depth);
  }

  #anchored(anchor: string, node: YamlNode, depth: number): Node {
    this.#anchors.set(anchor, undefined);
    const before = this.#values;
    const deepest = this.#deepest;
    this.#deepest = depth;
    const converted = this.#value(node, depth);
    const height = this.#deepest - depth;
    this.#anchors.set(anchor, { node: converted, values: this.#values - before + 1, height });
    this.#deepest = Math.max(deepest, this.#deepest);
    return converted;
  }

  #alias(alias: Alias, depth: number): Node | undefined {
    const { source } = alias;
    const anchored = this.#anchors.get(source);
    if (anchored === undefined) {
      const itself = this.#anchors.has(source);
      const message = itself
        ? `\`*${source}\` stands within what it refers to`
        : `\`*${source}\` has no anchor \`&${source}\` above it`;
      this.problems.push({ kind: "syntax", message, ...rangeOf(alias) });
      return undefined;
    }
    this.#repeat(anchored.values, alias);
    if (depth + anchored.height > MAX_DEPTH) throw new Refused("", rangeOf(alias));
    this.#deepest = Math.max(this.#deepest, depth + anchored.height);
    this.#share(anchored.node);
    return anchored.node;
  }

  #share({ start, end }: Node): void {
    const last = this.shared.at(-1);
    if (last?.start !== start || last.end !== end) this.shared.push({ start, end });
  }

  #repeat(values: number, node: YamlNode): void {
    this.#values += values;
    this.#repeated += values;
    if (this.#repeated <= MAX_REPEATED) return;
    const message = `The aliases of this file repeat more than ${MAX_REPEATED} values; write them out`;
    throw new Refused(message, rangeOf(node));
  }

  #value(node: YamlNode, depth: number): Node {
    if (isMap(node)) return this.#secretReference(node) ?? this.#map(node, depth);
    if (isSeq(node)) return this.#sequence(node, depth);
    return isScalar(node) ? this.#scalar(node) : { kind: "scalar", value: null, ...rangeOf(node) };
  }

  #scalar(node: YamlScalar): Node {
    const { start, end } = rangeOf(node);
    const value = scalarValue(node);
    if (node.type !== "BLOCK_LITERAL" && node.type !== "BLOCK_FOLDED") return { kind: "scalar", value, start, end };
    // A block scalar's own range takes in its last line break and the empty lines behind it.
    return { kind: "scalar", value, start, end: start + this.#text.slice(start, end).trimEnd().length };
  }

  #sequence(node: YAMLSeq, depth: number): Node {
    const items: Node[] = [];
    const spans: Range[] = [];
    let aliased = false;
    for (const item of node.items as YamlNode[]) {
      if (isPair(item)) continue;
      const converted = this.#node(item, depth + 1);
      if (converted === undefined) continue;
      items.push(converted);
      spans.push(isAlias(item) ? rangeOf(item) : converted);
      aliased ||= isAlias(item);
    }
    const flow = node.flow === true;
    const { start, end } = rangeOf(node);
    const last = flow ? undefined : spans.at(-1);
    return {
      kind: "array",
      items,
      flow,
      start,
      end: last ? Math.max(start, last.end) : end,
      ...(aliased && { spans }),
    };
  }

  #map(node: YAMLMap, depth: number): Node {
    const entries: Entry[] = [];
    const merges: Entry[] = [];
    let last = 0;
    for (const pair of node.items as Pair[]) {
      const entry = this.#entry(pair, depth);
      if (entry === undefined) continue;
      last = Math.max(entry.key.end, (entry.alias ?? entry.value)?.end ?? 0);
      if (isMergeKey(pair.key)) merges.push(entry);
      else entries.push(entry);
    }
    const flow = node.flow === true;
    const { start, end } = rangeOf(node);
    const range = { start, end: flow || last === 0 ? end : Math.max(start, last) };
    const object: ObjectNode = { kind: "object", entries, flow, ...range, ...(merges.length > 0 && { merges }) };
    reportDuplicates(object, this.duplicates);
    if (merges.length > 0) this.#merge(object, merges, node);
    return object;
  }

  #entry({ key: keyNode, value: valueNode }: Pair, depth: number): Entry | undefined {
    const key = this.#key(keyNode as YamlNode | null);
    const value = valueNode === null ? undefined : this.#node(valueNode as YamlNode, depth + 1);
    if (key === undefined) return undefined;
    return isAlias(valueNode) ? { key, value, alias: rangeOf(valueNode) } : { key, value };
  }

  #key(node: YamlNode | null): KeyNode | undefined {
    if (node === null) return undefined;
    const { start, end } = rangeOf(node);
    if (isScalar(node) && start < end) return { kind: "scalar", value: keyName(keyText(node)), start, end };
    if (isScalar(node)) {
      const message = "A key is missing before the colon";
      this.problems.push({ kind: "syntax", message, start, end: Math.min(start + 1, this.#text.length) });
      return undefined;
    }
    const target = isAlias(node) ? this.#alias(node, 0) : undefined;
    if (target?.kind === "scalar") return { kind: "scalar", value: String(target.value), ...rangeOf(node) };
    if (!isAlias(node) || target) {
      const message = "A key has to be plain text; a list or an object cannot be one";
      this.problems.push({ kind: "syntax", message, ...rangeOf(node) });
    }
    return undefined;
  }

  /** What the object itself says wins over what it inherits, and earlier sources over later ones. */
  #merge(object: ObjectNode, merges: readonly Entry[], node: YamlNode): void {
    const known = new Set(object.entries.map(({ key }) => key.value));
    const inherited: Entry[] = [];
    for (const { value, key } of merges) {
      const sources = value?.kind === "array" ? value.items : [value];
      for (const source of sources) {
        if (source === undefined) continue;
        if (source.kind !== "object") {
          this.problems.push({
            kind: "syntax",
            message: "`<<` takes in objects only",
            start: key.start,
            end: key.end,
          });
          continue;
        }
        this.#share(source);
        this.#repeat(source.entries.length, node);
        for (const entry of source.entries) {
          if (known.has(entry.key.value)) continue;
          known.add(entry.key.value);
          inherited.push({ ...entry, inherited: true });
        }
      }
    }
    object.entries.unshift(...inherited);
  }

  /** `{{secrets/scope/key}}` without quotes: to YAML an object within an object, to everybody else a reference. */
  #secretReference(node: YAMLMap): Node | undefined {
    const [pair] = node.items as Pair[];
    if (node.flow !== true || node.items.length !== 1 || !isMap(pair?.key)) return undefined;
    const { start, end } = rangeOf(node);
    const value = this.#text.slice(start, end);
    if (!/^\{\{[^{}"\r\n]*\}\}$/.test(value)) return undefined;
    const repair = { title: "Put it in quotes", edits: [{ start, end, text: `"${value}"` }] };
    const message = "To YAML this is an object; a reference in braces needs quotes";
    this.problems.push({ kind: "syntax", message, start, end, repair });
    return { kind: "scalar", value, start, end };
  }
}

function rangeOf(node: { range?: readonly [number, number, number] | null }): Range {
  return { start: node.range?.[0] ?? 0, end: node.range?.[1] ?? 0 };
}

function isMergeKey(key: unknown): boolean {
  return isScalar(key) && key.type === "PLAIN" && (key.source === "<<" || key.value === "<<");
}

/** As it is written: JSON has no other keys than strings. */
function keyText({ value, source }: YamlScalar): string {
  return typeof value === "string" ? value : (source ?? String(value));
}

function scalarValue({ value, source }: YamlScalar): Scalar {
  if (value === null || typeof value === "string" || typeof value === "number" || typeof value === "boolean")
    return value;
  return source ?? String(value);
}
