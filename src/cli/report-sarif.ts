// Findings as SARIF 2.1.0, which code scanning services take in:
// https://docs.oasis-open.org/sarif/sarif/v2.1.0/os/sarif-v2.1.0-os.html
import { isAbsolute, relative, resolve, sep } from "node:path";
import { pathToFileURL } from "node:url";
import type { Log, ReportingDescriptor, Result, Run } from "sarif";
import manifest from "../../package.json" with { type: "json" };
import { RULES } from "../engine/index.ts";
import type { Checked } from "./check-file.ts";
import type { FileTrouble } from "./check-paths.ts";
import { linesOf } from "./lines.ts";

const LEVELS = { error: "error", warning: "warning", information: "note" } as const;
const HOME = manifest.repository.url.replace(/\.git$/, "");

export function asSarif(files: readonly Checked[], troubles: readonly FileTrouble[]): string {
  const run: Run = {
    tool: {
      driver: { name: manifest.name, version: manifest.version, informationUri: HOME, rules: RULES.map(descriptorOf) },
    },
    columnKind: "utf16CodeUnits",
    invocations: [
      {
        executionSuccessful: troubles.length === 0,
        toolExecutionNotifications: troubles.map(({ file, trouble }) => ({
          level: "error",
          message: text(`The file ${trouble}`),
          locations: [{ physicalLocation: { artifactLocation: { uri: uriOf(file) } } }],
        })),
      },
    ],
    results: files.flatMap(resultsOf),
  };
  const log: Log = { version: "2.1.0", $schema: "https://json.schemastore.org/sarif-2.1.0.json", runs: [run] };
  return `${JSON.stringify(log, null, 2)}\n`;
}

function descriptorOf({ id, severity, summary, rationale }: (typeof RULES)[number]): ReportingDescriptor {
  return {
    id,
    shortDescription: text(summary),
    fullDescription: text(rationale),
    help: text(rationale),
    helpUri: `${HOME}/blob/main/docs/rules.md#${id}`,
    defaultConfiguration: { level: LEVELS[severity] },
  };
}

function resultsOf({ file, report }: Checked): Result[] {
  const { position } = linesOf(report.document.text);
  return report.findings.map(({ rule, severity, message, range }) => {
    const [start, end] = [position(range.start), position(range.end)];
    const region = {
      startLine: start.line + 1,
      startColumn: start.character + 1,
      endLine: end.line + 1,
      endColumn: end.character + 1,
    };
    return {
      ruleId: rule,
      ruleIndex: RULES.findIndex(({ id }) => id === rule),
      level: LEVELS[severity],
      message: text(message),
      locations: [{ physicalLocation: { artifactLocation: { uri: uriOf(file) }, region } }],
    };
  });
}

/** Braces stand for placeholders in a message (§3.11.5), and are written twice to stand for themselves. */
function text(message: string): { text: string } {
  return { text: message.replace(/[{}]/g, "$&$&") };
}

/** Relative to the working folder, so that a service finds the file in its own checkout; else absolute. */
function uriOf(file: string): string {
  const path = relative(process.cwd(), resolve(file));
  if (isAbsolute(path) || path.startsWith(`..${sep}`)) return pathToFileURL(path).href;
  return path.split(sep).map(encodeURIComponent).join("/");
}
