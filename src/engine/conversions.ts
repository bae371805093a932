// Values of the wrong type that say all that a value of the right type would say, and the edits that write it so.
import type { Fix } from "./finding.ts";
import type { Violation } from "./schema.ts";
import { entryOf, entryValue, type Node, type ObjectNode } from "./tree.ts";

export type TypeViolation = Extract<Violation, { kind: "type" }>;

/** None where nobody can know what the value of the right type is. */
export function conversions({ node, expected, path }: TypeViolation): Fix[] {
  if (node.kind === "scalar") {
    if (expected === "integer" && typeof node.value === "number") return [rounding(node, node.value)];
    if (expected !== "string" || typeof node.value !== "boolean") return [];
    return [{ title: "Quote it", edits: [{ kind: "replace", node, value: String(node.value) }] }];
  }
  if (expected !== "array" || node.kind !== "object") return [];
  if (path.at(-1) === "tags" && node.entries.length > 0 && !entryOf(node, "key")) return [tagList(node)];
  if (!node.flow) return [];
  const edits = [
    { kind: "text" as const, start: node.start, end: node.start, text: "[" },
    { kind: "text" as const, start: node.end, end: node.end, text: "]" },
  ];
  return [{ title: "Wrap in a list", edits }];
}

function rounding(node: Node, number: number): Fix {
  const value = Math.round(number);
  return { title: `Round to ${value}`, edits: [{ kind: "replace", node, value }] };
}

/** Tags written as a map, as other services have them. */
function tagList(node: ObjectNode): Fix {
  const value = node.entries.map((entry) => {
    const tag = entryValue(entry);
    return {
      key: entry.key.value,
      ...(tag !== null && { value: typeof tag === "string" ? tag : JSON.stringify(tag) }),
    };
  });
  return { title: "Write as a list of `key` and `value`", edits: [{ kind: "replace", node, value }] };
}
