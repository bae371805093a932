// An entity is an external model, or a model of Databricks with its version and size. Throughput fields beside an
// external model are told by `throughput-or-workload`, an instance profile by `field-in-right-place`.
import { removing } from "../fixes.ts";
import type { Rule } from "../rule.ts";
import { givenEntry } from "../tree.ts";

export const externalModelAlone: Rule = {
  id: "external-model-alone",
  severity: "error",
  summary: "An entity with `external_model` has no model, version or workload of its own",
  rationale:
    "An external model runs at its provider: it has no version in a registry and no size. The service takes one or the other.",
  reference: "https://docs.databricks.com/api/workspace/servingendpoints/create",
  examples: [
    {
      bad: `name: chat
config:
  served_entities:
    - name: gpt-4
      external_model: { name: gpt-4, provider: openai, task: llm/v1/chat, openai_config: { openai_api_key: "{{secrets/scope/key}}" } }
      workload_size: Small
`,
      good: `name: chat
config:
  served_entities:
    - name: gpt-4
      external_model: { name: gpt-4, provider: openai, task: llm/v1/chat, openai_config: { openai_api_key: "{{secrets/scope/key}}" } }
`,
    },
    {
      bad: `name: chat
config:
  served_entities:
    - name: gpt-4
      entity_name: catalog.schema.model
      entity_version: "1"
      scale_to_zero_enabled: true
      external_model: { name: gpt-4, provider: openai, task: llm/v1/chat, openai_config: { openai_api_key: "{{secrets/scope/key}}" } }
`,
      good: `name: chat
config:
  served_entities:
    - name: gpt-4
      external_model: { name: gpt-4, provider: openai, task: llm/v1/chat, openai_config: { openai_api_key: "{{secrets/scope/key}}" } }
`,
    },
  ],
  *check({ entities }) {
    for (const { node } of entities) {
      const external = givenEntry(node, "external_model");
      const strangers = node.entries.filter(
        (entry) => STRANGERS.has(entry.key.value) && givenEntry(node, entry.key.value),
      );
      const [first] = strangers;
      if (external === undefined || first === undefined) continue;
      const names = strangers.map(({ key }) => `\`${key.value}\``).join(", ");
      const message = `${names} ${strangers.length === 1 ? "does" : "do"} not go with \`external_model\`, which runs at its provider; remove ${strangers.length === 1 ? "it" : "them"}`;
      const fixes = [{ title: `Remove ${names}`, edits: removing(node, strangers) }];
      if (givenEntry(node, "entity_name"))
        fixes.push({ title: "Remove `external_model`", edits: removing(node, [external]) });
      yield { range: first.key, message, fixes };
    }
  },
};

/** As the Go SDK lists them with ServedEntityInput.ExternalModel; concurrency is the newer form of the size. */
const STRANGERS: ReadonlySet<string> = new Set([
  "entity_name",
  "entity_version",
  "workload_size",
  "workload_type",
  "min_provisioned_concurrency",
  "max_provisioned_concurrency",
  "scale_to_zero_enabled",
]);
