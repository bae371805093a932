// Rate limits of the older kind, beside `config`. Inside `config` they are at no level that the service ever read.
import type { Fix } from "../finding.ts";
import { adding, removing } from "../fixes.ts";
import type { Endpoint } from "../model.ts";
import type { Rule } from "../rule.ts";
import { entryValue, givenEntry } from "../tree.ts";

export const legacyRateLimits: Rule = {
  id: "legacy-rate-limits",
  severity: "warning",
  summary: "Rate limits stand in `ai_gateway`",
  rationale:
    "Limits beside `config` are deprecated, the service does not give them back, and clients have failed on its answer for custom models.",
  reference: "https://docs.databricks.com/api/workspace/servingendpoints/create",
  examples: [
    {
      bad: `name: gateway
config:
  served_entities:
    - name: gpt
      external_model: { name: gpt-4, provider: openai, task: llm/v1/chat, openai_config: { openai_api_key: "{{secrets/llm/openai}}" } }
rate_limits:
  - key: user
    calls: 100
    renewal_period: minute
`,
      good: `name: gateway
config:
  served_entities:
    - name: gpt
      external_model: { name: gpt-4, provider: openai, task: llm/v1/chat, openai_config: { openai_api_key: "{{secrets/llm/openai}}" } }
ai_gateway:
  rate_limits:
    - key: user
      calls: 100
      renewal_period: minute
`,
    },
    {
      unfixable: true,
      bad: `name: gateway
rate_limits: [{ calls: 100, renewal_period: minute }]
ai_gateway:
  rate_limits: [{ tokens: 9000, renewal_period: minute }]
`,
      good: `name: gateway
ai_gateway:
  rate_limits: [{ tokens: 9000, renewal_period: minute }, { calls: 100, renewal_period: minute }]
`,
    },
  ],
  *check(endpoint) {
    const { node, shape } = endpoint;
    const entry = givenEntry(node, "rate_limits");
    // Known at the top of an endpoint only; in other bodies the key is in its place, or in none.
    const known = shape === "create-body" || shape === "bundle-resource" || shape === "bundle-override";
    if (entry === undefined || !known) return;
    const message = "`rate_limits` beside `config` is deprecated; write it in `ai_gateway`";
    yield { range: entry.key, message, fixes: fixesFor(endpoint) };
  },
};

function fixesFor({ node, gateway }: Endpoint): Fix[] {
  const entry = givenEntry(node, "rate_limits");
  const taken = givenEntry(gateway ?? node, gateway ? "rate_limits" : "ai_gateway");
  if (entry === undefined || taken) return [];
  const limits = { rate_limits: entryValue(entry) };
  const insert = gateway ? adding(gateway, limits) : adding(node, { ai_gateway: limits });
  return [{ title: "Move to `ai_gateway.rate_limits`", edits: [...removing(node, [entry]), ...insert] }];
}
