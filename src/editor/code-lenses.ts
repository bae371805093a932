// The actions above each endpoint of a document.
import { CodeLens, type CodeLensProvider, type Disposable, EventEmitter, languages } from "vscode";
import type { Documents } from "./documents.ts";
import { Lifetime } from "./lifetime.ts";
import { CONFIG_DOCUMENTS } from "./quick-fixes.ts";
import { toEditorRange } from "./ranges.ts";

/** What a command gets from a CodeLens: the document, and which of its endpoints. */
export interface DocumentTarget {
  readonly uri: string;
  readonly endpoint: number;
}

export function registerCodeLenses(documents: Documents): Disposable {
  const lifetime = new Lifetime();
  const changed = lifetime.own(new EventEmitter<void>());
  lifetime.own(documents.onDidChange(() => changed.fire()));
  const provider: CodeLensProvider = {
    onDidChangeCodeLenses: changed.event,
    provideCodeLenses(document) {
      const endpoints = documents.report(document)?.endpoints ?? [];
      return endpoints.flatMap(({ node, entities }, endpoint) => {
        const range = toEditorRange(document, { start: node.start, end: node.start });
        const target: DocumentTarget = { uri: document.uri.toString(), endpoint };
        const lens = (title: string, command: string) => new CodeLens(range, { title, command, arguments: [target] });
        const deploy = lens("Deploy", "modelServing.deploy");
        const query = lens("Query…", "modelServing.query");
        if (entities.length < 2) return [deploy, query];
        return [deploy, lens("Rebalance Traffic…", "modelServing.rebalance"), query];
      });
    },
  };
  lifetime.own(languages.registerCodeLensProvider(CONFIG_DOCUMENTS, provider));
  return lifetime;
}
