// Makes the tree straight from the YAML library's syntax tokens where the text holds nothing but plain lists, objects and
// values on one line, as nearly all configs do: that costs a fraction of composing a document. Whatever is out of the
// ordinary, a mistake above all, is left to the composer; a test holds the two against each other.
import type { CST } from "yaml";
import { MAX_DEPTH, reportDuplicates } from "./text-problems.ts";
import type { Document, Entry, Node, Range, Scalar, SyntaxProblem } from "./tree.ts";

/** The tree and the duplicate keys of a text, or undefined where the composer has to be asked. */
export function plainDocument(text: string, tokens: readonly CST.Token[]): Document | undefined {
  try {
    const problems: SyntaxProblem[] = [];
    const documents = tokens.filter(({ type }) => type !== "newline" && type !== "comment");
    const [document] = documents;
    if (documents.length !== 1 || document?.type !== "document") return undefined;
    if (!isBlank(document.start) || !isEnd(document.end)) return undefined;
    const roots = [new PlainReader(problems).node(document.value, 0)];
    return { text, format: "yaml", roots, problems };
  } catch (error) {
    if (error instanceof NotPlain) return undefined;
    throw error;
  }
}

class NotPlain extends Error {}

class PlainReader {
  readonly #problems: SyntaxProblem[];

  constructor(problems: SyntaxProblem[]) {
    this.#problems = problems;
  }

  node(token: CST.Token | null | undefined, depth: number): Node {
    if (depth > MAX_DEPTH) throw new NotPlain();
    switch (token?.type) {
      case "scalar":
      case "single-quoted-scalar":
      case "double-quoted-scalar":
        if (!isEnd(token.end)) throw new NotPlain();
        return { kind: "scalar", value: scalarOf(token), start: token.offset, end: token.offset + token.source.length };
      case "block-map":
        return this.#map(token, depth);
      case "block-seq":
        return this.#list(token, depth);
      case "flow-collection":
        return token.start.type === "flow-map-start" ? this.#flowMap(token, depth) : this.#flowList(token, depth);
      default:
        throw new NotPlain();
    }
  }

  #map({ offset, indent, items }: CST.BlockMap, depth: number): Node {
    const entries: Entry[] = [];
    for (const { start, key, sep, value } of items) {
      if (!isBlank(start)) throw new NotPlain();
      if (!key && !sep && !value) continue;
      const colon = colonOf(sep);
      if (value?.type === "block-map" && !sep?.some(({ type }) => type === "newline")) throw new NotPlain();
      if (!key || !("indent" in key) || key.indent !== indent) throw new NotPlain();
      const text = keyOf(key);
      entries.push({ key: text, value: value ? this.node(value, depth + 1) : empty(colon, sep) });
    }
    const last = entries.at(-1);
    if (last === undefined) throw new NotPlain();
    return this.#object(entries, false, { start: offset, end: Math.max(last.key.end, last.value?.end ?? 0) });
  }

  #list({ offset, items }: CST.BlockSequence, depth: number): Node {
    const nodes: Node[] = [];
    for (const { start, value } of items) {
      const dash = indicatorOf(start, "seq-item-ind");
      if (dash !== undefined) nodes.push(value ? this.node(value, depth + 1) : empty(dash, start));
      else if (value) throw new NotPlain();
    }
    const last = nodes.at(-1);
    if (last === undefined) throw new NotPlain();
    return { kind: "array", items: nodes, flow: false, start: offset, end: last.end };
  }

  #flowMap(token: CST.FlowCollection, depth: number): Node {
    const entries: Entry[] = [];
    const end = flowEnd(token, "flow-map-end");
    for (const { start, key, sep, value } of flowItems(token)) {
      if (!key || !isBlank(start.filter(({ type }) => type !== "comma"))) throw new NotPlain();
      const colon = colonOf(sep);
      entries.push({ key: keyOf(key), value: value ? this.node(value, depth + 1) : empty(colon, sep) });
    }
    return this.#object(entries, true, { start: token.offset, end });
  }

  #flowList(token: CST.FlowCollection, depth: number): Node {
    const end = flowEnd(token, "flow-seq-end");
    const items = flowItems(token).map(({ key, sep, value }) => {
      if (key || sep) throw new NotPlain();
      return this.node(value, depth + 1);
    });
    return { kind: "array", items, flow: true, start: token.offset, end };
  }

  #object(entries: Entry[], flow: boolean, { start, end }: Range): Node {
    const node = { kind: "object" as const, entries, flow, start, end };
    reportDuplicates(node, this.#problems);
    return node;
  }
}

