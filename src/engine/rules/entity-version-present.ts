// A model is served in one version. Only a feature spec has none, and from the text it cannot always be told from a model.
import { adding } from "../fixes.ts";
import { type Entity, isTemplated } from "../model.ts";
import { isPayPerToken } from "../pay-per-token.ts";
import { type Rule, WHOLE } from "../rule.ts";
import { meantFields } from "../slips.ts";
import { givenEntry, stringOf } from "../tree.ts";

export const entityVersionPresent: Rule = {
  id: "entity-version-present",
  severity: "warning",
  shapes: WHOLE,
  summary: "A served model has a version",
  rationale:
    "The service refuses a model without a version. Only a feature spec has none: where it is one, leave `entity_version` empty to say so.",
  reference: "https://docs.databricks.com/api/workspace/servingendpoints/create",
  examples: [
    {
      bad: `name: multi-model
config:
  served_entities:
    - name: current
      entity_name: catalog.schema.model-A
      workload_size: Small
      scale_to_zero_enabled: true
`,
      good: `name: multi-model
config:
  served_entities:
    - name: current
      entity_name: catalog.schema.model-A
      workload_size: Small
      scale_to_zero_enabled: true
      entity_version: "1"
`,
    },
  ],
  *check(endpoint) {
    const meant = meantFields(endpoint);
    for (const entity of endpoint.entities) {
      const { node, modelNode, kind, list } = entity;
      const model = stringOf(modelNode);
      // In the older list the version is required by the schema.
      if (modelNode === undefined || model === undefined || kind === "external" || list === "served_models") continue;
      if (givenEntry(node, "entity_version") || meant(node, "entity_version") || isExempt(entity, model)) continue;
      const message = `\`${model}\` has no version; write \`entity_version\`, unless it is a feature spec`;
      const edits = adding(node, { entity_version: "1" });
      yield { range: modelNode, message, fixes: [{ title: "Insert `entity_version`", edits, safe: false }] };
    }
  },
};

/** What a variable hides, what cannot be served at all, and what its name tells to be a feature spec. */
function isExempt({ versionNode }: Entity, model: string): boolean {
  const last = model.slice(model.lastIndexOf(".") + 1);
  const spec = /feature|spec/i.test(last) && model.split(".").length === 3;
  return versionNode !== undefined || isTemplated(model) || isPayPerToken(model) || spec;
}
