// Looks at YAML as a flat run of tokens, for what has to be known before or beside parsing: how deep the text nests, and
// where a bracket or a quote was opened.
import { Lexer } from "yaml";
import { MAX_DEPTH } from "./text-problems.ts";

interface Lexeme {
  readonly source: string;
  readonly offset: number;
  readonly isScalar: boolean;
}

/** Marks in the lexer's output that stand for no text: start of a document, end of flow by mistake, a plain scalar next. */
const DOCUMENT = "\x02";
const FLOW_END = "\x18";
const SCALAR = "\x1f";

function* lexemes(text: string): Iterable<Lexeme> {
  let offset = 0;
  let isScalar = false;
  for (const source of new Lexer().lex(text)) {
    if (!isScalar && source === SCALAR) {
      isScalar = true;
      continue;
    }
    if (isScalar || (source !== DOCUMENT && source !== FLOW_END)) {
      yield { source, offset, isScalar };
      offset += source.length;
    }
    isScalar = false;
  }
}

/** More tokens than this take the library gigabytes of memory. */
const MOST_LEXEMES = 1_000_000;

/** The offset up to which the library could read, where it could not read all. */
export function tooLongAt(text: string): number | undefined {
  if (text.length <= MOST_LEXEMES) return undefined;
  let count = 0;
  for (const { offset } of lexemes(text)) if (++count > MOST_LEXEMES) return offset;
  return undefined;
}

/**
 * The offset where the text nests too deep, or undefined. The library recurses over the nesting, so this is asked first.
 * Nearly all texts are passed by a look at their characters; only the others are read token by token.
 */
export function depthExceededAt(text: string): number | undefined {
  return mayBeDeep(text) ? tooDeepAt(text) : undefined;
}

/** Brackets, indentation, and colons that follow each other, whatever they mean. */
function mayBeDeep(text: string): boolean {
  let flow = 0;
  let lead = 0;
  let colons = 0;
  let inLead = true;
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (code > 63 && code !== 91 && code !== 93 && code !== 123 && code !== 125) inLead = false;
    else if (code === 10) {
      inLead = true;
      lead = 0;
      if (flow === 0) colons = 0;
    } else if (code === 91 || code === 123) flow++;
    else if (code === 93 || code === 125) flow = Math.max(0, flow - 1);
    else if (code === 44) colons = 0;
    else if (code === 58) colons++;
    else if (inLead && (code === 32 || code === 45 || code === 63)) lead++;
    else inLead = false;
    if (flow + lead + colons > MAX_DEPTH) return true;
  }
  return false;
}

/** Counts open brackets, the columns at which blocks have begun, and colons behind one another. */
function tooDeepAt(text: string): number | undefined {
  let flow = 0;
  let colons = 0;
  let lineStart = 0;
  let columns: number[] = [];
  let leading = true;
  for (const { source, offset, isScalar } of lexemes(text)) {
    if (!isScalar && source === "") continue;
    const first = isScalar ? "x" : source[0];
    if (first === "\n" || first === "\r") {
      lineStart = offset + source.length;
      leading = flow === 0;
      if (leading) colons = 0;
    } else if (first === "[" || first === "{") flow++;
    else if (first === "]" || first === "}") flow = Math.max(0, flow - 1);
    else if (first === ",") colons = 0;
    else if (first === ":") colons++;
    if (leading && first !== undefined && !" \t\n\r#".includes(first)) {
      const column = offset - lineStart;
      columns = columns.filter((other) => other < column);
      columns.push(column);
      leading = first === "-" || first === "?" || first === ":";
    }
    if (flow + columns.length + colons > MAX_DEPTH) return offset;
  }
  return undefined;
}

/** Where the bracket stands that is still open at `before`, the innermost. */
export function openBracket(text: string, before: number): number | undefined {
  const open: number[] = [];
  for (const { source, offset, isScalar } of lexemes(text)) {
    if (offset >= before) break;
    if (isScalar) continue;
    if (source === "[" || source === "{") open.push(offset);
    if (source === "]" || source === "}") open.pop();
  }
  return open.at(-1);
}

/** Where the quoted string begins that ends at `end`. */
export function quoteEndingAt(text: string, end: number): number | undefined {
  for (const { source, offset, isScalar } of lexemes(text)) {
    if (!isScalar && /^["']/.test(source) && offset + source.length >= end) return offset;
  }
  return undefined;
}
