// Runs the in-editor suite in a real VS Code window in a headless browser. A problem that the extension logged counts as
// a failure, and so does a window that never ends; then its folder with all logs stays.
import { appendFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { format } from "node:util";
import type { Page } from "playwright-core";
import { inProject } from "../../../scripts/project.mjs";
import { temporaryFolder } from "../../../scripts/temporary-folder.mjs";
import { publish, readSuiteReport, suiteFolderVariable } from "./suite-report.ts";
import { openTestWindow } from "./test-window.ts";

/** The suite takes seconds; a window that hangs is ended after this many milliseconds. */
const timeout = 5 * 60_000;

const suite = temporaryFolder("suite");
const ended = Promise.withResolvers<string>();
const window = await openTestWindow({
  testsPath: inProject("build", "editor-tests", "host", "index.cjs"),
  env: { [suiteFolderVariable]: suite.path },
  prepare: listen,
});
const late = delay(timeout, `The window did not end within ${timeout / 1000} seconds`, { ref: false });
const failure = await Promise.race([ended.promise, late]);

const counts = readSuiteReport(suite.path);
const problems = window.problems();
for (const problem of problems) console.error(`The extension logged a problem:\n${problem}`);
if (problems.length > 0) counts.failed += 1;
if (counts.failed > 0) {
  if (failure !== "") console.error(failure);
  console.error(`Logs: ${window.keep()} and ${suite.keep()}`);
}
await window.close();
publish(counts);

/** The test driver's page calls these two functions: one for each console message, one at the end. */
async function listen(page: Page) {
  await page.exposeFunction("codeAutomationLog", (_type: string, args: unknown[]) =>
    appendFileSync(join(suite.path, "console.log"), `${format(...args)}\n`),
  );
  await page.exposeFunction("codeAutomationExit", (code: number) =>
    ended.resolve(code === 0 ? "" : `The extension host ended with code ${code}`),
  );
}
