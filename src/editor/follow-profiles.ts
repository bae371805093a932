// Keeps the connections as settings and profiles have them: both are watched, the profiles' file wherever it is.
import { type Disposable, RelativePattern, Uri, workspace } from "vscode";
import { profilePath } from "../api/sign-in/profile-file.ts";
import { show } from "./command.ts";
import { Lifetime } from "./lifetime.ts";
import type { Services } from "./services.ts";

const DECIDING = ["profile", "productionProfiles", "databricksCli", "timeouts"];

/** Connects now and whenever something that decides about connections changes; what cannot be used is shown. */
export function followProfiles({ connections, log }: Services): Disposable {
  const lifetime = new Lifetime();
  const load = async () => {
    try {
      for (const trouble of await connections.load()) show(trouble, "Connecting", log);
    } catch (error) {
      show(error, "Connecting", log);
    }
  };
  const file = Uri.file(profilePath(process.env));
  const name = file.path.slice(file.path.lastIndexOf("/") + 1);
  const watcher = lifetime.own(workspace.createFileSystemWatcher(new RelativePattern(Uri.joinPath(file, ".."), name)));
  for (const event of [watcher.onDidChange, watcher.onDidCreate, watcher.onDidDelete]) lifetime.own(event(load));
  lifetime.own(
    workspace.onDidChangeConfiguration((change) => {
      if (DECIDING.some((key) => change.affectsConfiguration(`modelServing.${key}`))) void load();
    }),
  );
  void load();
  return lifetime;
}
