// What the engine says about a document. It is plain data: the editor turns it into diagnostics, the command line into text.
import type { Edit } from "./edit.ts";
import type { Range } from "./tree.ts";

export type Severity = "error" | "warning" | "information";

/** A change that removes the finding it belongs to. `edits` are applied together or not at all. */
export interface Fix {
  readonly title: string;
  readonly edits: readonly Edit[];
  /** False where it writes a placeholder that a person has to replace: offered in the editor, never applied unasked. */
  readonly safe?: false;
}

export interface Finding {
  /** Id of the rule: the diagnostic's code, the key of the severity setting, the anchor in docs/rules.md. */
  readonly rule: string;
  readonly severity: Severity;
  /** The fact, then the way out; names from the document in backticks; no full stop. */
  readonly message: string;
  readonly range: Range;
  /** The most likely one first; empty where nobody can know what was meant. */
  readonly fixes: readonly Fix[];
}
