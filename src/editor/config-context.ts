// Tells the menus whether the active editor holds an endpoint config.
import { commands, type Disposable, window } from "vscode";
import type { Documents } from "./documents.ts";
import { Lifetime } from "./lifetime.ts";

export function registerConfigContext(documents: Documents): Disposable {
  const lifetime = new Lifetime();
  const update = () => {
    const document = window.activeTextEditor?.document;
    const isConfig = document !== undefined && (documents.report(document)?.endpoints.length ?? 0) > 0;
    void commands.executeCommand("setContext", "modelServing.isConfig", isConfig);
  };
  lifetime.own(window.onDidChangeActiveTextEditor(update));
  lifetime.own(documents.onDidChange(update));
  return lifetime;
}
