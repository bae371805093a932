// Runs the in-editor suite in desktop VS Code, for machines that have a display: @vscode/test-electron downloads it, or
// the environment variable VSCODE_EXECUTABLE names one.
import { cpSync, mkdirSync } from "node:fs";
import { join } from "node:path";
import { runTests } from "@vscode/test-electron";
import { inProject, root } from "../../../scripts/project.mjs";
import { temporaryFolder } from "../../../scripts/temporary-folder.mjs";
import { publish, readSuiteReport, suiteFolderVariable } from "./suite-report.ts";

const { path: folder, keep } = temporaryFolder("desktop");
const workspace = join(folder, "examples");
const home = join(folder, "home");
cpSync(inProject("examples"), workspace, { recursive: true });
mkdirSync(home);
const executable = process.env.VSCODE_EXECUTABLE;
const failure = await runTests({
  extensionDevelopmentPath: root,
  extensionTestsPath: inProject("build", "editor-tests", "host", "index.cjs"),
  extensionTestsEnv: { [suiteFolderVariable]: folder, HOME: home, USERPROFILE: home },
  launchArgs: [workspace, "--disable-extensions", "--disable-workspace-trust", "--user-data-dir", join(folder, "user")],
  ...(executable === undefined ? {} : { vscodeExecutablePath: executable }),
}).then(
  () => undefined,
  (error: unknown) => error,
);

const counts = readSuiteReport(folder);
if (failure !== undefined) {
  console.error(failure, `\nLogs: ${keep()}`);
  counts.failed = Math.max(counts.failed, 1);
}
publish(counts);
