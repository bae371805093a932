// Comments and trailing commas in a `.json` file. In `.jsonc` both are at home.
import type { Rule } from "../rule.ts";
import { textProblems } from "../text-rule.ts";

export const commentInJson: Rule = {
  id: "comment-in-json",
  severity: "warning",
  summary: "A `.json` file holds no comments and no trailing commas",
  rationale:
    "Editors put up with them; `databricks … --json @file` and the service do not. Name the file `.jsonc` to keep them.",
  reference: "https://www.rfc-editor.org/rfc/rfc8259",
  examples: [
    {
      format: "json",
      bad: '{\n  "name": "multi-model", // the A/B test\n  "config": { "served_entities": [] }\n}\n',
      good: '{\n  "name": "multi-model", \n  "config": { "served_entities": [] }\n}\n',
    },
    {
      format: "json",
      bad: '{ "name": "multi-model", "config": { "served_entities": [] }, }\n',
      good: '{ "name": "multi-model", "config": { "served_entities": [] } }\n',
    },
  ],
  checkDocument: textProblems("comment", "trailing-comma"),
};
