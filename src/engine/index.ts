// The engine's front door: text in, findings out, for any text at all. It knows neither the editor nor the disk, and
// nothing behind it is imported from outside, types excepted.
import { isInPlace } from "./edit.ts";
import type { Finding, Fix, Severity } from "./finding.ts";
import { type LocateOptions, locate } from "./locate.ts";
import { type Endpoint, readEndpoint } from "./model.ts";
import { parseJson } from "./parse-json.ts";
import { parseYaml } from "./parse-yaml.ts";
import { type Problem, REQUESTS, type Rule } from "./rule.ts";
import { RULES } from "./rules.ts";
import { suppressions } from "./suppress.ts";
import type { Document, Format } from "./tree.ts";

export { applyTextEdits, type Edit, textEdits } from "./edit.ts";
export type { Finding, Fix, Severity } from "./finding.ts";
export type { LocateOptions, Shape } from "./locate.ts";
export type { Endpoint, Entity, EntityKind, Route } from "./model.ts";
export { nearest } from "./nearest.ts";
export type { Rule } from "./rule.ts";
export { RULES } from "./rules.ts";
export { apportion, scaleTo100 } from "./shares.ts";
export { type Document, type Format, type Json, type Node, type Range, type TextEdit, toJson } from "./tree.ts";

export interface LintOptions extends LocateOptions {
  /** How much the findings of a rule weigh, by its id; "off" leaves them out. */
  readonly severities?: Readonly<Record<string, Severity | "off">>;
}

export interface Report {
  readonly document: Document;
  /** Every endpoint config of the document, in the order of the text; empty where it holds none. */
  readonly endpoints: readonly Endpoint[];
  /** In the order of the text. */
  readonly findings: readonly Finding[];
}

/** Reads and judges one text. A document that holds no endpoint config has no findings. Never throws. */
export function lint(text: string, format: Format, options: LintOptions = {}): Report {
  const document = format === "yaml" ? parseYaml(text) : parseJson(text, format);
  const endpoints = locate(document, options).map((located) => readEndpoint(located, format));
  if (endpoints.length === 0 && !options.expected) return { document, endpoints, findings: [] };
  const all: Finding[] = [];
  for (const rule of RULES) collect(rule, document, endpoints, options.severities?.[rule.id], all);
  const findings = all.filter(suppressions(text));
  findings.sort((a, b) => a.range.start - b.range.start || a.range.end - b.range.end);
  return { document, endpoints, findings: document.shared ? withoutRepetitions(findings) : findings };
}

/** What is written once and counts in several places is wrong once. */
function withoutRepetitions(findings: readonly Finding[]): Finding[] {
  const seen = new Set<string>();
  return findings.filter(({ rule, range, message }) => {
    const key = `${rule} ${range.start} ${range.end} ${message}`;
    return !seen.has(key) && seen.add(key);
  });
}

/** Adds what one rule finds. */
function collect(
  rule: Rule,
  document: Document,
  endpoints: readonly Endpoint[],
  severity: Severity | "off" | undefined,
  findings: Finding[],
): void {
  if (severity === "off") return;
  const { shapes = REQUESTS } = rule;
  if (rule.checkDocument) {
    for (const problem of rule.checkDocument(document))
      findings.push(findingOf(rule, problem, safeFixes(document, problem), severity));
  }
  if (rule.check === undefined) return;
  for (const endpoint of endpoints) {
    if (!shapes.includes(endpoint.shape)) continue;
    for (const problem of rule.check(endpoint))
      findings.push(findingOf(rule, problem, document.guessed ? [] : safeFixes(document, problem), severity));
  }
}

/** The tree is changed only where it is for certain what the text says, and where its text counts in one place. */
function safeFixes(document: Document, { fixes = [] }: Problem): readonly Fix[] {
  if (document.guessed) return fixes.filter(({ edits }) => edits.every(({ kind }) => kind === "text"));
  return document.shared ? fixes.filter(({ edits }) => isInPlace(document, edits)) : fixes;
}

function findingOf(
  rule: Rule,
  { range, message, severity = rule.severity }: Problem,
  fixes: readonly Fix[],
  wanted: Severity | undefined,
): Finding {
  return { rule: rule.id, severity: wanted ?? severity, message, range: { start: range.start, end: range.end }, fixes };
}
