// Findings for people: where, what, and the line itself with the place underlined.
import stringWidth from "string-width";
import type { Finding, Severity } from "../engine/index.ts";
import type { Checked } from "./check-file.ts";
import { type Lines, linesOf } from "./lines.ts";
import { counted, type Streams } from "./verb.ts";

type Style = Streams["style"];

const COLOURS = { error: "red", warning: "yellow", information: "blue" } as const;

export function asText(files: readonly Checked[], style: Style): string {
  return files.map((file) => findingsOf(file, style)).join("") + summary(files);
}

/** A line for each fix that was made. */
export function fixesAsText(files: readonly Checked[]): string {
  const line = (file: string, { rule, message }: Finding) =>
    `${printable(file)}: fixed: ${printable(message)} [${rule}]\n`;
  return files.flatMap(({ file, fixed }) => fixed.map((finding) => line(file, finding))).join("");
}

/** Text that moves no cursor, changes no colour and no direction, whatever file it comes from. */
export function printable(text: string): string {
  return text.replaceAll("\t", "    ").replace(/[\p{Cc}\u2028\u2029\u202A-\u202E\u2066-\u2069]/gu, "\uFFFD");
}

function findingsOf({ file, report }: Checked, style: Style): string {
  const lines = linesOf(report.document.text);
  return report.findings
    .map((finding) => {
      const { line, character } = lines.position(finding.range.start);
      const place = style("bold", `${printable(file)}:${line + 1}:${character + 1}:`);
      const severity = style(COLOURS[finding.severity], `${finding.severity}:`);
      const rule = style("dim", `[${finding.rule}]`);
      return `${place} ${severity} ${printable(finding.message)} ${rule}\n${excerpt(finding, lines, style)}`;
    })
    .join("");
}

/** The first line of the finding's range, with a caret and tildes below the range. */
function excerpt({ range, severity }: Finding, lines: Lines, style: Style): string {
  const start = lines.position(range.start);
  const end = lines.position(range.end);
  const line = lines.text(start.line);
  const last = end.line === start.line ? end.character : line.length;
  const before = endOf(printable(line.slice(0, start.character)), 60);
  const marked = startOf(printable(line.slice(start.character, last)), 80);
  const after = startOf(printable(line.slice(last)), Math.max(20, 100 - stringWidth(before + marked)));
  const number = String(start.line + 1);
  const underline = `^${"~".repeat(Math.max(0, stringWidth(marked) - 1))}`;
  const gutter = (label: string) => style("dim", `${label.padStart(number.length)} |`);
  const source = `${gutter(number)} ${before}${marked}${after}`.trimEnd();
  return `${source}\n${gutter("")} ${" ".repeat(stringWidth(before))}${style(COLOURS[severity], underline)}\n`;
}

/** At most about `most` characters; minified JSON is a single line. */
function startOf(text: string, most: number): string {
  const characters = Array.from(text.slice(0, 4 * most));
  return characters.length > most ? `${characters.slice(0, most - 1).join("")}…` : text;
}

function endOf(text: string, most: number): string {
  const characters = Array.from(text.slice(-4 * most));
  return characters.length > most ? `…${characters.slice(1 - most).join("")}` : text;
}

function summary(files: readonly Checked[]): string {
  const findings = files.flatMap(({ report }) => report.findings);
  const count = (wanted: Severity) => findings.filter(({ severity }) => severity === wanted).length;
  const counts = [
    ...(count("error") > 0 ? [counted(count("error"), "error")] : []),
    ...(count("warning") > 0 ? [counted(count("warning"), "warning")] : []),
    ...(count("information") > 0 ? [`${count("information")} information`] : []),
  ];
  const fixed = files.reduce((total, file) => total + file.fixed.length, 0);
  const left = counts.length > 0 ? `${counts.join(", ")}${fixed > 0 ? " left" : ""}` : "no findings";
  const sentence = `${fixed > 0 ? `${fixed} fixed, ` : ""}${left} in ${counted(files.length, "file")}`;
  return `${sentence.charAt(0).toUpperCase()}${sentence.slice(1)}\n`;
}
