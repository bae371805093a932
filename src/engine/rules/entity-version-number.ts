// A version is a number. Aliases and stages belong to the registry; an endpoint serves what they point to today.
import { changing } from "../fixes.ts";
import { isFilledIn } from "../model.ts";
import type { Rule } from "../rule.ts";

export const entityVersionNumber: Rule = {
  id: "entity-version-number",
  severity: "error",
  summary: "The version of a served entity is a number",
  rationale:
    "The service takes neither `latest` nor an alias: find out which version that is now, and write its number.",
  reference: "https://docs.databricks.com/aws/en/machine-learning/manage-model-lifecycle/",
  examples: [
    {
      unfixable: true,
      bad: `name: multi-model
config:
  served_entities:
    - { name: champion, entity_name: catalog.schema.model-A, entity_version: "@champion", workload_size: Small, scale_to_zero_enabled: true }
`,
      good: `name: multi-model
config:
  served_entities:
    - { name: champion, entity_name: catalog.schema.model-A, entity_version: "3", workload_size: Small, scale_to_zero_enabled: true }
`,
    },
    {
      bad: `name: multi-model
config:
  served_entities:
    - { name: current, entity_name: catalog.schema.model-A, entity_version: "v3", workload_size: Small, scale_to_zero_enabled: true }
`,
      good: `name: multi-model
config:
  served_entities:
    - { name: current, entity_name: catalog.schema.model-A, entity_version: "3", workload_size: Small, scale_to_zero_enabled: true }
`,
    },
  ],
  *check({ entities }) {
    for (const { versionNode: node, kind } of entities) {
      const version = node?.value;
      // A number that is no whole one has the wrong type; an empty version is how a feature spec says that it has none.
      if (node === undefined || kind === "external" || typeof version !== "string" || version === "") continue;
      if (isFilledIn(version) || /^[1-9]\d*$/.test(version)) continue;
      const digits = /^\s*v?\s*0*([1-9]\d*)\s*$/i.exec(version)?.[1];
      const hint = digits
        ? `write \`${digits}\``
        : `${ALIAS.test(version) ? "find out which number that is now, and " : ""}write the version's number`;
      const message = `\`${version}\` is no version number; ${hint}`;
      yield { range: node, message, fixes: digits ? [changing(node, digits)] : [] };
    }
  },
};

const ALIAS = /^@|^(?:latest|champion|challenger|production|staging)$/i;
