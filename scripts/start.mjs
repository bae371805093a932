// `npm start`: the extension, ready to be tried without a Databricks workspace. Builds it, starts the emulator, and opens
// the examples in desktop VS Code or, where there is none, in VS Code in a browser. Leaves no process and no file behind.

import { randomBytes } from "node:crypto";
import { once } from "node:events";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { delimiter, join } from "node:path";
import process from "node:process";
import { createInterface } from "node:readline";
import { build } from "./build.mjs";
import { install } from "./install.mjs";
import { packExtension } from "./package.mjs";
import { endWithNpm, startGroup } from "./processes.mjs";
import { inProject, projectEnv, projectNode, root } from "./project.mjs";
import { temporaryFolder } from "./temporary-folder.mjs";
import { ensureServer, releases } from "./vscode-server.mjs";
import { calmSettings, installExtension, startWorkbench, uriPath } from "./workbench.mjs";

const examples = inProject("examples");

try {
  await start();
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exit(1);
}

async function start() {
  // Ending is how this command is meant to end.
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) process.on(signal, () => process.exit(0));
  endWithNpm();
  await install();
  const folder = temporaryFolder("start").path;
  const code = process.argv.includes("--browser") ? undefined : desktopCode();
  const { ended } = code === undefined ? await openInBrowser(folder) : await openOnDesktop(code, folder);
  console.log("Ctrl-C ends everything");
  const broken = await ended;
  if (broken !== undefined) throw new Error(`${broken} has ended`);
  process.exit(0);
}

/** @param {string} folder @returns {Promise<{ ended: Promise<string> }>} which part broke down */
async function openInBrowser(folder) {
  console.log("Building and packing the extension…");
  const vsix = join(folder, "model-serving.vsix");
  await packExtension(vsix);
  const server = await ensureServer(releases.newest);
  const emulator = await startEmulator();
  const extensions = join(folder, "extensions");
  const token = join(folder, "token");
  writeFileSync(token, randomBytes(16).toString("hex"), { mode: 0o600 });
  const workbench = { server, folder: join(folder, "server"), env: { ...projectEnv(), ...emulator.env } };
  await installExtension(workbench, vsix, extensions);
  const { url, exited } = await startWorkbench({
    ...workbench,
    args: ["--connection-token-file", token, "--extensions-dir", extensions, "--disable-workspace-trust"],
  });
  url.searchParams.set("folder", uriPath(examples));
  console.log(`\nVS Code with the extension: ${url.href}`);
  return { ended: Promise.race([exited.then(() => "VS Code's server"), emulator.exited]) };
}

/**
 * @param {string} code @param {string} folder
 * @returns {Promise<{ ended: Promise<string | undefined> }>} which part broke down; none if the window was closed
 */
async function openOnDesktop(code, folder) {
  console.log("Building the extension…");
  if ((await build()) !== 0) throw new Error("The build failed");
  const emulator = await startEmulator();
  const user = join(folder, "user");
  mkdirSync(join(user, "User"), { recursive: true });
  writeFileSync(join(user, "User", "settings.json"), JSON.stringify(calmSettings));
  const folders = ["--user-data-dir", user, "--extensions-dir", join(folder, "extensions")];
  const args = [...folders, "--disable-workspace-trust", `--extensionDevelopmentPath=${root}`, "--wait", examples];
  const { exited: closed } = startGroup(code, args, { env: { ...process.env, ...emulator.env }, stdio: "inherit" });
  process.prependOnceListener("exit", () => endDesktop(user));
  console.log("\nVS Code opens with the extension.");
  return { ended: Promise.race([closed.then(() => undefined), emulator.exited]) };
}

/** `code` on the PATH, unless it would open a window elsewhere: from VS Code's own remote terminal, WSL, or no display. */
function desktopCode() {
  const { PATH = "", VSCODE_IPC_HOOK_CLI, WSL_DISTRO_NAME, DISPLAY, WAYLAND_DISPLAY } = process.env;
  if (process.platform === "win32" || (VSCODE_IPC_HOOK_CLI ?? WSL_DISTRO_NAME) !== undefined) return undefined;
  if (process.platform === "linux" && (DISPLAY ?? WAYLAND_DISPLAY) === undefined) return undefined;
  return PATH.split(delimiter)
    .map((path) => join(path, "code"))
    .find((path) => existsSync(path));
}

/** Desktop VS Code leaves its starter's process group, but writes its process id into its data folder. @param {string} user */
function endDesktop(user) {
  const lock = join(user, "code.lock");
  if (!existsSync(lock)) return;
  try {
    process.kill(Number(readFileSync(lock, "utf8")), "SIGTERM");
  } catch (error) {
    // ESRCH: its window was closed already.
    if (/** @type {NodeJS.ErrnoException} */ (error).code !== "ESRCH") throw error;
  }
}

/** Starts the emulator on a free port; the extension finds it by two environment variables. */
async function startEmulator() {
  const args = [
    inProject("dist", "cli.js"),
    "emulator",
    "--port",
    "0",
    "--seed",
    join(examples, "seed.json"),
    "--format",
    "json",
  ];
  const { child, exited } = startGroup(projectNode, args, { stdio: ["ignore", "pipe", "inherit"] });
  if (child.stdout === null) throw new Error("The emulator has no output");
  const lines = createInterface(child.stdout);
  const first = await Promise.race([once(lines, "line"), exited.then(() => undefined)]);
  if (first === undefined) throw new Error("The emulator did not start");
  const { url, token } = JSON.parse(first[0]);
  console.log(`The emulator of Databricks Model Serving: ${url}`);
  const env = { MODEL_SERVING_EMULATOR_URL: url, MODEL_SERVING_EMULATOR_TOKEN: token };
  return { env, exited: exited.then(() => "The emulator") };
}
