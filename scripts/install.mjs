// Makes `node_modules` agree with package-lock.json, and is quiet when it already does. Never changes the lock file.
import { existsSync, readFileSync } from "node:fs";
import { npm } from "./processes.mjs";
import { inProject, isStarted, projectNode, root } from "./project.mjs";

/** Installs what the lock file names unless it is there. Throws with npm's own words if npm fails. */
export async function install() {
  if (isInstalled()) return;
  console.log("Installing the project's dependencies with npm ci…");
  await npm(["ci", "--include=dev", "--no-audit", "--no-fund"], { cwd: root });
  if (!existsSync(projectNode)) {
    throw new Error(
      "npm did not install the project's Node: it skipped the install script of the package `node`; allow install scripts (ignore-scripts=false) and run again",
    );
  }
}

function isInstalled() {
  const wanted = packagesIn(inProject("package-lock.json"));
  // npm writes this file last, so an installation that was interrupted has none.
  const present = packagesIn(inProject("node_modules", ".package-lock.json"));
  if (wanted === undefined || present === undefined || !existsSync(projectNode)) return false;
  const missing = Object.entries(wanted).some(
    ([path, entry]) => path !== "" && !(present[path] ? sameRelease(present[path], entry) : entry.optional),
  );
  return !missing && Object.keys(present).every((path) => path in wanted);
}

/** @typedef {{ version?: string, integrity?: string, optional?: boolean }} Entry */

/** @param {Entry} one @param {Entry} other */
function sameRelease(one, other) {
  return one.version === other.version && one.integrity === other.integrity;
}

/** @param {string} file @returns {Record<string, Entry> | undefined} */
function packagesIn(file) {
  return existsSync(file) ? JSON.parse(readFileSync(file, "utf8")).packages : undefined;
}

if (isStarted(import.meta)) await install();
