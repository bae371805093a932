// The engine's front door: text in, findings out, for any text at all. It knows neither the editor nor the disk, and
// nothing behind it is imported from outside, types excepted.

import type { Finding, Severity } from "./finding.ts";
import { type LocateOptions, locate } from "./locate.ts";
import { type Endpoint, readEndpoint } from "./model.ts";
import { parseJson } from "./parse-json.ts";
import { parseYaml } from "./parse-yaml.ts";
import type { Problem, Rule } from "./rule.ts";
import { RULES } from "./rules.ts";
import type { Document, Format } from "./tree.ts";

export { applyTextEdits, type Edit, textEdits } from "./edit.ts";
export type { Finding, Fix, Severity } from "./finding.ts";
export type { LocateOptions, Shape } from "./locate.ts";
export type { Endpoint, Entity, EntityKind, Route } from "./model.ts";
export type { Rule } from "./rule.ts";
export { RULES } from "./rules.ts";
export { apportion, scaleTo100 } from "./shares.ts";
export { type Document, type Format, type Json, type Node, type Range, type TextEdit, toJson } from "./tree.ts";

export interface Report {
  readonly document: Document;
  /** Every endpoint config of the document, in the order of the text; empty where it holds none. */
  readonly endpoints: readonly Endpoint[];
  /** In the order of the text. */
  readonly findings: readonly Finding[];
}

/** Reads and judges one text. A document that holds no endpoint config has no findings. Never throws. */
export function lint(text: string, format: Format, options: LocateOptions = {}): Report {
  const document = format === "yaml" ? parseYaml(text) : parseJson(text, format);
  const endpoints = locate(document, options).map((located) => readEndpoint(located, format));
  if (endpoints.length === 0 && !options.expected) return { document, endpoints, findings: [] };
  const findings = RULES.flatMap((rule) => findingsOf(rule, document, endpoints));
  findings.sort((a, b) => a.range.start - b.range.start || a.range.end - b.range.end);
  return { document, endpoints, findings };
}

function findingsOf(rule: Rule, document: Document, endpoints: readonly Endpoint[]): Finding[] {
  const findings: Finding[] = [];
  for (const problem of rule.checkDocument?.(document) ?? []) findings.push(findingOf(rule, problem));
  for (const endpoint of endpoints)
    for (const problem of rule.check?.(endpoint) ?? []) findings.push(findingOf(rule, problem));
  return findings;
}

function findingOf(
  rule: Rule,
  { range: { start, end }, message, fixes = [], severity = rule.severity }: Problem,
): Finding {
  return { rule: rule.id, severity, message, range: { start, end }, fixes };
}

/** Errors first, then warnings, then information. */
export function bySeverity(a: Severity, b: Severity): number {
  const order: Readonly<Record<Severity, number>> = { error: 0, warning: 1, information: 2 };
  return order[a] - order[b];
}
