// Offsets of the engine to positions of the editor and back.
import { Range as EditorRange, TextEdit as EditorTextEdit, type TextDocument } from "vscode";
import type { Range, TextEdit } from "../engine/index.ts";

export function toEditorRange(document: TextDocument, { start, end }: Range): EditorRange {
  return new EditorRange(document.positionAt(start), document.positionAt(end));
}

export function toEditorEdits(document: TextDocument, edits: readonly TextEdit[]): EditorTextEdit[] {
  return edits.map((edit) => EditorTextEdit.replace(toEditorRange(document, edit), edit.text));
}
