// Signing in: from a configuration to a function that gives a token. Tokens live in closures here and nowhere else.

import { Misconfigured } from "../errors.ts";
import { azureCli, azureClientSecret } from "./azure.ts";
import type { Run } from "./command.ts";
import { type Config, needed } from "./config.ts";
import { databricksCli, ToolMissing } from "./databricks-cli.ts";
import { isTentative, type Method } from "./methods.ts";
import { workspaceToken } from "./oauth.ts";
import type { Environment } from "./profile-file.ts";
import { renewable } from "./renewable.ts";

/** What `connect` wants of whoever knows the secrets. */
export interface Credentials {
  /** How it signs in, as `auth_type` names it; undefined until it is known which of several ways works. */
  readonly method: () => Method | undefined;
  readonly token: () => Promise<string>;
  readonly renew?: (refused: string) => void;
  readonly headers?: () => Promise<Readonly<Record<string, string>>>;
}

export interface Tools {
  readonly fetch: typeof globalThis.fetch;
  /** What command line tools may see of the environment is chosen from this. */
  readonly env: Environment;
  /** How command line tools are run; a parameter for tests only. */
  readonly run?: Run;
}

/** Signs in when the first token is asked for; what is in the way is thrown then. */
export function signIn(config: Config, tools: Tools): Credentials {
  const ways = config.methods.map((method) => wayOf(method, config, tools));
  const [first] = ways;
  return ways.length === 1 && first !== undefined ? first : firstThatWorks(ways, config);
}

/**
 * A personal access token that somebody typed and the caller keeps; `read` gives undefined once it is removed. The
 * caller sees to it that it is stored for one host and read for no other.
 */
export function typedToken(read: () => PromiseLike<string | undefined>): Credentials {
  return {
    method: () => "pat",
    async token() {
      const token = await read();
      if (token !== undefined) return token;
      throw new Misconfigured("This connection is signed out", "token", "Sign in again to use it");
    },
  };
}

type Way = (config: Config, tools: Tools) => Omit<Credentials, "method">;

const WAYS: Readonly<Partial<Record<Method, Way>>> = {
  pat: (config) => ({ token: async () => needed(config, "token") }),
  "oauth-m2m": (config, { fetch }) =>
    renewable(() =>
      workspaceToken(config.host, { id: needed(config, "client_id"), secret: needed(config, "client_secret") }, fetch),
    ),
  "databricks-cli": databricksCli,
  "azure-client-secret": azureClientSecret,
  "azure-cli": azureCli,
};

function wayOf(method: Method, config: Config, tools: Tools): Credentials {
  const way = WAYS[method];
  if (way !== undefined) return { ...way(config, tools), method: () => method };
  const supported = Object.keys(WAYS)
    .map((name) => `\`${name}\``)
    .join(", ");
  return {
    method: () => method,
    async token() {
      throw new Misconfigured(
        `Signing in with \`${method}\` is not supported`,
        "auth_type",
        `Use one of ${supported}; \`databricks auth login --host ${config.host}\` sets up the easiest`,
      );
    },
  };
}

/** As the official tools do: a tool that is not there, or knows nothing of the host, leaves it to the next way. */
function firstThatWorks(ways: readonly Credentials[], { host }: Config): Credentials {
  let working: Credentials | undefined;
  let choosing: Promise<Credentials> | undefined;

  async function choose(): Promise<Credentials> {
    try {
      for (const way of ways) if (await works(way)) return way;
    } finally {
      choosing = undefined;
    }
    throw new Misconfigured(
      `Nothing on this machine is signed in to ${host}`,
      "credentials",
      `Run \`databricks auth login --host ${host}\` in a terminal, or add a \`token\` to a profile`,
    );
  }

  const chosen = async () => {
    if (working === undefined) {
      choosing ??= choose();
      working = await choosing;
    }
    return working;
  };
  return {
    method: () => working?.method(),
    token: async () => (await chosen()).token(),
    renew: (refused) => working?.renew?.(refused),
    headers: async () => (await (await chosen()).headers?.()) ?? {},
  };
}

async function works(way: Credentials): Promise<boolean> {
  const method = way.method();
  if (method !== undefined && !isTentative(method)) return true;
  try {
    await way.token();
    return true;
  } catch (error) {
    if (error instanceof ToolMissing) return false;
    throw error;
  }
}
