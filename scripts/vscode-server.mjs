// Makes sure that a VS Code that runs in a browser is at hand: the workbench and the Node extension host of the npm
// package `code-server`, which follows VS Code's numbering (4.139.1 carries 1.139.1). Starts nothing: see workbench.mjs.
import { existsSync } from "node:fs";
import { copyFile, mkdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import { homedir } from "node:os";
import { dirname, join } from "node:path";
import process from "node:process";
import { npm, output } from "./processes.mjs";
import { inProject, isStarted, projectNode } from "./project.mjs";
import { temporaryFolder } from "./temporary-folder.mjs";

/**
 * A release of VS Code and the Node it needs: the project's own where `node` is absent.
 * @typedef {{ codeServer: string, node?: string }} Release
 */

/** @satisfies {Record<string, Release>} */
export const releases = {
  newest: { codeServer: "4.139.1" },
  // The oldest VS Code that package.json's `engines.vscode` allows. Its extension host hangs under Node 24.
  floor: { codeServer: "4.105.1", node: "22.23.3" },
};

/**
 * What starts a release: `node main` is VS Code's server. Installs it on first use and throws if that fails; an
 * installation that was interrupted is never taken for a whole one.
 * @param {Release} release @returns {Promise<{ node: string, main: string }>}
 */
export async function ensureServer(release) {
  const server = join(cacheFolder(), `vscode-${release.codeServer}`);
  const vscode = join(server, "package", "lib", "vscode");
  if (!hasPackages(vscode)) {
    console.log("Downloading VS Code's browser workbench (about 200 MB, once)…");
    await replaceFolder(server, (folder) => installServer(release, folder));
  }
  return { node: await ensureNode(release), main: join(vscode, "out", "server-main.js") };
}

function cacheFolder() {
  return process.env.MODEL_SERVING_CACHE ?? join(homedir(), ".cache", "model-serving");
}

/** npm writes this file last, so it tells a whole installation from a part. @param {string} folder */
function hasPackages(folder) {
  return existsSync(join(folder, "node_modules", ".package-lock.json"));
}

/** @param {Release} release @param {string} folder */
async function installServer({ codeServer }, folder) {
  await npm(["pack", `code-server@${codeServer}`, "--pack-destination", folder], { cwd: folder });
  const archive = `code-server-${codeServer}.tgz`;
  await output("tar", ["-xzf", archive], { cwd: folder });
  await rm(join(folder, archive));
  const vscode = join(folder, "package", "lib", "vscode");
  await unpinWatcher(vscode);
  await npm(["install", "--omit=dev", "--ignore-scripts", "--no-audit", "--no-fund"], { cwd: vscode });
  await replaceNativeModules(join(vscode, "node_modules"));
}

/** Two modules would have to be compiled: the logger, and a watchdog that ends orphans. @param {string} modules */
async function replaceNativeModules(modules) {
  await copyFile(inProject("scripts", "plain-logger.cjs"), join(modules, "@vscode", "spdlog", "index.js"));
  // Its name changed over the years; the server ends its children without it, too.
  const watchdogs = ["@vscode/native-watchdog", "native-watchdog"].map((name) => join(modules, name, "index.js"));
  for (const file of watchdogs.filter((name) => existsSync(name))) {
    await writeFile(file, "exports.start = () => {};\nexports.exit = process.exit;\n");
  }
}

/**
 * Some releases pin `@parcel/watcher` to a git commit; the registry's release serves as well and needs no git.
 * @param {string} vscode
 */
async function unpinWatcher(vscode) {
  const file = join(vscode, "package.json");
  const manifest = JSON.parse(await readFile(file, "utf8"));
  if (!manifest.dependencies["@parcel/watcher"].includes("/")) return;
  manifest.dependencies["@parcel/watcher"] = "^2.5.1";
  await writeFile(file, JSON.stringify(manifest));
  await rm(join(vscode, "npm-shrinkwrap.json"), { force: true });
}

/** @param {Release} release */
async function ensureNode({ node }) {
  if (node === undefined) return projectNode;
  const folder = join(cacheFolder(), `node-${node}`);
  if (!hasPackages(folder)) {
    console.log(`Downloading Node ${node} (about 50 MB, once)…`);
    await replaceFolder(folder, async (fresh) => {
      await writeFile(join(fresh, "package.json"), JSON.stringify({ private: true }));
      await npm(["install", `node@${node}`, "--no-audit", "--no-fund"], { cwd: fresh });
    });
  }
  return join(folder, "node_modules", "node", "bin", process.platform === "win32" ? "node.exe" : "node");
}

/**
 * Fills a folder beside `target` and puts it in its place at the end, so that `target` is never half full.
 * @param {string} target @param {(folder: string) => Promise<void>} fill
 */
async function replaceFolder(target, fill) {
  await mkdir(dirname(target), { recursive: true });
  const fresh = temporaryFolder("download", dirname(target));
  try {
    await fill(fresh.path);
    await rm(target, { recursive: true, force: true });
    await rename(fresh.path, target);
  } finally {
    fresh.remove();
  }
}

if (isStarted(import.meta)) {
  const release = process.argv.includes("--floor") ? releases.floor : releases.newest;
  console.log((await ensureServer(release)).main);
}
