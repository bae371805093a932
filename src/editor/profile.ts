// Keeps the connection to the profile that the settings name.
import { type Disposable, workspace } from "vscode";
import { show } from "./command.ts";
import type { Services } from "./services.ts";

/** Connects now and whenever the setting changes; what is wrong with the profile is shown. */
export function followProfile({ connections, log }: Services): Disposable {
  const load = () =>
    connections.loadProfile().catch((error: unknown) => void show(error, "Connecting to the profile", log));
  void load();
  return workspace.onDidChangeConfiguration((change) => {
    if (change.affectsConfiguration("modelServing.profile")) void load();
  });
}
