// Lays out JSON text for reading. It moves white space only: numbers and escapes stay as the service wrote them, which a
// round trip through `JSON.parse` would not promise.
import { isJson } from "./is-json.ts";

const token = /"[^"\\]*(?:\\.[^"\\]*)*"|[{}[\],:]|[^\s{}[\],:"]+/g;

/** The text indented by two spaces, lists of plain values on one line; as it came where it is no JSON. */
export function pretty(text: string): string {
  if (!isJson(text)) return text;
  const tokens = text.match(token) ?? [];
  let out = "";
  let depth = 0;
  let inline = false;
  const newLine = () => `\n${"  ".repeat(depth)}`;
  for (const [index, part] of tokens.entries()) {
    const previous = tokens[index - 1];
    if (part === "{" || part === "[") {
      inline = part === "[" && isPlainList(tokens, index + 1);
      depth += 1;
      out += part;
      if (!inline && !isClosing(tokens[index + 1])) out += newLine();
    } else if (isClosing(part)) {
      depth -= 1;
      if (!inline && previous !== "{" && previous !== "[") out += newLine();
      inline = false;
      out += part;
    } else if (part === ",") out += inline ? ", " : `,${newLine()}`;
    else out += part === ":" ? ": " : part;
  }
  return out;
}

function isClosing(part: string | undefined): boolean {
  return part === "}" || part === "]";
}

function isPlainList(tokens: readonly string[], from: number): boolean {
  let at = from;
  while (at < tokens.length && !/^[{}[\]]$/.test(tokens[at] ?? "")) at += 1;
  return tokens[at] === "]" && at > from;
}
