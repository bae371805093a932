// Prints plain values as JSON or YAML, for text that is inserted into a document. Whole documents are never printed.
import type { Document, Json, Scalar } from "./tree.ts";

/** JSON over several lines where the document is; the first goes where the caller stands, the others get `indent`. */
export function printJson(value: Json, document: Document, indent: string): string {
  if (!document.text.includes("\n")) return printFlow(value, document);
  return JSON.stringify(value, null, unitOf(document)).replaceAll("\n", `\n${indent}`);
}

/** One line with braces and brackets. */
export function printFlow(value: Json, document: Document): string {
  if (Array.isArray(value)) return `[${value.map((item: Json) => printFlow(item, document)).join(", ")}]`;
  if (typeof value !== "object" || value === null) return printScalar(value as Scalar, document);
  const items = Object.entries(value).map(
    ([key, item]) => `${printScalar(key, document)}: ${printFlow(item, document)}`,
  );
  return items.length === 0 ? "{}" : `{ ${items.join(", ")} }`;
}

/** One level of indentation as the document has it. */
function unitOf({ text }: Document): string {
  return /\n([ \t]+)\S/.exec(text)?.[1] ?? "  ";
}

/** `key: value` in block style; what does not fit on its first line gets `indent`. */
export function printBlockEntry(key: string, value: Json, indent: string): string {
  const nested = typeof value === "object" && value !== null && Object.keys(value).length > 0;
  if (!nested) return `${printScalarYaml(key)}: ${printBlock(value, indent)}`;
  return `${printScalarYaml(key)}:\n${indent}  ${printBlock(value, `${indent}  `)}`;
}

/** `- value` in block style. */
export function printBlockItem(value: Json, indent: string): string {
  return `- ${printBlock(value, `${indent}  `)}`;
}

/** Block style; the first line goes where the caller stands, the others get `indent`. */
export function printBlock(value: Json, indent: string): string {
  if (typeof value !== "object" || value === null) return printScalarYaml(value);
  if (Array.isArray(value)) {
    return value.length === 0 ? "[]" : value.map((item: Json) => printBlockItem(item, indent)).join(`\n${indent}`);
  }
  const entries = Object.entries(value);
  if (entries.length === 0) return "{}";
  return entries.map(([key, item]) => printBlockEntry(key, item, indent)).join(`\n${indent}`);
}

export function printScalar(value: Scalar, { format }: Document): string {
  return format === "yaml" ? printScalarYaml(value) : JSON.stringify(value);
}

/** Plain where every YAML reader takes it for the same string, else in double quotes. */
function printScalarYaml(value: Scalar): string {
  if (typeof value !== "string") return JSON.stringify(value);
  const plain =
    /^[A-Za-z_](?:[\w./:-]*[\w/-])?$/.test(value) && !/^(?:true|false|null|yes|no|on|off|y|n)$/i.test(value);
  return plain ? value : JSON.stringify(value);
}
