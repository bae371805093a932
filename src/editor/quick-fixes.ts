// Fixes of the engine as quick fixes. They are found by place, not by message, so they are offered on the editor's own
// JSON diagnostics too.
import {
  CodeAction,
  CodeActionKind,
  type CodeActionProvider,
  type Diagnostic,
  type Disposable,
  languages,
  type Range,
  type TextDocument,
  WorkspaceEdit,
} from "vscode";
import { type Finding, type Fix, type Report, type TextEdit, textEdits } from "../engine/index.ts";
import type { Documents } from "./documents.ts";
import { toEditorEdits, toEditorRange } from "./ranges.ts";

export const CONFIG_DOCUMENTS = [
  { language: "json" },
  { language: "jsonc" },
  { pattern: "**/*.serving.{json,jsonc,yml,yaml}" },
];

/** For `editor.codeActionsOnSave` and "Fix All". */
const FIX_ALL = CodeActionKind.SourceFixAll.append("modelServing");

export function registerQuickFixes(documents: Documents): Disposable {
  const provider: CodeActionProvider = {
    provideCodeActions(document, range, { diagnostics, only }) {
      const report = documents.report(document);
      if (report === undefined) return [];
      if (only && FIX_ALL.contains(only)) return fixAll(document, report);
      const touched = report.findings.filter((finding) => touches(document, finding, range));
      return touched.flatMap((finding) =>
        finding.fixes.map((fix, i) => action(document, report, finding, fix, i === 0, diagnostics)),
      );
    },
  };
  return languages.registerCodeActionsProvider(CONFIG_DOCUMENTS, provider, {
    providedCodeActionKinds: [CodeActionKind.QuickFix, FIX_ALL],
  });
}

/** The safe first fix of every finding, as far as they do not touch each other's text; a second run takes the rest. */
function fixAll(document: TextDocument, report: Report): CodeAction[] {
  const edits: TextEdit[] = [];
  for (const { fixes } of report.findings) {
    const [fix] = fixes;
    const own = fix && fix.safe !== false ? textEdits(report.document, fix.edits) : [];
    if (!own.some((edit) => edits.some((other) => edit.start <= other.end && other.start <= edit.end)))
      edits.push(...own);
  }
  if (edits.length === 0) return [];
  const codeAction = new CodeAction("Fix all endpoint config findings", FIX_ALL);
  codeAction.edit = new WorkspaceEdit();
  codeAction.edit.set(document.uri, toEditorEdits(document, edits));
  return [codeAction];
}

function touches(document: TextDocument, finding: Finding, range: Range): boolean {
  return toEditorRange(document, finding.range).intersection(range) !== undefined;
}

function action(
  document: TextDocument,
  report: Report,
  finding: Finding,
  fix: Fix,
  first: boolean,
  diagnostics: readonly Diagnostic[],
): CodeAction {
  const { title, edits } = fix;
  const codeAction = new CodeAction(title, CodeActionKind.QuickFix);
  const place = toEditorRange(document, finding.range);
  codeAction.diagnostics = diagnostics.filter((diagnostic) => place.intersection(diagnostic.range));
  codeAction.isPreferred = first;
  codeAction.edit = new WorkspaceEdit();
  codeAction.edit.set(document.uri, toEditorEdits(document, textEdits(report.document, edits)));
  return codeAction;
}
