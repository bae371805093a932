// Shows what a plan would change in VS Code's diff editor: live on the left, the config on the right, both in the shape
// of a request and in the same order.
import { commands, type Tab, TabInputTextDiff, type Uri, window } from "vscode";
import { shown } from "../deploy/change.ts";
import type { Plan } from "../deploy/plan.ts";
import { requestFrom } from "../deploy/request.ts";
import type { VirtualDocuments } from "./virtual-documents.ts";

/** Resolves once the person has closed the diff. */
export async function showDiff(texts: VirtualDocuments, { desired, live }: Plan, place: string): Promise<void> {
  const left = documentOf(texts, place, desired.name, live?.config ? requestFrom(live.config) : {});
  const right = documentOf(texts, "config", desired.name, desired.config ?? {});
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

/** Credentials in plain text are masked. */
function documentOf(texts: VirtualDocuments, place: string, name: string, value: unknown): Uri {
  return texts.document(`/diff/${place}/${name}.json`, JSON.stringify(shown(value), null, 2));
}
