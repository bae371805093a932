// One connection: a host and the credentials for it. Where a token goes is decided here, by the machine's own settings and
// profiles, and never by anything in a workspace.
import type { SecretStorage } from "vscode";
import { connect } from "../api/client.ts";
import { readHost } from "../api/host.ts";
import { type Config, loadConfig } from "../api/sign-in/config.ts";
import { type Credentials, signIn, typedToken } from "../api/sign-in/credentials.ts";
import type { WorkspaceApi } from "../api/workspace.ts";
import type { Settings } from "./settings.ts";

export interface Connection {
  /** Stable over sessions: what remembered choices are keyed by. */
  readonly id: string;
  /** What the user calls it: the first part of the host, or "Local Emulator". */
  readonly label: string;
  /** Where it comes from: "profile DEV", "token", "127.0.0.1:8080". */
  readonly description: string;
  /** Calls and callers that matter are behind it: changes are confirmed with that in the first line. */
  readonly production: boolean;
  /** How it signs in, as far as it is known yet. */
  readonly method: () => string | undefined;
  readonly api: WorkspaceApi;
}

/** What is remembered of a connection that the user has added. */
export type Stored = { readonly profile: string } | { readonly host: string };

export const EMULATOR_ID = "emulator";

/** Looked up at each call, so that the editor's proxy and certificate settings apply as they are then. */
const editorFetch: typeof fetch = (input, init) => globalThis.fetch(input, init);

export function emulatorConnection(url: string, token: string): Connection {
  const api = connect({ host: url, token: async () => token, fetch: editorFetch });
  const description = new URL(url).host;
  return { id: EMULATOR_ID, label: "Local Emulator", description, production: false, method: () => "emulator", api };
}

/** The connection of a profile, by its name. Throws `Misconfigured`. */
export async function profileConnection(name: string, settings: Settings): Promise<Connection> {
  const { DATABRICKS_CONFIG_FILE } = process.env;
  const explicit = { profile: name, ...cliPath(settings) };
  return configured(await loadConfig({ explicit, env: { DATABRICKS_CONFIG_FILE } }), settings);
}

/** What the official tools would take without being told anything: the environment, or the default profile. Throws `Misconfigured`. */
export async function defaultConnection(settings: Settings): Promise<Connection> {
  return configured(await loadConfig({ explicit: cliPath(settings), env: process.env }), settings);
}

/** The connection of a token that was typed for this host and for no other. Throws `Misconfigured`. */
export function typedConnection(host: string, secrets: SecretStorage, settings: Settings): Connection {
  const { host: origin } = readHost(host);
  const read = () => secrets.get(secretKey(origin));
  return toConnection(`token:${origin}`, "token", origin, typedToken(read), settings, undefined);
}

/** Where the typed token of a host is kept. */
export function secretKey(host: string): string {
  return `token:${host}`;
}

function cliPath({ databricksCli }: Settings) {
  return databricksCli === undefined ? {} : { databricks_cli_path: databricksCli };
}

function configured(config: Config, settings: Settings): Connection {
  const credentials = signIn(config, { fetch: editorFetch, env: process.env });
  const { profile, host } = config;
  const id = profile === undefined ? "environment" : `profile:${profile}`;
  const description = profile === undefined ? "environment" : `profile ${profile}`;
  return toConnection(id, description, host, credentials, settings, config);
}

function toConnection(
  id: string,
  description: string,
  host: string,
  credentials: Credentials,
  { productionProfiles, timeouts }: Settings,
  config: Config | undefined,
): Connection {
  const { workspaceId, profile } = config ?? {};
  const api = connect({
    ...credentials,
    host,
    fetch: editorFetch,
    timeouts,
    ...(workspaceId !== undefined && { workspaceId }),
  });
  const production = [profile, new URL(host).host].some(
    (name) => name !== undefined && productionProfiles.includes(name),
  );
  return { id, label: labelOf(host), description, production, method: credentials.method, api };
}

/** `adb-dev` for `https://adb-dev.cloud.databricks.com`; an address of numbers, or of this machine, in full. */
function labelOf(host: string): string {
  const { hostname, host: full } = new URL(host);
  const [first = ""] = hostname.split(".");
  return /[a-z]/i.test(first) && first !== hostname ? first : full;
}
