// Each limit of the AI gateway says how much, and for whom where it is for one of many.
import { adding, head } from "../fixes.ts";
import { type Problem, type Rule, WHOLE } from "../rule.ts";
import { givenEntry, type ObjectNode, stringOf, valueAt } from "../tree.ts";

export const rateLimitComplete: Rule = {
  id: "rate-limit-complete",
  severity: "error",
  shapes: WHOLE,
  summary: "A rate limit names calls or tokens, and the principal that it is for",
  rationale:
    "A limit without a number limits nothing, and one for a group or a service principal has to say which. Both follow from the fields' documentation; the service's own message is not known.",
  reference: "https://docs.databricks.com/api/workspace/servingendpoints/putaigateway",
  examples: [
    {
      bad: `name: gateway
ai_gateway:
  rate_limits:
    - { key: user, renewal_period: minute }
`,
      good: `name: gateway
ai_gateway:
  rate_limits:
    - { key: user, renewal_period: minute, calls: 100 }
`,
    },
    {
      bad: `name: gateway
ai_gateway:
  rate_limits:
    - { key: user_group, calls: 50, renewal_period: minute }
`,
      good: `name: gateway
ai_gateway:
  rate_limits:
    - { key: user_group, calls: 50, renewal_period: minute, principal: my-group }
`,
    },
  ],
  *check({ gateway }) {
    const limits = valueAt(gateway, "rate_limits");
    if (limits?.kind !== "array") return;
    for (const limit of limits.items) if (limit.kind === "object") yield* problemsOf(limit);
  },
};

const PRINCIPALS: ReadonlyMap<string | undefined, { noun: string; placeholder: string }> = new Map([
  ["user_group", { noun: "the name of the group", placeholder: "my-group" }],
  ["service_principal", { noun: "the application id", placeholder: "00000000-0000-0000-0000-000000000000" }],
]);

function* problemsOf(limit: ObjectNode): Iterable<Problem> {
  if (!givenEntry(limit, "calls") && !givenEntry(limit, "tokens")) {
    const message = "The limit has neither `calls` nor `tokens`, so it limits nothing; write one of them";
    const edits = adding(limit, { calls: 100 });
    yield { range: head(limit), message, fixes: [{ title: "Insert `calls`", edits, safe: false }] };
  }
  const key = valueAt(limit, "key");
  const one = PRINCIPALS.get(stringOf(key));
  if (key === undefined || one === undefined || givenEntry(limit, "principal")) return;
  const message = `\`principal\` is missing; a limit for a \`${stringOf(key)}\` needs ${one.noun}`;
  const edits = adding(limit, { principal: one.placeholder });
  yield { range: key, message, fixes: [{ title: "Insert `principal`", edits, safe: false }] };
}
