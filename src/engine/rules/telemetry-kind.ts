// Telemetry is for custom models only.
import { removing } from "../fixes.ts";
import { onlyKind } from "../kinds.ts";
import { type Rule, WHOLE } from "../rule.ts";
import { givenEntry } from "../tree.ts";

export const telemetryKind: Rule = {
  id: "telemetry-kind",
  severity: "error",
  shapes: WHOLE,
  summary: "Only endpoints with custom models have a `telemetry_config`",
  rationale:
    "For other kinds the service refuses it on an update. The CLI team's own fake of the service drops it from a create without a word, so nothing is recorded.",
  reference: "https://docs.databricks.com/api/workspace/servingendpoints/create",
  examples: [
    {
      bad: `name: gateway
config:
  served_entities:
    - name: gpt
      external_model: { name: gpt-4, provider: openai, task: llm/v1/chat, openai_config: { openai_api_key: "{{secrets/llm/openai}}" } }
telemetry_config: { table_names: { logs_table: cellar.logs.gpt } }
`,
      good: `name: gateway
config:
  served_entities:
    - name: gpt
      external_model: { name: gpt-4, provider: openai, task: llm/v1/chat, openai_config: { openai_api_key: "{{secrets/llm/openai}}" } }
`,
    },
  ],
  *check(endpoint) {
    const { node } = endpoint;
    const entry = givenEntry(node, "telemetry_config");
    const kind = onlyKind(endpoint);
    if (entry === undefined || kind === undefined) return;
    const message = `\`telemetry_config\` is for custom models; this endpoint serves ${kind}`;
    yield {
      range: entry.key,
      message,
      fixes: [{ title: "Remove `telemetry_config`", edits: removing(node, [entry]) }],
    };
  },
};
