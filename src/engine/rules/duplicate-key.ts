// The same key twice in one object: readers keep the last one and say nothing.
import type { Rule } from "../rule.ts";
import type { Document, Entry, Node, ObjectNode } from "../tree.ts";

export const duplicateKey: Rule = {
  id: "duplicate-key",
  severity: "error",
  summary: "A key stands only once in an object",
  rationale:
    "JSON and YAML readers keep one of the two values without a word, so half of what is written has no effect.",
  reference: "https://www.rfc-editor.org/rfc/rfc8259#section-4",
  examples: [
    {
      format: "json",
      bad: '{\n  "name": "first",\n  "name": "multi-model",\n  "config": { "served_entities": [] }\n}\n',
      good: '{\n  "name": "multi-model",\n  "config": { "served_entities": [] }\n}\n',
    },
    {
      format: "yaml",
      bad: "name: first\nname: multi-model\nconfig:\n  served_entities: []\n",
      good: "name: multi-model\nconfig:\n  served_entities: []\n",
    },
  ],
  *checkDocument(document) {
    for (const problem of document.problems) {
      if (problem.kind !== "duplicate-key") continue;
      const found = findKey(document, problem.start);
      const title = "Remove the earlier one";
      const fixes = found && [{ title, edits: [{ kind: "remove" as const, from: found.object, child: found.entry }] }];
      yield { range: { start: problem.start, end: problem.end }, message: problem.message, ...(fixes && { fixes }) };
    }
  },
};

function findKey(document: Document, offset: number): { object: ObjectNode; entry: Entry } | undefined {
  let nodes: readonly Node[] = document.roots;
  for (;;) {
    const node = nodes.find((candidate) => candidate.start <= offset && offset < candidate.end);
    if (node === undefined || node.kind === "scalar") return undefined;
    if (node.kind === "array") {
      nodes = node.items;
      continue;
    }
    const entry = node.entries.find(({ key }) => key.start === offset);
    if (entry) return { object: node, entry };
    nodes = node.entries.flatMap(({ value }) => value ?? []);
  }
}
