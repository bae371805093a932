// The settings, typed. Those that decide where a token goes are of machine scope in package.json: a workspace cannot set them.
import { ConfigurationTarget, workspace } from "vscode";

const SECTION = "modelServing";

export interface Settings {
  /** The profile to connect to, by its name; undefined for none. */
  readonly profile: string | undefined;
  setProfile(name: string): Promise<void>;
}

export const settings: Settings = {
  get profile() {
    return workspace.getConfiguration(SECTION).get<string>("profile") || undefined;
  },
  async setProfile(name) {
    await workspace.getConfiguration(SECTION).update("profile", name, ConfigurationTarget.Global);
  },
};
