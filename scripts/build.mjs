// Builds everything in its order: the schemas' compiled validators, then the bundles. Arguments go to esbuild.mjs.
import process from "node:process";
import { exitCode } from "./processes.mjs";
import { inProject, isStarted, projectNode, root } from "./project.mjs";

/** The exit code of the step that failed, or 0. @param {string[]} [args] @returns {Promise<number>} */
export async function build(args = []) {
  const schemas = await exitCode(projectNode, [inProject("scripts", "build-schemas.mjs")], { cwd: root });
  return schemas !== 0 ? schemas : exitCode(projectNode, [inProject("esbuild.mjs"), ...args], { cwd: root });
}

if (isStarted(import.meta)) process.exitCode = await build(process.argv.slice(2));
