// The file that keeps endpoints: what is written is read again, in turn, and nothing else is taken for it.
import assert from "node:assert/strict";
import { mkdtemp, readFile, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import process from "node:process";
import { type TestContext, test } from "node:test";
import { startEmulator } from "../../../src/emulator/server.ts";
import type { Endpoint } from "../../../src/emulator/workspace/endpoint.ts";
import { newborn } from "../../../src/emulator/workspace/lifecycle.ts";
import { openStateFile, StateError } from "../../../src/emulator/workspace/state-file.ts";

async function file(t: TestContext, text?: string): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "model-serving-state-"));
  t.after(() => rm(folder, { recursive: true }));
  const path = join(folder, "state.json");
  if (text !== undefined) await writeFile(path, text);
  return path;
}

function endpoint(name: string): Endpoint {
  const common = { fields: {}, hidden: {}, grants: [], settings: {} };
  return { id: name, name, createdAt: 1, updatedAt: 2, life: newborn, ...common };
}

/** What a file is refused for. */
async function check(path: string, reason: RegExp): Promise<void> {
  await assert.rejects(openStateFile(path), (error) => {
    assert.ok(error instanceof StateError);
    assert.match(error.message, reason);
    return true;
  });
}

test("a file that is not there yet holds nothing, and then what was saved", async (t) => {
  const path = await file(t);
  const { endpoints, save } = await openStateFile(path);
  assert.equal(endpoints, undefined);
  await save(() => [endpoint("a")]);
  assert.deepEqual((await openStateFile(path)).endpoints, [endpoint("a")]);
  if (process.platform !== "win32") assert.equal((await stat(path)).mode & 0o777, 0o600);
});

test("a save that comes during another one has been written when it resolves", async (t) => {
  const path = await file(t);
  const { save } = await openStateFile(path);
  const names = Array.from({ length: 20 }, (_, index) => `e${index}`);
  let last = "";
  const saves = names.map(async (name) => {
    last = name;
    await save(() => [endpoint(last)]);
    return JSON.parse(await readFile(path, "utf8")).endpoints[0].name;
  });
  assert.deepEqual((await Promise.all(saves)).at(-1), "e19");
});

test("a failed save is told, and the next one is another try", async (t) => {
  const path = await file(t);
  const { save } = await openStateFile(join(path, "not", "there.json"));
  await assert.rejects(
    save(() => []),
    StateError,
  );
  await assert.rejects(
    save(() => []),
    /cannot be written \(ENO/,
  );
});

const strange: [string, string][] = [
  ["nothing", ""],
  ["no JSON", "{"],
  ["a seed", '{"endpoints": []}'],
  ["a list", "[]"],
  ["another version", '{"format": "model-serving emulator state, version 0", "endpoints": []}'],
];
for (const [what, text] of strange) {
  test(`a file with ${what} in it is left alone`, async (t) => {
    const path = await file(t, text);
    await check(path, /is no state of this emulator; name another file/);
    assert.equal(await readFile(path, "utf8"), text);
  });
}

test("a folder is no state", async (t) => check(join(await file(t), ".."), /cannot be read \(EISDIR\)/));

test("an emulator goes on where another one ended, whatever its seed says", async (t) => {
  const state = await file(t);
  const red = { name: "red", entity_name: "main.a.red", entity_version: "1", scale_to_zero_enabled: true };
  const seed = { endpoints: [{ name: "wine", config: { served_entities: [red] } }] };
  const first = await startEmulator({ state, seed });
  const headers = { authorization: `Bearer ${first.token}`, "content-type": "application/json" };
  const add_tags = [{ key: "team", value: "a" }];
  const path = "/api/2.0/serving-endpoints/wine";
  await fetch(`${first.url}${path}/tags`, { method: "PATCH", headers, body: JSON.stringify({ add_tags }) });
  const before = await (await fetch(`${first.url}${path}`, { headers })).json();
  await first.close();

  const second = await startEmulator({ state, token: first.token, seed: { endpoints: [] } });
  t.after(second.close);
  const after = await (await fetch(`${second.url}${path}`, { headers })).json();
  assert.deepEqual(after, before);
  assert.deepEqual((after as { tags: unknown }).tags, add_tags);
});
