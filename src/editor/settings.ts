// The settings, typed. Those that decide where a token goes are of machine scope in package.json: a workspace cannot set them.
import { workspace } from "vscode";
import type { Timeouts } from "../api/client.ts";
import type { Severity } from "../engine/index.ts";

export interface Settings {
  /** The profile to connect to at the start, by its name; undefined for what the official tools would take. */
  readonly profile: string | undefined;
  /** Profiles, or hosts, whose endpoints have callers that matter. */
  readonly productionProfiles: readonly string[];
  /** Path of the Databricks CLI; undefined for the one on the PATH. */
  readonly databricksCli: string | undefined;
  readonly timeouts: Timeouts;
  /** How much the findings of a rule weigh, by its id; what is no severity is passed over. */
  readonly rules: Readonly<Record<string, Severity | "off">>;
}

export const settings: Settings = {
  get profile() {
    return get<string>("profile") || undefined;
  },
  get productionProfiles() {
    return get<string[]>("productionProfiles") ?? [];
  },
  get databricksCli() {
    return get<string>("databricksCli") || undefined;
  },
  get timeouts() {
    const seconds = get<Record<string, number>>("timeouts") ?? {};
    const known = ["connect", "overall", "query"] as const;
    return Object.fromEntries(known.flatMap((key) => (seconds[key] ? [[key, seconds[key] * 1000]] : [])));
  },
  get rules() {
    return Object.fromEntries(Object.entries(get<Record<string, string>>("rules") ?? {}).filter(isSeverity));
  },
};

function get<T>(key: string): T | undefined {
  return workspace.getConfiguration("modelServing").get<T>(key);
}

function isSeverity(entry: [string, string]): entry is [string, Severity | "off"] {
  return ["off", "information", "warning", "error"].includes(entry[1]);
}
