// The settings, typed. Those that decide where a token goes are of machine scope in package.json: a workspace cannot set them.
import { ConfigurationTarget, workspace } from "vscode";

import type { Severity } from "../engine/index.ts";

const SECTION = "modelServing";

export interface Settings {
  /** The profile to connect to, by its name; undefined for none. */
  readonly profile: string | undefined;
  /** How much the findings of a rule weigh, by its id; what is no severity is passed over. */
  readonly rules: Readonly<Record<string, Severity | "off">>;
  setProfile(name: string): Promise<void>;
}

export const settings: Settings = {
  get profile() {
    return workspace.getConfiguration(SECTION).get<string>("profile") || undefined;
  },
  get rules() {
    const rules = workspace.getConfiguration(SECTION).get<Record<string, string>>("rules", {});
    return Object.fromEntries(Object.entries(rules).filter(isSeverity));
  },
  async setProfile(name) {
    await workspace.getConfiguration(SECTION).update("profile", name, ConfigurationTarget.Global);
  },
};

function isSeverity(entry: [string, string]): entry is [string, Severity | "off"] {
  return ["off", "information", "warning", "error"].includes(entry[1]);
}
