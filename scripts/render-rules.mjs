// Renders docs/rules.md from the rules themselves: a table of all of them, then a section for each, under its id, which
// is what diagnostics link to.
import { realpathSync } from "node:fs";
import { readFile, writeFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { RULES } from "../src/engine/rules.ts";

const page = new URL("../docs/rules.md", import.meta.url);

const INTRODUCTION = `<!-- Rendered from src/engine/rules by scripts/render-rules.mjs; edit it there. -->

# Rules

What is checked in an endpoint config, in the editor and by \`model-serving lint\`. Each rule has one id: the code of the
diagnostic, the key in the severity setting, and \`rule\` in the command line's JSON.

- **error**: the service refuses the config, or does something else than the config says.
- **warning**: it is most likely not what is meant, or what the service makes of it is not known for sure.
- **information**: it works, and could be written better.

The severity is the usual one; where a rule weighs some cases differently its text says so.

To silence a rule once, put \`model-serving-disable-next-line <id>\` in a comment on the line above.`;

/** The page that the rules make. */
export function renderRules() {
  const rows = RULES.map(({ id, severity, summary }) => `| [${id}](#${id}) | ${severity} | ${summary} |`);
  const table = ["| Rule | Severity | What holds |", "| --- | --- | --- |", ...rows].join("\n");
  return `${[INTRODUCTION, table, ...RULES.map(section)].join("\n\n")}\n`;
}

/** The page as it stands in the repository. */
export async function renderedRules() {
  return readFile(page, "utf8");
}

/** Writes the page anew. */
export async function writeRules() {
  await writeFile(page, renderRules());
}

function section({ id, severity, summary, rationale, reference, examples }) {
  const fixable = examples.filter(({ unfixable }) => !unfixable).length;
  const fix = fixable === 0 ? "no quick fix" : fixable < examples.length ? "quick fix where it is clear" : "quick fix";
  return [
    `## ${id}`,
    `${summary}.`,
    `*${severity}, ${fix}*`,
    rationale,
    ...examples.map(example),
    `[Reference](${reference})`,
  ].join("\n\n");
}

function example({ bad, good, format = "yaml" }) {
  const fenced = (text) => `\`\`\`${format}\n${text.trimEnd()}\n\`\`\``;
  return `Bad:\n\n${fenced(bad)}\n\nGood:\n\n${fenced(good)}`;
}

if (process.argv[1] && realpathSync(process.argv[1]) === fileURLToPath(import.meta.url)) await writeRules();
