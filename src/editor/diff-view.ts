// Shows what a plan would change in VS Code's diff editor: live on the left, the config on the right, both in the shape
// of a request and in the same order.
import {
  commands,
  type Disposable,
  EventEmitter,
  type Tab,
  TabInputTextDiff,
  type TextDocumentContentProvider,
  Uri,
  window,
  workspace,
} from "vscode";
import { shown } from "../deploy/change.ts";
import type { Plan } from "../deploy/plan.ts";
import { requestFrom } from "../deploy/request.ts";
import { Lifetime } from "./lifetime.ts";

const SCHEME = "model-serving";

/** The text travels in the document's address, credentials masked, so nothing has to be kept for it. */
export function registerDiffDocuments(): Disposable {
  const lifetime = new Lifetime();
  const changed = lifetime.own(new EventEmitter<Uri>());
  const provider: TextDocumentContentProvider = {
    onDidChange: changed.event,
    provideTextDocumentContent: ({ query }) => query,
  };
  lifetime.own(workspace.registerTextDocumentContentProvider(SCHEME, provider));
  return lifetime;
}

/** Resolves once the person has closed the diff. */
export async function showDiff({ desired, live }: Plan, place: string): Promise<void> {
  const left = documentOf(place, desired.name, live?.config ? requestFrom(live.config) : {});
  const right = documentOf("config", desired.name, desired.config ?? {});
  const title = `${desired.name} on ${place}: live ↔ planned (close to decide)`;
  const looked = closed(right);
  // No preview: opening a file beside it must not count as closing it.
  await commands.executeCommand("vscode.diff", left, right, title, { preview: false });
  await looked;
}

function closed(right: Uri): Promise<void> {
  return new Promise((resolve) => {
    const listener = window.tabGroups.onDidChangeTabs(({ closed }) => {
      const isOurs = ({ input }: Tab) =>
        input instanceof TabInputTextDiff && input.modified.toString() === right.toString();
      if (!closed.some(isOurs)) return;
      listener.dispose();
      resolve();
    });
  });
}

function documentOf(authority: string, name: string, value: unknown): Uri {
  return Uri.from({ scheme: SCHEME, path: `/${authority}/${name}.json`, query: JSON.stringify(shown(value), null, 2) });
}
