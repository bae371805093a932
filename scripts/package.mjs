// Packs the extension into a VSIX without asking the network. vsce builds it for production first, because package.json
// has a script `vscode:prepublish`.
import process from "node:process";
import { output } from "./processes.mjs";
import { inProject, isStarted, projectEnv, projectNode, root } from "./project.mjs";

/** Writes the VSIX. Throws with vsce's own words if it refuses. @param {string} vsix */
export async function packExtension(vsix) {
  const vsce = inProject("node_modules", "@vscode", "vsce", "vsce");
  await output(projectNode, [vsce, "package", "--no-dependencies", "--out", vsix], { cwd: root, env: projectEnv() });
}

if (isStarted(import.meta)) {
  const vsix = process.argv[2] ?? inProject("build", "model-serving.vsix");
  await packExtension(vsix);
  console.log(vsix);
}
