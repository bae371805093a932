// Whatever keeps the text from being JSON or YAML at all.
import type { Rule } from "../rule.ts";
import { textProblems } from "../text-rule.ts";

export const syntax: Rule = {
  id: "syntax",
  severity: "error",
  summary: "The file is valid JSON or YAML",
  rationale:
    "Nothing that reads the file gets past a syntax error. The rest of the file is still checked as far as it can be understood.",
  reference: "https://www.rfc-editor.org/rfc/rfc8259",
  examples: [
    {
      format: "json",
      bad: '{\n  "name": "multi-model"\n  "config": { "served_entities": [] }\n}\n',
      good: '{\n  "name": "multi-model",\n  "config": { "served_entities": [] }\n}\n',
    },
    {
      format: "json",
      bad: '{ "name": "multi-model", "config": { "served_entities": [] }, "route_optimized": True }\n',
      good: '{ "name": "multi-model", "config": { "served_entities": [] }, "route_optimized": true }\n',
    },
    {
      format: "yaml",
      bad: "name: multi-model\nconfig:\n  served_entities: [\n",
      good: "name: multi-model\nconfig:\n  served_entities: []\n",
      unfixable: true,
    },
  ],
  checkDocument: textProblems("syntax"),
};
