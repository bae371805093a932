// Installs what the clients are made of: npm packages beside this file, Python packages in a virtual environment in the
// cache. Both are found again by the hash of what they were made from.
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";
import process from "node:process";
import { fileURLToPath } from "node:url";
import { npm, output } from "../../scripts/processes.mjs";

const here = fileURLToPath(new URL(".", import.meta.url));

/** Where things are kept that take long to make, so that they outlive a clone. */
export const cache = process.env.MODEL_SERVING_CACHE ?? join(homedir(), ".cache", "model-serving");

export async function installPackages() {
  await installNodePackages();
  await installPythonPackages();
}

/** The Python that has the clients' packages. */
export function python() {
  const folder = join(cache, `clients-python-${hashOf("requirements.txt")}`);
  return process.platform === "win32" ? join(folder, "Scripts", "python.exe") : join(folder, "bin", "python");
}

async function installNodePackages() {
  const stamp = join(here, "node_modules", ".made-from");
  const hash = hashOf("package-lock.json");
  if (existsSync(stamp) && readFileSync(stamp, "utf8") === hash) return;
  console.log("Installing the clients for Node with npm ci…");
  await npm(["ci", "--no-audit", "--no-fund"], { cwd: here });
  writeFileSync(stamp, hash);
}

async function installPythonPackages() {
  if (existsSync(join(python(), "..", "..", ".complete"))) return;
  console.log("Installing the clients for Python into a virtual environment…");
  const folder = join(python(), "..", "..");
  mkdirSync(cache, { recursive: true });
  rmSync(folder, { recursive: true, force: true });
  await output(process.platform === "win32" ? "python" : "python3", ["-m", "venv", folder]);
  await output(python(), ["-m", "pip", "install", "--quiet", "--requirement", join(here, "requirements.txt")]);
  writeFileSync(join(folder, ".new"), "");
  renameSync(join(folder, ".new"), join(folder, ".complete"));
}

/** @param {string} file */
function hashOf(file) {
  return createHash("sha256")
    .update(readFileSync(join(here, file)))
    .digest("hex")
    .slice(0, 16);
}
