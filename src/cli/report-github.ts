// Findings as the workflow commands that GitHub turns into annotations of the changed files:
// https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-commands
import type { Finding } from "../engine/index.ts";
import type { Checked } from "./check-file.ts";
import { linesOf } from "./lines.ts";

const COMMANDS = { error: "error", warning: "warning", information: "notice" } as const;

export function asGithub(files: readonly Checked[]): string {
  return files
    .flatMap(({ file, report }) => {
      const { position } = linesOf(report.document.text);
      return report.findings.map((finding) => command(file, finding, position));
    })
    .join("");
}

function command(
  file: string,
  { rule, severity, message, range }: Finding,
  position: ReturnType<typeof linesOf>["position"],
): string {
  const [start, end] = [position(range.start), position(range.end)];
  const properties = {
    file: file.replaceAll("\\", "/"),
    line: start.line + 1,
    endLine: end.line + 1,
    // Columns are for annotations within one line only: https://docs.github.com/en/rest/checks/runs
    ...(start.line === end.line && { col: start.character + 1, endColumn: end.character + 1 }),
    title: rule,
  };
  const list = Object.entries(properties).map(([name, value]) => `${name}=${property(String(value))}`);
  return `::${COMMANDS[severity]} ${list.join(",")}::${data(message)}\n`;
}

/** Escaped as the runner reads it back: https://github.com/actions/toolkit/blob/main/packages/core/src/command.ts */
function data(text: string): string {
  return text.replaceAll("%", "%25").replaceAll("\r", "%0D").replaceAll("\n", "%0A");
}

function property(text: string): string {
  return data(text).replaceAll(":", "%3A").replaceAll(",", "%2C");
}