/** With one comma before each but the first, and no comments; a comma behind the last is nothing. */
function flowItems({ items }: CST.FlowCollection): CST.FlowCollection["items"] {
  const isLoneComma = (i: number) => i === items.length - 1 && !items[i]?.key && !items[i]?.value && !items[i]?.sep;
  return items.filter(({ start }, i) => {
    const commas = start.filter(({ type }) => type === "comma").length;
    const others = start.every(({ type }) => type === "comma" || type === "space" || type === "newline");
    if (!others || commas > 1 || (commas === 1) !== i > 0) {
      if (!(others && isLoneComma(i) && commas === 0)) throw new NotPlain();
    }
    return !isLoneComma(i);
  });
}

function flowEnd({ end }: CST.FlowCollection, type: "flow-map-end" | "flow-seq-end"): number {
  const [closer, ...rest] = end;
  if (closer?.type !== type || !isEnd(rest)) throw new NotPlain();
  return closer.offset + closer.source.length;
}

function keyOf(token: CST.Token): Entry["key"] {
  if (token.type !== "scalar" && token.type !== "single-quoted-scalar" && token.type !== "double-quoted-scalar")
    throw new NotPlain();
  const { source, offset } = token;
  // The library wants the colon within 1024 characters.
  if (source === "" || source === "<<" || source.length > 1000 || token.end) throw new NotPlain();
  const value = scalarOf(token);
  return {
    kind: "scalar",
    value: token.type === "scalar" ? source : String(value),
    start: offset,
    end: offset + source.length,
  };
}

/** Space, line breaks and comments; a tab may be an indentation. */
function isBlank(tokens: readonly CST.SourceToken[]): boolean {
  for (const { type, source } of tokens) {
    if (type === "space" ? source.includes("\t") : type !== "newline" && type !== "comment") return false;
  }
  return true;
}

/** What follows a value on its line: a comment needs a space before it. */
function isEnd(tokens: readonly CST.SourceToken[] | undefined): boolean {
  return tokens === undefined || (tokens[0]?.type !== "comment" && isBlank(tokens));
}

function colonOf(sep: readonly CST.SourceToken[] | undefined): number {
  const colon = sep && indicatorOf(sep, "map-value-ind");
  if (colon === undefined) throw new NotPlain();
  return colon;
}

/** The index of the one token of this type among blank ones. */
function indicatorOf(tokens: readonly CST.SourceToken[], type: CST.SourceToken["type"]): number | undefined {
  let found: number | undefined;
  for (let i = 0; i < tokens.length; i++) {
    const token = tokens[i] as CST.SourceToken;
    if (token.type === type && found === undefined) found = i;
    else if (
      token.type === "space" ? token.source.includes("\t") : token.type !== "newline" && token.type !== "comment"
    )
      throw new NotPlain();
  }
  return found;
}

/** An absent value stands behind its indicator and the space that follows. */
function empty(indicator: number, tokens: readonly CST.SourceToken[] = []): Node {
  const token = tokens[indicator];
  const space = tokens[indicator + 1];
  const offset = (token?.offset ?? 0) + 1 + (space?.type === "space" ? space.source.length : 0);
  return { kind: "scalar", value: null, start: offset, end: offset };
}

function scalarOf({ type, source }: CST.FlowScalar): Scalar {
  if (source.includes("\n") || source.includes("\r")) throw new NotPlain();
  if (type === "scalar") return plainValue(source);
  const quote = type === "single-quoted-scalar" ? "'" : '"';
  const inner = source.slice(1, -1);
  if (source.length < 2 || !source.endsWith(quote) || (quote === '"' && inner.includes("\\"))) throw new NotPlain();
  return quote === "'" ? inner.replaceAll("''", "'") : inner;
}

const WORDS = new Map<string, Scalar>([
  ...["~", "null", "Null", "NULL"].map((word) => [word, null] as const),
  ...["true", "True", "TRUE"].map((word) => [word, true] as const),
  ...["false", "False", "FALSE"].map((word) => [word, false] as const),
]);

/** YAML 1.2's core schema, the rare numbers excepted: https://yaml.org/spec/1.2.2/#103-core-schema */
function plainValue(source: string): Scalar {
  const first = source.charCodeAt(0);
  const isNumeric = (first >= 48 && first <= 57) || first === 43 || first === 45 || first === 46;
  if (!isNumeric) {
    if (/^[,%|>@`\t]|^$/.test(source)) throw new NotPlain();
    return source.length > 5 ? source : (WORDS.get(source) ?? (WORDS.has(source) ? null : source));
  }
  if (/^[-+]?\d+(?:\.\d+)?$/.test(source)) return Number(source);
  if (/^(?:0[ox]|[-+]?\.|[-+]?\d+(?:\.\d*)?(?:[eE]|$))/.test(source)) throw new NotPlain();
  return source;
}
