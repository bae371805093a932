// Tokens of the Databricks CLI, for whoever has run `databricks auth login`. Source of the command and its answer:
// databricks-sdk-go, config/cli_token_source.go.

import { Misconfigured } from "../errors.ts";
import { isRecord, parseJson } from "../json.ts";
import { CommandFailed, LIMIT_SECONDS, run } from "./command.ts";
import { type Config, originOf } from "./config.ts";
import type { Tools } from "./credentials.ts";
import { type Renewable, renewable, type Token } from "./renewable.ts";

/** A command line tool that is not installed, or not set up for the host: another way to sign in may still work. */
export class ToolMissing extends Misconfigured {}

/** The program comes from `databricks_cli_path`, else from the PATH. */
export function databricksCli(config: Config, { env, run: start = run }: Tools): Renewable {
  const program = config.value("databricks_cli_path") ?? "databricks";
  const fromProfile = config.profile !== undefined && config.origin("host") === originOf(config.profile);
  const whom = fromProfile ? ["--profile", config.profile ?? ""] : ["--host", config.host];
  const environment = { ...env, DATABRICKS_CONFIG_FILE: config.file };
  const ask = async (...more: string[]) =>
    readToken(await start(program, ["auth", "token", ...whom, ...more], environment));

  return renewable(async (refused) => {
    try {
      // Understood from version 0.296 on; an older one refuses it and is asked as usual.
      return refused === undefined ? await ask() : await ask("--force-refresh").catch(() => ask());
    } catch (error) {
      throw error instanceof CommandFailed ? explained(error, program, whom.join(" ")) : error;
    }
  });
}

function explained(failure: CommandFailed, program: string, whom: string): Misconfigured {
  const login = `Run \`databricks auth login ${whom}\` in a terminal, then try again`;
  if (failure.reason === "missing") {
    const remedy = "Install it, or sign in another way: https://docs.databricks.com/dev-tools/cli/install";
    return new ToolMissing(`The Databricks CLI (\`${program}\`) is not there to be run`, program, remedy);
  }
  if (failure.reason === "late")
    return new Misconfigured(`The Databricks CLI gave no token within ${LIMIT_SECONDS} s`, program, login);
  // Its words for "not set up": databricks-sdk-go, config/auth_databricks_cli.go.
  const unknown = failure.says(/databricks OAuth is not|no configuration file found at/i);
  const Kind = unknown ? ToolMissing : Misconfigured;
  return new Kind(`The Databricks CLI gave no token for \`${whom}\` (${failure.code})`, program, login);
}

function readToken(stdout: string): Token {
  const answer = parseJson(stdout);
  if (!isRecord(answer) || typeof answer.access_token !== "string")
    throw new Misconfigured(
      "The Databricks CLI answered with something other than a token",
      "databricks auth token",
      "Update it; version 0.207.1 is the oldest that works",
    );
  const expires = typeof answer.expiry === "string" ? Date.parse(answer.expiry) : Number.NaN;
  return { secret: answer.access_token, ...(Number.isNaN(expires) ? {} : { expires }) };
}
