// Questions to the user. Whoever asks gets an answer or an exception: leaving a question is `Cancelled`, never undefined.
import { ExtensionMode, type InputBoxOptions, type QuickPickItem, type QuickPickOptions, window } from "vscode";
import { Cancelled } from "./command.ts";

export interface Question {
  /** Ends with a question mark and names the place: "Change live traffic of multi-model on adb-dev?" */
  readonly question: string;
  /** What will happen, and that nothing else will. */
  readonly detail: string;
  /** The button: the verb, never "OK". */
  readonly verb: string;
  /** A second button that looks and does not act; the question comes again after it. */
  readonly look?: { readonly title: string; readonly run: () => Promise<void> };
}

export interface Ui {
  /** Resolves when the user agrees, in a modal dialog. */
  confirm(question: Question): Promise<void>;
  pick<T extends QuickPickItem>(items: readonly T[] | Promise<readonly T[]>, options: QuickPickOptions): Promise<T>;
  input(options: InputBoxOptions): Promise<string>;
}

/** In a test inside the editor modal dialogs throw: there each question is recorded and answered with its verb. */
export function uiFor(mode: ExtensionMode, asked: Question[]): Ui {
  if (mode !== ExtensionMode.Test) return windowUi;
  return { ...windowUi, confirm: async (question) => void asked.push(question) };
}

const windowUi: Ui = {
  async confirm({ question, detail, verb, look }) {
    for (;;) {
      const buttons = look ? [verb, look.title] : [verb];
      const answer = await window.showWarningMessage(question, { modal: true, detail: kept(detail) }, ...buttons);
      if (answer === verb) return;
      if (answer === undefined || look === undefined) throw new Cancelled();
      await look.run();
    }
  },
  async pick(items, options) {
    const picked = await window.showQuickPick(Promise.resolve(items), options);
    if (picked === undefined) throw new Cancelled();
    return picked;
  },
  async input(options) {
    const typed = await window.showInputBox(options);
    if (typed === undefined) throw new Cancelled();
    return typed;
  },
};

/** A number and its unit stay on one line. */
function kept(text: string): string {
  return text.replaceAll(" %", "\u00a0%");
}
