// `model-serving lint`: what the editor says about a file, for terminals and CI.
import { readFile } from "node:fs/promises";
import { type Finding, type Format, lint, type Report } from "../engine/index.ts";
import { oneOf, parse, type Streams, UsageError, type Verb } from "./verb.ts";

export const lintFiles: Verb = {
  usage: "lint FILES… [--format text|json]",
  async run(args, streams) {
    const options = { format: { type: "string", default: "text" } } as const;
    const { values, positionals } = parse({ args: [...args], options, allowPositionals: true });
    const format = oneOf("format", values.format, ["text", "json"]);
    if (positionals.length === 0) throw new UsageError("Name at least one file to check");
    const files = await Promise.all(positionals.map(checkFile));
    for (const file of files) if ("trouble" in file) streams.err(`${file.file}: ${file.trouble}\n`);
    const checked = files.filter((file) => "report" in file);
    streams.out(format === "json" ? `${JSON.stringify(checked.flatMap(asJson), null, 2)}\n` : asText(checked));
    for (const { file, report } of checked) noteForeign(file, report, streams);
    if (checked.length < files.length) return 2;
    return checked.some(({ report }) => report.findings.some(({ severity }) => severity === "error")) ? 1 : 0;
  },
};

interface Checked {
  readonly file: string;
  readonly report: Report;
}
interface Unreadable {
  readonly file: string;
  readonly trouble: string;
}

async function checkFile(file: string): Promise<Checked | Unreadable> {
  try {
    const text = new TextDecoder("utf-8", { fatal: true }).decode(await readFile(file));
    if (text.includes("\0")) return { file, trouble: "not a text file" };
    return { file, report: lint(text, formatOf(file), { expected: /\.serving\.\w+$/i.test(file) }) };
  } catch (error) {
    return { file, trouble: whyUnreadable(error) };
  }
}

function whyUnreadable(error: unknown): string {
  if (error instanceof TypeError) return "not a text file in UTF-8";
  const code = error instanceof Error && "code" in error ? String(error.code) : "";
  const known: Readonly<Record<string, string>> = {
    ENOENT: "there is no such file",
    EISDIR: "is a folder; name the files in it",
    EACCES: "may not be read; check its permissions",
  };
  const sentence = known[code];
  if (sentence === undefined) throw error;
  return sentence;
}

function formatOf(file: string): Format {
  if (/\.ya?ml$/i.test(file)) return "yaml";
  return /\.jsonc$/i.test(file) ? "jsonc" : "json";
}

/** A file that is checked and holds nothing to check would look clean: say so. */
function noteForeign(file: string, { endpoints, findings }: Report, streams: Streams): void {
  if (endpoints.length === 0 && findings.length === 0) streams.err(`${file}: no endpoint config in it\n`);
}

function asJson({ file, report }: Checked): unknown[] {
  const position = positions(report.document.text);
  return report.findings.map(({ rule, severity, message, range, fixes }) => ({
    file,
    rule,
    severity,
    message,
    range: { start: position(range.start), end: position(range.end) },
    fixes: fixes.map(({ title }) => title),
  }));
}

function asText(files: readonly Checked[]): string {
  const lines = files.flatMap(({ file, report }) => {
    const position = positions(report.document.text);
    return report.findings.map(({ rule, severity, message, range }) => {
      const { line, character } = position(range.start);
      return `${file}:${line + 1}:${character + 1}: ${severity}: ${message} [${rule}]\n`;
    });
  });
  return lines.join("") + summary(files.flatMap(({ report }) => report.findings));
}

function summary(findings: readonly Finding[]): string {
  const count = (wanted: Finding["severity"]) => findings.filter(({ severity }) => severity === wanted).length;
  if (findings.length === 0) return "No findings\n";
  const plural = (n: number, noun: string) => `${n} ${noun}${n === 1 ? "" : "s"}`;
  return `${plural(count("error"), "error")}, ${plural(count("warning"), "warning")}, ${count("information")} information\n`;
}

/** Zero-based line and UTF-16 character of an offset. */
function positions(text: string): (offset: number) => { line: number; character: number } {
  const starts = [0, ...Array.from(text.matchAll(/\r\n|\r|\n/g), ({ index, 0: newline }) => index + newline.length)];
  return (offset) => {
    let [low, high] = [0, starts.length - 1];
    while (low < high) {
      const middle = Math.ceil((low + high) / 2);
      if ((starts[middle] ?? 0) <= offset) low = middle;
      else high = middle - 1;
    }
    return { line: low, character: offset - (starts[low] ?? 0) };
  };
}
