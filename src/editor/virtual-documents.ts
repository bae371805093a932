// Read-only documents that are no files: live configs, plans, logs. Their texts are kept while they are open and nowhere
// else, so none outlives its window.
import { EventEmitter, type TextDocumentContentProvider, Uri, workspace } from "vscode";
import { Lifetime } from "./lifetime.ts";

const SCHEME = "model-serving";

export class VirtualDocuments extends Lifetime implements TextDocumentContentProvider {
  readonly #texts = new Map<string, string>();
  readonly #changed = this.own(new EventEmitter<Uri>());

  readonly onDidChange = this.#changed.event;

  constructor() {
    super();
    this.own(workspace.registerTextDocumentContentProvider(SCHEME, this));
    this.own(workspace.onDidCloseTextDocument(({ uri }) => uri.scheme === SCHEME && this.#texts.delete(uri.path)));
  }

  /** The document at a path such as `/adb-dev/multi-model.json`, with this text from now on. */
  document(path: string, text: string): Uri {
    const uri = Uri.from({ scheme: SCHEME, path });
    this.#texts.set(path, text);
    this.#changed.fire(uri);
    return uri;
  }

  provideTextDocumentContent({ path }: Uri): string {
    return this.#texts.get(path) ?? "This document was of another session; open it again from the tree.\n";
  }
}
