// The clients for Python: mlflow's deployments client and databricks-sdk, a Prometheus parser, an OpenAPI validator. The
// tests are in the folder python; each is a test of its own here.
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import process from "node:process";
import { createInterface } from "node:readline";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { startEmulator } from "./emulator.mjs";
import { python } from "./packages.mjs";

test("clients for Python", { timeout: 5 * 60_000 }, async (t) => {
  const emulator = await startEmulator(["--speed", "2000"]);
  t.after(emulator.end);
  const script = process.env.MODEL_SERVING_MLFLOW_SCRIPT;
  const env = { ...emulator.env, ...(script && { MODEL_SERVING_MLFLOW_SCRIPT: script }) };
  const report = fileURLToPath(new URL("python/report.py", import.meta.url));
  const child = spawn(python(), ["-B", report], { env, stdio: ["ignore", "pipe", "pipe"] });
  t.after(() => child.kill());
  let noise = "";
  child.stderr.setEncoding("utf8").on("data", (text) => {
    noise += text;
  });
  let count = 0;
  for await (const line of createInterface(child.stdout)) {
    const { name, failure } = JSON.parse(line);
    count += 1;
    await t.test(name, () => assert.equal(failure, null, failure));
  }
  assert.ok(count > 0, noise);
});
