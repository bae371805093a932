// `model-serving rules`: what `lint` checks.
import { RULES } from "../engine/index.ts";
import { oneOf, parse, type Verb } from "./verb.ts";

export const listRules: Verb = {
  usage: "rules [--format text|json]",
  summary: "List the rules that lint checks",
  help: `Lists every rule with its id, its severity and what it states.

Options:
  --format text|json  How to print them (text)
`,
  async run(args, streams) {
    const { values } = parse({ args: [...args], options: { format: { type: "string", default: "text" } } });
    const format = oneOf("--format", values.format, ["text", "json"]);
    streams.out(format === "json" ? asJson() : asText());
    return 0;
  },
};

function asJson(): string {
  const rules = RULES.map(({ id, severity, summary, rationale, reference }) => ({
    id,
    severity,
    summary,
    rationale,
    reference,
  }));
  return `${JSON.stringify(rules, null, 2)}\n`;
}

function asText(): string {
  const width = (column: "id" | "severity") => Math.max(...RULES.map((rule) => rule[column].length));
  return RULES.map(
    ({ id, severity, summary }) => `${id.padEnd(width("id"))}  ${severity.padEnd(width("severity"))}  ${summary}\n`,
  ).join("");
}
