// Findings for programs of our own kind: the engine's findings as they are, with places as editors count them.
import type { Checked } from "./check-file.ts";
import { linesOf } from "./lines.ts";

export function asJson(files: readonly Checked[]): string {
  return `${JSON.stringify(files.flatMap(findingsOf), null, 2)}\n`;
}

function findingsOf({ file, report }: Checked): unknown[] {
  const { position } = linesOf(report.document.text);
  return report.findings.map(({ rule, severity, message, range, fixes }) => ({
    file,
    rule,
    severity,
    message,
    range: { start: position(range.start), end: position(range.end) },
    fixes: fixes.map(({ title }) => title),
  }));
}
