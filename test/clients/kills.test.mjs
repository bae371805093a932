// An emulator with `--state` that is killed at any moment begins again with a complete state: nothing that it has
// acknowledged is lost, and nothing is half there.
import assert from "node:assert/strict";
import { join } from "node:path";
import { test } from "node:test";
import { temporaryFolder } from "../../scripts/temporary-folder.mjs";
import { custom, startEmulator } from "./emulator.mjs";

const KILLS = 200;
/** Side by side, each with a state of its own. */
const LANES = 2;
/** A kill comes at most this many milliseconds after the first write. */
const LATEST = 60;
const KEYS = Array.from({ length: 10 }, (_, index) => `k${index}`);
const API = "/api/2.0/serving-endpoints";

test(`${KILLS} kills under writes lose nothing and tear nothing`, { timeout: 5 * 60_000 }, async (t) => {
  const folder = temporaryFolder("kills");
  t.after(folder.remove);
  const lanes = Array.from({ length: LANES }, (_, lane) => runLane(join(folder.path, `state-${lane}.json`)));
  const ended = await Promise.allSettled(lanes);
  const failure = ended.find(({ status }) => status === "rejected");
  assert.equal(failure, undefined);
  const written = ended.reduce((sum, lane) => sum + (lane.status === "fulfilled" ? lane.value : 0), 0);
  t.diagnostic(`${written} writes were acknowledged`);
  // Kills that met no write would prove nothing.
  assert.ok(written > KILLS, `${written} writes`);
});

/** @param {string} state the file @returns {Promise<number>} how many writes were acknowledged */
async function runLane(state) {
  /** @type {Wrote} */
  const wrote = { sent: 0, acknowledged: 0, names: [] };
  for (let kill = 0; kill < KILLS / LANES; kill += 1) {
    await runOnce(state, wrote, async (emulator) => {
      setTimeout(() => emulator.child.kill("SIGKILL"), Math.random() * LATEST);
      await writeUntilKilled(emulator, wrote);
    });
  }
  await runOnce(state, wrote, async () => {});
  return wrote.acknowledged;
}

/**
 * @param {string} state @param {Wrote} wrote
 * @param {(emulator: Awaited<ReturnType<typeof startEmulator>>) => Promise<void>} then
 */
async function runOnce(state, wrote, then) {
  const emulator = await startEmulator(["--state", state, "--deploy-seconds", "0"]);
  try {
    await check(emulator, wrote);
    await then(emulator);
  } finally {
    await emulator.end();
  }
}

/** @typedef {{ sent: number, acknowledged: number, names: string[] }} Wrote numbers of the last writes, and endpoints */

/**
 * Each write is one number in ten tags; each eighth number has an endpoint of its own as well.
 * @param {Awaited<ReturnType<typeof startEmulator>>} emulator @param {Wrote} wrote
 */
async function writeUntilKilled({ call, exited }, wrote) {
  let dead = false;
  const killed = exited.then(() => {
    dead = true;
  });
  while (!dead) {
    wrote.sent += 1;
    const add_tags = KEYS.map((key) => ({ key, value: String(wrote.sent) }));
    const writes = async () => {
      if (wrote.sent % 8 === 0) {
        await call(API, { method: "POST", body: endpoint(`wine-${wrote.sent}`) });
        wrote.names.push(`wine-${wrote.sent}`);
      }
      await call(`${API}/wine/tags`, { method: "PATCH", body: { add_tags } });
      wrote.acknowledged = wrote.sent;
    };
    // What fails here fails because the emulator is gone; what does not is told by the check that follows.
    await Promise.race([killed, writes().catch(() => killed)]);
  }
}

/**
 * @param {Awaited<ReturnType<typeof startEmulator>>} emulator @param {Wrote} wrote
 */
async function check({ call }, wrote) {
  /** @type {{ endpoints: { name: string }[] }} */
  const { endpoints } = await call(API);
  const names = new Set(endpoints.map(({ name }) => name));
  if (!names.has("wine")) {
    assert.equal(wrote.acknowledged, 0);
    await call(API, { method: "POST", body: endpoint("wine") });
    return;
  }
  const { tags = [], state } = await call(`${API}/wine`);
  assert.equal(state.ready, "READY");
  const numbers = new Set(tags.map((/** @type {{ value: string }} */ { value }) => Number(value)));
  assert.ok(numbers.size <= 1, `torn: ${JSON.stringify(tags)}`);
  const [number = 0] = numbers;
  assert.ok(tags.length === 0 || tags.length === KEYS.length, `torn: ${tags.length} tags`);
  assert.ok(number >= wrote.acknowledged && number <= wrote.sent, `${number} of ${JSON.stringify(wrote)}`);
  assert.deepEqual(
    wrote.names.filter((name) => !names.has(name)),
    [],
  );
}

/** @param {string} name */
function endpoint(name) {
  return { name, config: { served_entities: [custom("red")] } };
}
