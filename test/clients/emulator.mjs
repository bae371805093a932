// Starts the emulator as it is shipped, a program of its own, and says where it is.
import { once } from "node:events";
import process from "node:process";
import { createInterface } from "node:readline";
import { startGroup } from "../../scripts/processes.mjs";
import { inProject, projectNode } from "../../scripts/project.mjs";

/**
 * Arguments go to `model-serving emulator`, those of `node` to the Node it runs on. `env` is the environment in which
 * clients find it, and nothing of this machine's own credentials.
 * @param {string[]} [args] @param {string[]} [node]
 */
export async function startEmulator(args = [], node = []) {
  const command = [...node, inProject("dist", "cli.js"), "emulator", "--port", "0", "--format", "json", ...args];
  const { child, exited, end } = startGroup(projectNode, command, { stdio: ["ignore", "pipe", "inherit"] });
  if (child.stdout === null) throw new Error("The emulator has no output");
  const lines = createInterface(child.stdout);
  const first = await Promise.race([once(lines, "line"), exited.then(() => undefined)]);
  if (first === undefined) throw new Error("The emulator did not start");
  /** @type {{ url: string, token: string }} */
  const { url, token } = JSON.parse(first[0]);
  const env = { ...withoutCredentials(), DATABRICKS_HOST: url, DATABRICKS_TOKEN: token };

  /** @param {string} path @param {{ method?: string, body?: unknown }} [options] */
  async function call(path, { method = "GET", body } = {}) {
    const headers = { authorization: `Bearer ${token}`, "content-type": "application/json" };
    const sent = body === undefined ? {} : { body: JSON.stringify(body) };
    const response = await fetch(`${url}${path}`, { method, headers, ...sent });
    const text = await response.text();
    if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${text}`);
    return response.headers.get("content-type")?.startsWith("application/json") ? JSON.parse(text) : text;
  }

  return { url, token, env, call, child, exited, end };
}

/** A custom model, as an item of `served_entities`. @param {string} name */
export function custom(name, entity_version = "1") {
  return {
    name,
    entity_name: `main.cellar.${name}`,
    entity_version,
    workload_size: "Small",
    scale_to_zero_enabled: true,
  };
}

function withoutCredentials() {
  const own = Object.entries(process.env).filter(([name]) => !/^(DATABRICKS|ARM|AZURE|GOOGLE|MLFLOW)_/.test(name));
  // A file that is not there: profiles of this machine are nobody's business here.
  return { ...Object.fromEntries(own), DATABRICKS_CONFIG_FILE: inProject("build", "no-profiles") };
}
