// Runs inside the extension host: every bundled `*.test.cjs` beside this folder is one file of the suite. Leaves what it
// has to say in the folder that MODEL_SERVING_SUITE_FOLDER names, see suite-report.ts. Fails on zero tests.
import { appendFileSync, readdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { format } from "node:util";
import { countsFile, outputFile, suiteFolderVariable } from "./suite-report.ts";

/** VS Code reports a rejected promise that nobody handles only after a second; in milliseconds. */
const rejectionDelay = 1_200;

/** Called by VS Code, which exits with an error if it throws. */
export async function run(): Promise<void> {
  const folder = process.env[suiteFolderVariable];
  if (folder === undefined) throw new Error(`${suiteFolderVariable} is not set: start the suite with \`npm test\``);
  // Mocha is an ES module, which not every Node of a VS Code hands to `require`.
  const { default: Mocha } = await import("mocha");
  // VS Code's own messages flood the console, so the reporter writes elsewhere.
  Mocha.reporters.Base.consoleLog = (...args) => appendFileSync(join(folder, outputFile), `${format(...args)}\n`);

  const mocha = new Mocha({ ui: "tdd", color: false, timeout: 20_000 });
  const suite = dirname(__dirname);
  const files = readdirSync(suite).filter((name) => name.endsWith(".test.cjs"));
  for (const name of files.sort()) mocha.addFile(join(suite, name));
  const runner = await new Promise<Mocha.Runner>((resolve) => {
    const started = mocha.run(() => resolve(started));
  });
  await delay(rejectionDelay);

  const { passes: passed = 0, failures: failed = 0 } = runner.stats ?? {};
  writeFileSync(join(folder, countsFile), JSON.stringify({ passed, failed }));
  if (failed > 0 || passed === 0) throw new Error(`${passed} in-editor tests passed, ${failed} failed`);
}
