// How the suite inside the extension host and its launcher outside agree: by two files in a folder, because the console
// between them belongs to VS Code. Knows neither mocha nor windows.
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

export const suiteFolderVariable = "MODEL_SERVING_SUITE_FOLDER";
export const countsFile = "counts.json";
export const outputFile = "output.txt";

export interface Counts {
  passed: number;
  failed: number;
}

/** Prints what the suite said and returns its counts; a suite that did not reach its end is one failure. */
export function readSuiteReport(folder: string): Counts {
  const output = join(folder, outputFile);
  if (existsSync(output)) console.log(readFileSync(output, "utf8"));
  const counts = join(folder, countsFile);
  return existsSync(counts) ? JSON.parse(readFileSync(counts, "utf8")) : { passed: 0, failed: 1 };
}

/** Hands the counts to `npm test`, if it started us, and sets the exit code. */
export function publish({ passed, failed }: Counts) {
  const file = process.env.MODEL_SERVING_TEST_REPORT;
  if (file !== undefined) writeFileSync(file, JSON.stringify({ passed, failed }));
  process.exitCode = failed > 0 || passed === 0 ? 1 : 0;
}
