// How many invocations the emulator answers beside a bare node:http server that sends the same bytes, in turns in one
// run. It measures and judges nothing.
import { spawn } from "node:child_process";
import { once } from "node:events";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import process from "node:process";
import { fileURLToPath } from "node:url";
import autocannon from "autocannon";
import { projectNode } from "../../scripts/project.mjs";
import { temporaryFolder } from "../../scripts/temporary-folder.mjs";
import { custom, startEmulator } from "./emulator.mjs";

const CONNECTIONS = 64;
const TURNS = 4;
/** Shares of the endpoint's entities. */
const SPLIT = { red: 70, white: 30 };
const PATH = "/serving-endpoints/wine/invocations";
const BODY = JSON.stringify({ dataframe_split: { columns: ["a", "b"], data: [[1, 2]] } });
/** Megabytes of heap; an emulator that keeps something of every request runs out of it. */
const HEAP = 64;

/**
 * `seconds` are spent on each of the two. `ratio` is requests per second, ours by theirs; `resident` is the emulator's
 * memory in bytes after each turn, empty where the system does not tell; `answered` is how often each entity did.
 * @param {{ seconds: number, atLeast: number }} options
 */
export async function measureLoad({ seconds, atLeast }) {
  const folder = temporaryFolder("load");
  const emulator = await startEmulator(
    ["--seed", seedIn(folder.path), "--dice", "7"],
    [`--max-old-space-size=${HEAP}`],
  );
  const headers = { authorization: `Bearer ${emulator.token}`, "content-type": "application/json" };
  const sample = await fetch(`${emulator.url}${PATH}`, { method: "POST", headers, body: BODY });
  const bare = await startBareServer(sample.headers, await sample.text());
  const request = { method: /** @type {const} */ ("POST"), headers, body: BODY, connections: CONNECTIONS };
  /** @param {string} url @param {object} amount */
  const fire = async (url, amount) => autocannon({ ...request, url: `${url}${PATH}`, ...amount });
  try {
    const duration = seconds / TURNS;
    const [ours, theirs, resident] = [[], [], []];
    for (let turn = 0; turn < TURNS; turn += 1) {
      theirs.push(await fire(bare.url, { duration }));
      ours.push(await fire(emulator.url, { duration }));
      resident.push(...residentBytes(emulator.child.pid));
    }
    const missing = atLeast - sum(ours.map((result) => result["2xx"]));
    if (missing > 0) ours.push(await fire(emulator.url, { amount: missing }));
    const failures = sum(ours.map(({ errors, timeouts, non2xx }) => errors + timeouts + non2xx));
    const [own, other] = [ours.slice(0, TURNS), theirs].map((results) => sum(results.map(perSecond)) / TURNS);
    return {
      ours: Math.round(own ?? 0),
      bare: Math.round(other ?? 0),
      ratio: (own ?? 0) / (other ?? 1),
      failures,
      resident,
      answered: answeredIn(await emulator.call("/api/2.0/serving-endpoints/wine/metrics")),
      split: SPLIT,
    };
  } finally {
    bare.child.kill();
    await emulator.end();
    folder.remove();
  }
}

/** @param {{ "2xx": number, duration: number }} result */
function perSecond(result) {
  return result["2xx"] / result.duration;
}

/** The counters are of everything the emulator has answered. @param {string} metrics */
function answeredIn(metrics) {
  const found = metrics.matchAll(/^request_latency_ms_count\{.*served_model="(\w+)"\} (\d+)$/gm);
  return Object.fromEntries([...found].map(([, name = "", count]) => [name, Number(count)]));
}

/** @param {number | undefined} pid */
function residentBytes(pid) {
  if (process.platform !== "linux" || pid === undefined) return [];
  const [, kilobytes] = /^VmRSS:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, "utf8")) ?? [];
  return [Number(kilobytes) * 1024];
}

/** @param {string} folder */
function seedIn(folder) {
  const file = join(folder, "seed.json");
  const routes = Object.entries(SPLIT).map(([served_entity_name, traffic_percentage]) => ({
    served_entity_name,
    traffic_percentage,
  }));
  const config = { served_entities: Object.keys(SPLIT).map((name) => custom(name)), traffic_config: { routes } };
  writeFileSync(file, JSON.stringify({ endpoints: [{ name: "wine", config }] }));
  return file;
}

/** @param {Headers} headers @param {string} body */
async function startBareServer(headers, body) {
  const file = fileURLToPath(new URL("bare-server.mjs", import.meta.url));
  // What every server sends of its own is left to it.
  const own = [...headers].filter(([name]) => !["date", "connection", "keep-alive"].includes(name));
  const child = spawn(projectNode, [file, JSON.stringify(Object.fromEntries(own)), body], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  const [line] = await once(child.stdout.setEncoding("utf8"), "data");
  return { child, url: `http://127.0.0.1:${line.trim()}` };
}

/** @param {number[]} numbers */
function sum(numbers) {
  return numbers.reduce((total, number) => total + number, 0);
}
