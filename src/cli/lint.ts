// `model-serving lint`: what the editor says about a file, for terminals and CI.
import type { Checked } from "./check-file.ts";
import { checkPaths, type FileTrouble } from "./check-paths.ts";
import { asGithub } from "./report-github.ts";
import { asJson } from "./report-json.ts";
import { asSarif } from "./report-sarif.ts";
import { asText, fixesAsText, printable } from "./report-text.ts";
import { severitiesFrom } from "./severities.ts";
import { counted, oneOf, parse, type Streams, UsageError, type Verb } from "./verb.ts";

const OPTIONS = {
  format: { type: "string", default: "text" },
  rule: { type: "string", multiple: true },
  fix: { type: "boolean", default: false },
  quiet: { type: "boolean", default: false },
  "max-warnings": { type: "string" },
  stdin: { type: "boolean", default: false },
  "stdin-filename": { type: "string" },
} as const;

const FORMATS = ["text", "json", "sarif", "github"] as const;

export const lintFiles: Verb = {
  usage: "lint [options] PATH…",
  summary: "Check endpoint configs, and fix what can be fixed",
  help: `Checks endpoint configs of Databricks Model Serving. A PATH is a file, a folder,
a quoted pattern, or - for standard input. In a folder, that is *.serving.json,
.jsonc, .yml and .yaml, and any other JSON or YAML file that holds an endpoint
config; node_modules, hidden folders and files above 20 MB are skipped.

Options:
  --format text|json|sarif|github
                        How to print the findings (text)
  --rule ID=SEVERITY    Change what a rule weighs: off, information, warning or
                        error; may be repeated; \`model-serving rules\` lists them
  --fix                 Apply the fixes that need no decision, and report what
                        is left
  --quiet               Report errors only
  --max-warnings N      Fail when there are more than N warnings
  --stdin               Check standard input
  --stdin-filename NAME The name that standard input is to go by

Examples:
  model-serving lint .
  model-serving lint "deploy/**/*.yml" --rule quoted-value=off
  model-serving lint --fix multi-model.serving.json
  model-serving lint --format sarif . > model-serving.sarif
  curl -s "$URL" | model-serving lint - --stdin-filename live.json

A comment \`model-serving-disable-next-line ID\` silences a rule for one line.
`,
  async run(args, streams) {
    const { values, positionals } = parse({ args: [...args], options: OPTIONS, allowPositionals: true });
    const format = oneOf("--format", values.format, FORMATS);
    const options = { severities: severitiesFrom(values.rule ?? []), fix: values.fix };
    const most = wholeNumber("--max-warnings", values["max-warnings"]);
    const paths = values.stdin ? ["-", ...positionals] : positionals;
    refuseContradictions(paths, values);
    const { checked, troubles } = await checkPaths(paths, values["stdin-filename"], options);
    const files = checked.filter((file) => !isForeign(file));
    for (const { file, trouble } of troubles) streams.err(`${printable(file)}: ${trouble}\n`);
    for (const { file } of checked.filter(isForeign)) streams.err(`${printable(file)}: no endpoint config in it\n`);
    streams.err(fixesAsText(files));
    streams.out(printed(format, values.quiet ? files.map(errorsOnly) : files, troubles, streams));
    if (troubles.length > 0) return 2;
    return fails(checked, most, streams) ? 1 : 0;
  },
};

function refuseContradictions(paths: readonly string[], values: { fix: boolean; "stdin-filename"?: string }): void {
  if (paths.length === 0) throw new UsageError("Name at least one file or folder to check; `.` is this folder");
  if (paths.includes("-") && values.fix) throw new UsageError("--fix changes files, and standard input is none");
  if (!paths.includes("-") && values["stdin-filename"] !== undefined) {
    throw new UsageError("--stdin-filename is of no use without --stdin");
  }
}

function printed(
  format: (typeof FORMATS)[number],
  files: readonly Checked[],
  troubles: readonly FileTrouble[],
  { style }: Streams,
): string {
  switch (format) {
    case "text":
      return asText(files, style);
    case "json":
      return asJson(files);
    case "sarif":
      return asSarif(files, troubles);
    case "github":
      return asGithub(files);
  }
}

function fails(checked: readonly Checked[], most: number | undefined, streams: Streams): boolean {
  const findings = checked.flatMap(({ report }) => report.findings);
  const warnings = findings.filter(({ severity }) => severity === "warning").length;
  const tooMany = most !== undefined && warnings > most;
  if (tooMany) streams.err(`${counted(warnings, "warning")}, and --max-warnings allows ${most}\n`);
  return tooMany || findings.some(({ severity }) => severity === "error");
}

/** Checked because it was named, and nothing in it to check: it would look clean. */
function isForeign({ report }: Checked): boolean {
  return report.endpoints.length === 0 && report.findings.length === 0;
}

function errorsOnly(file: Checked): Checked {
  const findings = file.report.findings.filter(({ severity }) => severity === "error");
  return { ...file, report: { ...file.report, findings } };
}

function wholeNumber(name: string, text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  if (/^\d{1,9}$/.test(text)) return Number(text);
  throw new UsageError(`${name} is \`${text}\`, and has to be a whole number`);
}
