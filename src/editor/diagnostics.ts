// Findings as diagnostics. What VS Code's own JSON service reports is not published a second time.
import { Diagnostic, DiagnosticSeverity, type Disposable, languages, type TextDocument, Uri } from "vscode";
import type { Finding, Report, Severity } from "../engine/index.ts";
import type { Documents } from "./documents.ts";
import { Lifetime } from "./lifetime.ts";
import { toEditorRange } from "./ranges.ts";

const SOURCE = "model-serving";

/** In JSON documents the editor reports these by itself. */
const REPORTED_BY_EDITOR: ReadonlySet<string> = new Set(["syntax", "comment-in-json", "duplicate-key"]);

const SEVERITIES: Readonly<Record<Severity, DiagnosticSeverity>> = {
  error: DiagnosticSeverity.Error,
  warning: DiagnosticSeverity.Warning,
  information: DiagnosticSeverity.Information,
};

/** Where a rule is explained. */
const RULES_PAGE = "https://github.com/model-serving/model-serving/blob/main/docs/rules.md";

export function publishDiagnostics(documents: Documents): Disposable {
  const lifetime = new Lifetime();
  const collection = lifetime.own(languages.createDiagnosticCollection(SOURCE));
  lifetime.own(documents.onDidChange((document) => collection.set(document.uri, diagnosticsOf(document, documents))));
  lifetime.own(documents.onDidClose((document) => collection.delete(document.uri)));
  return lifetime;
}

function diagnosticsOf(document: TextDocument, documents: Documents): Diagnostic[] {
  const report = documents.report(document);
  if (report === undefined) return [];
  return report.findings
    .filter((finding) => isPublished(finding, report.document, document.languageId))
    .map((finding) => diagnosticOf(document, finding));
}

/** Whether the finding is ours to show; else the editor shows it already. It says nothing of an empty file. */
function isPublished({ rule }: Finding, { format, roots }: Report["document"], languageId: string): boolean {
  const readByEditor = format !== "yaml" && (languageId === "json" || languageId === "jsonc");
  return !(readByEditor && REPORTED_BY_EDITOR.has(rule)) || roots.length === 0;
}

function diagnosticOf(document: TextDocument, finding: Finding): Diagnostic {
  const diagnostic = new Diagnostic(
    toEditorRange(document, finding.range),
    finding.message,
    SEVERITIES[finding.severity],
  );
  diagnostic.source = SOURCE;
  diagnostic.code = { value: finding.rule, target: Uri.parse(`${RULES_PAGE}#${finding.rule}`) };
  return diagnostic;
}
