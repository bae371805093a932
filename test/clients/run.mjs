// `npm run test:clients`: clients that nobody here wrote, unchanged, against the emulator as it is shipped. Installs what
// they need where it is missing; its last line is `N passed, N failed`.
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import process from "node:process";
import { fileURLToPath } from "node:url";
import { build } from "../../scripts/build.mjs";
import { install } from "../../scripts/install.mjs";
import { exitCode } from "../../scripts/processes.mjs";
import { inProject, projectEnv, projectNode, root } from "../../scripts/project.mjs";
import { temporaryFolder } from "../../scripts/temporary-folder.mjs";
import { installPackages } from "./packages.mjs";

/** Side by side within a group. The load has the machine to itself. */
const groups = [
  ["python.test.mjs", "kills.test.mjs", "openai.test.mjs", "sdk.test.mjs", "databricks-cli.test.mjs"],
  ["load.test.mjs"],
];

/** A group that hangs is ended after this many milliseconds; the first run compiles the Databricks CLI. */
const timeout = 15 * 60_000;

const folder = temporaryFolder("clients");
const counts = await run();
const report = process.env.MODEL_SERVING_TEST_REPORT;
if (report !== undefined) writeFileSync(report, JSON.stringify(counts));
console.log(`\n${counts.passed} passed, ${counts.failed} failed`);
process.exitCode = counts.failed > 0 ? 1 : 0;

async function run() {
  const total = { passed: 0, failed: 0 };
  try {
    await install();
    if ((await build(["cli"])) !== 0) throw new Error("The build failed");
    await installPackages();
  } catch (error) {
    console.log(error instanceof Error ? error.message : error);
    return { passed: 0, failed: 1 };
  }
  for (const [index, files] of groups.entries()) {
    const { passed, failed } = await runGroup(files, join(folder.path, `${index}.json`));
    total.passed += passed;
    total.failed += failed;
  }
  return total;
}

/** @param {string[]} files @param {string} report @returns {Promise<{ passed: number, failed: number }>} */
async function runGroup(files, report) {
  const here = fileURLToPath(new URL(".", import.meta.url));
  const reporters = ["spec", inProject("scripts", "count-reporter.mjs")];
  const args = [
    "--test",
    "--test-concurrency=3",
    ...reporters.flatMap((name) => [`--test-reporter=${name}`, "--test-reporter-destination=stdout"]),
    ...files.map((file) => join(here, file)),
  ];
  const env = { ...projectEnv(), MODEL_SERVING_TEST_REPORT: report };
  const code = await exitCode(projectNode, args, { cwd: root, env, timeout });
  const { passed, failed } = JSON.parse(readFileSync(report, "utf8"));
  return { passed, failed: code !== 0 && failed === 0 ? 1 : failed };
}
