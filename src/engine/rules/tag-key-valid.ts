// Keys of an endpoint's tags: their length, their characters, and that each stands once. An empty key is a value of the
// wrong kind.
import type { Fix } from "../finding.ts";
import { type Endpoint, isTemplated } from "../model.ts";
import type { Problem, Rule } from "../rule.ts";
import { type ArrayNode, type Node, stringOf, toJson, valueAt } from "../tree.ts";

export const tagKeyValid: Rule = {
  id: "tag-key-valid",
  severity: "error",
  summary: "Tag keys are 1 to 255 characters without `.` `,` `=` `/` `:`, and no two are the same",
  rationale: "The service refuses other keys by name. Tags are added and removed by key, so an endpoint has each once.",
  reference: "https://docs.databricks.com/api/workspace/servingendpoints/patch",
  examples: [
    {
      bad: `name: wines
tags:
  - key: cost.center:eu
    value: cellar
`,
      good: `name: wines
tags:
  - key: cost_center_eu
    value: cellar
`,
    },
    {
      bad: `name: wines
tags:
  - key: team
    value: cellar
  - key: stage
  - key: team
    value: cellar
`,
      good: `name: wines
tags:
  - key: team
    value: cellar
  - key: stage
`,
    },
    {
      unfixable: true,
      bad: `name: wines
tags: [{ key: team, value: cellar }, { key: team, value: kitchen }]
`,
      good: `name: wines
tags: [{ key: team, value: cellar }]
`,
    },
  ],
  *check(endpoint) {
    const tags = tagsOf(endpoint);
    if (tags === undefined) return;
    const seen = new Map<string, Node>();
    for (const tag of tags.items) {
      const node = valueAt(tag, "key");
      const key = stringOf(node);
      if (node === undefined || key === undefined || key === "") continue;
      const first = seen.get(key);
      if (first) yield repeated(tags, first, tag, node);
      else seen.set(key, tag);
      if (!first && !isTemplated(key)) yield* malformed(node, key);
    }
  },
};

/** Tags belong to the endpoint; elsewhere the key is in the wrong place. */
function tagsOf({ node, shape }: Endpoint): ArrayNode | undefined {
  const tags = shape === "config-body" || shape === "ai-gateway-body" ? undefined : valueAt(node, "tags");
  return tags?.kind === "array" ? tags : undefined;
}

function repeated(tags: ArrayNode, first: Node, tag: Node, key: Node): Problem {
  const same = JSON.stringify(toJson(first)) === JSON.stringify(toJson(tag));
  const message = `Tag \`${stringOf(key)}\` stands twice; an endpoint has each key once`;
  const fixes: Fix[] = same ? [{ title: "Remove this tag", edits: [{ kind: "remove", from: tags, child: tag }] }] : [];
  return { range: key, message, fixes };
}

/** Length and characters as the service's refusal states them. */
const LONGEST_KEY = 255;
const RESERVED = /[.,=/:]/g;

function* malformed(node: Node, key: string): Iterable<Problem> {
  if (key.length > LONGEST_KEY) {
    yield { range: node, message: `The tag key has ${key.length} characters; ${LONGEST_KEY} are allowed` };
    return;
  }
  const characters = [...new Set(key.match(RESERVED))].map((character) => `\`${character}\``);
  if (characters.length === 0) return;
  const value = key.replace(RESERVED, "_");
  const fixes: Fix[] = [{ title: `Change to \`${value}\``, edits: [{ kind: "replace", node, value }] }];
  yield {
    range: node,
    message: `Tag key \`${key}\` holds ${characters.join(" and ")}, which tag keys must not`,
    fixes,
  };
}
