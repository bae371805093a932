// Where the project's parts are. Uses nothing that has to be installed, so it also runs in a fresh clone under the
// user's own Node (20 or newer); runs nothing itself.
import { realpathSync } from "node:fs";
import { delimiter, dirname, join } from "node:path";
import process from "node:process";
import { fileURLToPath } from "node:url";

export const root = dirname(dirname(fileURLToPath(import.meta.url)));

/** Publisher and name, as package.json has them. */
export const extensionId = "model-serving.model-serving";

/** The Node that the project runs on; npm installs it, so that it is the same for everybody. */
export const projectNode =
  process.platform === "win32"
    ? join(root, "node_modules", "node", "bin", "node.exe")
    : join(root, "node_modules", ".bin", "node");

/** The environment in which `node` is the project's Node, also when a script was not started by `npm run`. */
export function projectEnv() {
  const bin = join(root, "node_modules", ".bin");
  return { ...process.env, PATH: `${bin}${delimiter}${process.env.PATH ?? ""}` };
}

/** A file below the project's root. @param {string[]} parts */
export function inProject(...parts) {
  return join(root, ...parts);
}

/** Whether this module is the one that was started, not imported. @param {ImportMeta} meta */
export function isStarted(meta) {
  return process.argv[1] !== undefined && realpathSync(process.argv[1]) === realpathSync(fileURLToPath(meta.url));
}
