// `npm test`: installs and builds what is missing, then runs every stage to its end, whatever the ones before said. Its
// last line is `N passed, N failed`; a stage that fails without a failing test, or holds no test, counts as one failure.
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import process from "node:process";
import { build } from "./build.mjs";
import { install } from "./install.mjs";
import { endWithNpm, exitCode } from "./processes.mjs";
import { inProject, projectEnv, projectNode, root } from "./project.mjs";
import { temporaryFolder } from "./temporary-folder.mjs";

/**
 * One part of the test command: programs run by the project's Node, one after the other. A program of a stage `withTests`
 * writes `{ passed, failed }` into the file that MODEL_SERVING_TEST_REPORT names; of the others the exit code counts.
 * @typedef {{ programs: string[][], withTests?: boolean, onRequest?: boolean }} Stage
 */

const typescript = inProject("node_modules", "typescript", "bin", "tsc");

/** @type {Record<string, Stage>} */
const stages = {
  types: {
    programs: [
      [typescript, "-p", "."],
      [typescript, "-p", "src/panel"],
      [typescript, "-p", "test"],
    ],
  },
  lint: { programs: [[inProject("node_modules", "@biomejs", "biome", "bin", "biome"), "check"]] },
  unit: { programs: [nodeTest("test/unit/**/*.test.ts", "test/contract/**/*.test.ts")], withTests: true },
  editor: { programs: [["test/editor/host/run.ts"]], withTests: true },
  // Each file opens windows of its own; side by side they would only slow each other down.
  ui: { programs: [["--test-concurrency=1", ...nodeTest("test/ui/**/*.test.ts")]], withTests: true },
  // Other people's clients, which have to be installed first: run beside the rest.
  clients: { programs: [["test/clients/run.mjs"]], withTests: true, onRequest: true },
  desktop: { programs: [["test/editor/host/desktop.ts"]], withTests: true, onRequest: true },
};

/** A stage that hangs is ended after this many milliseconds. */
const timeout = 8 * 60_000;

const folder = temporaryFolder("test");
const total = { passed: 0, failed: 0 };
const none = { passed: 0, failed: 0 };
endWithNpm();
await runAll(chosenStages());
console.log(`\n${total.passed} passed, ${total.failed} failed`);
process.exitCode = total.failed > 0 ? 1 : 0;

/** @param {string[]} names */
async function runAll(names) {
  try {
    await install();
  } catch (error) {
    // Nothing can run without the dependencies.
    return add(failure(none, error instanceof Error ? error.message : String(error)));
  }
  if ((await build()) !== 0) add(failure(none, "The build failed"));
  for (const name of names) add(await runStage(name));
}

/** The stages that are named; all that need nothing special if none is. */
function chosenStages() {
  const named = process.argv.slice(2).filter((arg) => !arg.startsWith("--"));
  const unknown = named.find((name) => !(name in stages));
  if (unknown !== undefined) throw new Error(`No stage \`${unknown}\`: name some of ${Object.keys(stages).join(", ")}`);
  return named.length > 0 ? named : Object.keys(stages).filter((name) => !stages[name]?.onRequest);
}

/** @param {{ passed: number, failed: number }} counts */
function add({ passed, failed }) {
  total.passed += passed;
  total.failed += failed;
}

/** @param {string} name */
async function runStage(name) {
  const { programs = [], withTests = false } = stages[name] ?? {};
  console.log(`\n── ${name}`);
  const report = join(folder.path, `${name}.json`);
  const release = process.argv.includes("--floor") ? "floor" : "newest";
  const env = { ...projectEnv(), MODEL_SERVING_TEST_REPORT: report, MODEL_SERVING_VSCODE: release };
  let exitCodes = 0;
  for (const args of programs) exitCodes += await exitCode(projectNode, args, { cwd: root, env, timeout });
  const counts = withTests ? countsIn(report) : none;
  if (counts.failed === 0 && exitCodes !== 0) return failure(counts, `The stage ${name} failed`);
  if (withTests && counts.passed + counts.failed === 0) return failure(counts, `The stage ${name} ran no test`);
  return counts;
}

/** @param {{ passed: number, failed: number }} counts @param {string} message */
function failure(counts, message) {
  console.log(message);
  return { ...counts, failed: counts.failed + 1 };
}

/** @param {string} report @returns {{ passed: number, failed: number }} */
function countsIn(report) {
  return existsSync(report) ? JSON.parse(readFileSync(report, "utf8")) : none;
}

/** @param {string[]} patterns */
function nodeTest(...patterns) {
  const reporters = ["spec", "./scripts/count-reporter.mjs"];
  return [
    "--test",
    ...reporters.flatMap((name) => [`--test-reporter=${name}`, "--test-reporter-destination=stdout"]),
    ...patterns,
  ];
}
