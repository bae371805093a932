// Findings for people: where, what, and the line itself with the place underlined.
import stringWidth from "string-width";
import type { Finding, Severity } from "../engine/index.ts";
import type { Checked } from "./check-file.ts";
import { type Lines, linesOf } from "./lines.ts";
import { counted, type Streams } from "./verb.ts";

type Style = Streams["style"];

/** Of a source line, in characters; and what is shown of it before the place in a longer one. */
const LONGEST = 120;
const LEAD = 40;
/** More than is ever shown, and little enough to look at for each of many findings in one line. */
const WINDOW = 4 * LONGEST;

const COLOURS = { error: "red", warning: "yellow", information: "blue" } as const;

export function asText(files: readonly Checked[], style: Style): string {
  return files.map((file) => findingsOf(file, style)).join("") + summary(files);
}

/** A line for each fix that was made. */
export function fixesAsText(files: readonly Checked[]): string {
  const line = (file: string, { rule, message, fixes: [fix] }: Finding) =>
    `${printable(`${file}: fixed: ${message} → ${fix?.title}`)} [${rule}]\n`;
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
  const [start, end] = [lines.position(range.start), lines.position(range.end)];
  const line = lines.text(start.line);
  const last = end.line === start.line ? end.character : line.length;
  const [before, marked, after] = shortened(
    printable(line.slice(Math.max(0, start.character - WINDOW), start.character)),
    printable(line.slice(start.character, Math.min(last, start.character + WINDOW))),
    printable(line.slice(last, last + WINDOW)),
  );
  const number = String(start.line + 1);
  const gutter = (label: string) => style("dim", `${label.padStart(number.length)} |`);
  const underline = `^${"~".repeat(Math.max(0, stringWidth(marked) - 1))}`;
  const source = `${gutter(number)} ${before}${marked}${after}`.trimEnd();
  return `${source}\n${gutter("")} ${" ".repeat(stringWidth(before))}${style(COLOURS[severity], underline)}\n`;
}

/** What stands before, in and after a range, cut where the line is long: minified JSON is a single line. */
function shortened(before: string, marked: string, after: string): [string, string, string] {
  if (before.length + marked.length + after.length <= LONGEST) return [before, marked, after];
  const lead = Array.from(before);
  const shownMark = cut(marked, LONGEST - LEAD);
  return [
    lead.length > LEAD ? `…${lead.slice(-LEAD).join("")}` : before,
    shownMark,
    cut(after, Math.max(LEAD, LONGEST - LEAD - shownMark.length)),
  ];
}

function cut(text: string, most: number): string {
  const characters = Array.from(text);
  return characters.length > most ? `${characters.slice(0, most).join("")}…` : text;
}

function summary(files: readonly Checked[]): string {
  if (files.length === 0) return "";
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
