// Runs a command line tool that hands out tokens: without a shell, in the home folder, for half a minute at most, with
// no more of the environment than it needs. What it prints on its error stream is never shown: it may hold a token.
import { execFile } from "node:child_process";
import { homedir } from "node:os";
import type { Environment } from "./profile-file.ts";

/** Resolves with the standard output; rejects with `CommandFailed`. */
export type Run = (file: string, args: readonly string[], env: Environment) => Promise<string>;

export class CommandFailed extends Error {
  readonly reason: "missing" | "late" | "failed";
  /** The system's code or the exit code. */
  readonly code: string;
  readonly #complaint: string;

  constructor(reason: "missing" | "late" | "failed", code: string, complaint: string) {
    super(`${reason} (${code})`);
    this.name = "CommandFailed";
    this.reason = reason;
    this.code = code;
    this.#complaint = complaint;
  }

  /** Whether its error stream says something like this: all that anybody learns of it. */
  says(pattern: RegExp): boolean {
    return pattern.test(this.#complaint);
  }
}

export const LIMIT_SECONDS = 30;
const MOST_OUTPUT = 1024 * 1024;

/** The limit is a parameter for tests only. */
export function run(file: string, args: readonly string[], env: Environment, limit = LIMIT_SECONDS): Promise<string> {
  return new Promise((resolve, reject) => {
    const options = {
      // Not the workspace's folder, where a program of the same name could lie in wait.
      cwd: homedir(),
      env: Object.fromEntries(NEEDED.flatMap((name) => (env[name] === undefined ? [] : [[name, env[name]]]))),
      timeout: limit * 1000,
      killSignal: "SIGKILL",
      maxBuffer: MOST_OUTPUT,
      windowsHide: true,
      shell: false,
    } as const;
    execFile(file, args, options, (error, stdout, stderr) => {
      if (error === null) return resolve(stdout);
      // The library's message and properties repeat the command and its error stream: none of it is passed on.
      const code = String(error.code ?? error.signal ?? "unknown");
      const reason = error.killed ? "late" : MISSING.has(code) ? "missing" : "failed";
      reject(new CommandFailed(reason, code, stderr));
    });
  });
}

/** EINVAL: on Windows a script is no program, and only a shell could run it. */
const MISSING: ReadonlySet<string> = new Set(["ENOENT", "EINVAL"]);

/** Where tools and their stores are, how to reach the network, and nothing that is a credential. */
const NEEDED: readonly string[] = [
  ...["PATH", "Path", "PATHEXT", "HOME", "USER", "LOGNAME", "LANG", "LC_ALL", "TMPDIR", "TEMP", "TMP"],
  ...["USERPROFILE", "HOMEDRIVE", "HOMEPATH", "APPDATA", "LOCALAPPDATA", "PROGRAMDATA", "SystemRoot", "SYSTEMROOT"],
  ...["XDG_CONFIG_HOME", "XDG_CACHE_HOME", "XDG_DATA_HOME", "XDG_RUNTIME_DIR", "DBUS_SESSION_BUS_ADDRESS"],
  ...["HTTP_PROXY", "HTTPS_PROXY", "NO_PROXY", "ALL_PROXY", "http_proxy", "https_proxy", "no_proxy", "all_proxy"],
  ...["SSL_CERT_FILE", "SSL_CERT_DIR", "REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE"],
  ...["DATABRICKS_CONFIG_FILE", "AZURE_CONFIG_DIR"],
];
