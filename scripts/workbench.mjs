// Runs VS Code's server, whose workbench a browser shows, with folders of its own: nothing of the user's VS Code is read
// or changed. Knows nothing of browsers and tests.
import { createWriteStream } from "node:fs";
import { mkdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { pathToFileURL } from "node:url";
import { output, startGroup } from "./processes.mjs";

/** User settings of a window that shows nothing but itself: no welcome page, no telemetry, no assistant. */
export const calmSettings = {
  "telemetry.telemetryLevel": "off",
  "workbench.enableExperiments": false,
  "workbench.startupEditor": "none",
  "workbench.tips.enabled": false,
  "workbench.secondarySideBar.defaultVisibility": "hidden",
  "chat.disableAIFeatures": true,
  "extensions.autoCheckUpdates": false,
  "extensions.autoUpdate": false,
  "extensions.ignoreRecommendations": true,
  "security.workspace.trust.startupPrompt": "never",
  "git.openRepositoryInParentFolders": "never",
};

/** Loading VS Code's server takes a second or two; on a busy machine, more. In milliseconds. */
const startTimeout = 60_000;

/**
 * @typedef {object} Workbench
 * @property {{ node: string, main: string }} server from `ensureServer`
 * @property {string} folder for the server's data, settings and logs
 * @property {Record<string, unknown>} [settings] user settings beyond the calm ones
 * @property {string[]} [args] further arguments of VS Code's server
 * @property {NodeJS.ProcessEnv} env of the extension host, too
 */

/**
 * Starts the server on a free port of 127.0.0.1. Throws with the server's output if it does not come up.
 * @param {Workbench} workbench
 * @returns {Promise<{ url: URL, exited: Promise<unknown>, end: () => Promise<void> }>} `url` holds the connection token, if there is one
 */
export async function startWorkbench({ server, folder, settings = {}, args = [], env }) {
  const user = join(folder, "data", "User");
  await mkdir(user, { recursive: true });
  await writeFile(join(user, "settings.json"), JSON.stringify({ ...calmSettings, ...settings }));
  const group = startGroup(
    server.node,
    [...serverArgs(server, folder), "--host", "127.0.0.1", "--port", "0", ...args],
    {
      env: serverEnv(env),
      stdio: ["ignore", "pipe", "pipe"],
    },
  );
  const log = join(folder, "server.log");
  try {
    return { url: await announcedUrl(group.child, log), exited: group.exited, end: group.end };
  } catch (error) {
    await group.end();
    throw new Error(`VS Code's server did not start:\n${await readFile(log, "utf8")}`, { cause: error });
  }
}

/**
 * Installs a packed extension into `extensions`, from where `--extensions-dir` makes a workbench load it.
 * @param {Pick<Workbench, "server" | "folder" | "env">} workbench @param {string} vsix @param {string} extensions
 */
export async function installExtension({ server, folder, env }, vsix, extensions) {
  const args = [...serverArgs(server, folder), "--extensions-dir", extensions, "--install-extension", vsix];
  await output(server.node, args, { env: serverEnv(env) });
}

/** A file's path as it stands in a URI, before anything is escaped: `/c:/x y` on Windows. @param {string} file */
export function uriPath(file) {
  return decodeURIComponent(pathToFileURL(file).pathname);
}

/** @param {Workbench["server"]} server @param {string} folder */
function serverArgs({ main }, folder) {
  return [main, "--server-data-dir", folder, "--accept-server-license-terms", "--telemetry-level", "off"];
}

/** Inside a terminal of code-server this variable would make the new server end with that one. @param {NodeJS.ProcessEnv} env */
function serverEnv(env) {
  const { CODE_SERVER_PARENT_PID: _, ...rest } = env;
  return rest;
}

/**
 * @param {import("node:child_process").ChildProcess} child @param {string} log
 * @returns {Promise<URL>}
 */
async function announcedUrl(child, log) {
  const file = createWriteStream(log);
  child.stdout?.pipe(file, { end: false });
  child.stderr?.pipe(file, { end: false });
  const late = new AbortController();
  const announced = new Promise((resolve, reject) => {
    let text = "";
    child.stdout?.setEncoding("utf8").on("data", (chunk) => {
      text += chunk;
      const [, url] = /Web UI available at (\S+)/.exec(text) ?? [];
      // It announces `localhost`, which may mean another address than the one it listens on.
      if (url !== undefined) resolve(new URL(url.replace("localhost", "127.0.0.1")));
    });
    child.once("error", reject);
    child.once("exit", (code) => reject(new Error(`exit code ${code}`)));
  });
  const timeout = delay(startTimeout, undefined, { signal: late.signal }).then(() => {
    throw new Error(`no URL within ${startTimeout / 1000} seconds`);
  });
  try {
    return await Promise.race([announced, timeout]);
  } finally {
    late.abort();
  }
}
