// Fields that only the service sets. A whole saved answer is one remark, with the request body it can be made into.

import type { Edit } from "../edit.ts";
import { removing } from "../fixes.ts";
import type { Endpoint } from "../model.ts";
import { OUTPUT_ONLY } from "../output-only.ts";
import { type Problem, REQUESTS, type Rule } from "../rule.ts";
import { type Entry, givenEntry, type Node, type ObjectNode, valueAt } from "../tree.ts";
import { unknownKeysOf } from "../unknown-keys.ts";

export const outputOnlyField: Rule = {
  id: "output-only-field",
  severity: "warning",
  shapes: [...REQUESTS, "saved-response"],
  summary: "A request holds nothing that only the service sets",
  rationale:
    "State, ids, times and versions of an answer have no effect in a request. A saved answer also lists its entities under two names, which a request must not.",
  reference: "https://docs.databricks.com/api/workspace/servingendpoints/get",
  examples: [
    {
      bad: `name: multi-model
config:
  served_entities:
    - { name: current, entity_name: catalog.schema.model-A, entity_version: "1", workload_size: Small, scale_to_zero_enabled: true }
  config_version: 3
`,
      good: `name: multi-model
config:
  served_entities:
    - { name: current, entity_name: catalog.schema.model-A, entity_version: "1", workload_size: Small, scale_to_zero_enabled: true }
`,
    },
    {
      bad: `name: multi-model
creator: someone@example.com
state:
  ready: READY
  config_update: NOT_UPDATING
config:
  served_models:
    - name: current
      model_name: catalog.schema.model-A
      model_version: "1"
      state: { deployment: DEPLOYMENT_READY }
  served_entities:
    - name: current
      entity_name: catalog.schema.model-A
      entity_version: "1"
      state: { deployment: DEPLOYMENT_READY }
      workload_size: Small
      scale_to_zero_enabled: true
      creator: someone@example.com
  config_version: 3
id: 0123456789abcdef0123456789abcdef
permission_level: CAN_MANAGE
`,
      good: `name: multi-model
config:
  served_entities:
    - name: current
      entity_name: catalog.schema.model-A
      entity_version: "1"
      workload_size: Small
      scale_to_zero_enabled: true
`,
    },
  ],
  *check(endpoint) {
    if (endpoint.shape === "saved-response") return yield* savedResponse(endpoint);
    for (const { object, entry } of unknownKeysOf(endpoint, "output-only-field")) {
      const message = `\`${entry.key.value}\` is set by the service and has no effect in a request; remove it`;
      const title = `Remove \`${entry.key.value}\``;
      yield { range: entry.key, message, fixes: [{ title, edits: removing(object, [entry]) }] };
    }
  },
};

function* savedResponse({ node }: Endpoint): Iterable<Problem> {
  const telling = outputOnlyIn(node, "endpoint")[0];
  if (telling === undefined) return;
  const message = "This is an answer of the service, not a config; take out what only the service sets to make it one";
  const fixes = [{ title: "Make a config of it", edits: projection(node) }];
  yield { severity: "information", range: telling.key, message, fixes };
}

/** The removals that leave a request body. */
function projection(node: ObjectNode): Edit[] {
  const config = valueAt(node, "config");
  const older = givenEntry(config, "served_models");
  const mirror = older && config?.kind === "object" && givenEntry(config, "served_entities") ? older : undefined;
  const parts: (readonly [Node | undefined, string])[] = [
    [node, "endpoint"],
    [config, "config"],
    [valueAt(config, "auto_capture_config"), "auto_capture_config"],
  ];
  for (const key of mirror ? ["served_entities"] : ["served_entities", "served_models"]) {
    const list = valueAt(config, key);
    if (list?.kind === "array") parts.push(...list.items.map((item) => [item, key] as const));
  }
  const removals = parts.flatMap(([object, level]) =>
    object?.kind === "object" ? removing(object, outputOnlyIn(object, level)) : [],
  );
  return mirror && config?.kind === "object" ? [...removals, ...removing(config, [mirror])] : removals;
}

function outputOnlyIn(object: ObjectNode, level: string): Entry[] {
  return object.entries.filter(({ key }) => OUTPUT_ONLY[level]?.has(key.value));
}
