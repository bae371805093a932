// The Databricks CLI, built from its public module where Go is; once built it is kept in the cache.
import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { existsSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import process from "node:process";
import { test } from "node:test";
import { promisify } from "node:util";
import { inProject } from "../../scripts/project.mjs";
import { temporaryFolder } from "../../scripts/temporary-folder.mjs";
import { startEmulator } from "./emulator.mjs";
import { cache } from "./packages.mjs";

const MODULE = "github.com/databricks/cli";
const VERSION = "v0.290.0";
const run = promisify(execFile);

test("the Databricks CLI creates, updates, shows, lists, queries and deletes", { timeout: 14 * 60_000 }, async (t) => {
  const cli = await built();
  if (!cli.path) return t.skip(cli.reason);
  const emulator = await startEmulator(["--speed", "2000"]);
  t.after(emulator.end);

  /** @param {string[]} args */
  const databricks = async (...args) => {
    const { stdout } = await run(cli.path, ["serving-endpoints", ...args, "--output", "json"], { env: emulator.env });
    return stdout.trim() === "" ? undefined : JSON.parse(stdout);
  };

  const example = inProject("examples", "multi-model.serving.json");
  const created = await databricks("create", "--json", `@${example}`);
  assert.equal(created.state.ready, "READY");
  const updated = await databricks(
    "update-config",
    "multi-model",
    "--json",
    `@${inProject("examples", "multi-model-split.serving.json")}`,
  );
  assert.equal(updated.config.config_version, 2);
  assert.equal((await databricks("get", "multi-model")).name, "multi-model");
  assert.ok((await databricks("list")).some((/** @type {{ name: string }} */ { name }) => name === "multi-model"));
  const answer = await databricks("query", "multi-model", "--json", '{"dataframe_records": [{"a": 1}]}');
  assert.equal(answer.predictions.length, 1);
  assert.match((await databricks("build-logs", "multi-model", "current")).logs, /INFO/);

  const folder = temporaryFolder("cli");
  t.after(folder.remove);
  const bad = join(folder.path, "bad.json");
  const routes = [{ served_model_name: "current", traffic_percentage: 90 }];
  const served_entities = [
    { name: "current", entity_name: "main.ml.a", entity_version: "1", scale_to_zero_enabled: true },
  ];
  writeFileSync(bad, JSON.stringify({ name: "bad", config: { served_entities, traffic_config: { routes } } }));
  await assert.rejects(databricks("create", "--json", `@${bad}`), /90/);
  await databricks("delete", "multi-model");
  await assert.rejects(databricks("get", "multi-model"), /does not exist/);
});

/** @returns {Promise<{ path: string, reason: string }>} without a path where it cannot be had, with the reason. */
async function built() {
  const folder = join(cache, `databricks-cli-${VERSION}`);
  const path = join(folder, process.platform === "win32" ? "cli.exe" : "cli");
  if (existsSync(path)) return { path, reason: "" };
  if (!(await hasGo())) return { path: "", reason: "The Databricks CLI is not tested: Go is not installed" };
  mkdirSync(folder, { recursive: true });
  try {
    await run("go", ["install", `${MODULE}@${VERSION}`], {
      env: { ...process.env, GOBIN: folder },
      maxBuffer: 2 ** 26,
    });
    return { path, reason: "" };
  } catch (error) {
    const said = error instanceof Error && "stderr" in error ? String(error.stderr) : String(error);
    // Whatever else Go says is a failure of this test.
    if (!/\b40[34]\b|no such host|connection refused|i\/o timeout/i.test(said)) throw error;
    return { path: "", reason: `The Databricks CLI is not tested: Go cannot get the module ${MODULE} at ${VERSION}` };
  }
}

async function hasGo() {
  try {
    await run("go", ["version"]);
    return true;
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return false;
    throw error;
  }
}
