// How the watching of a deployment ends, and how often it looks until then.
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { NotSignedIn, Unreachable } from "../../../src/api/errors.ts";
import { realClock } from "../../../src/deploy/clock.ts";
import { officialInterval, type WatchEvent, type WatchOptions, watch } from "../../../src/deploy/watch.ts";
import { collect, type Emulated, emulate, endpoint } from "./emulated.ts";

/** Watches to the end: the kinds of all events, equal neighbours once, and the last event. */
async function watched(world: Emulated, options: WatchOptions = {}): Promise<{ kinds: string[]; last: WatchEvent }> {
  const events = await collect(watch(world.api, "e", { clock: world.clock, ...options }));
  const kinds = events.map((event) => event.kind).filter((kind, index, all) => kind !== all[index - 1]);
  const last = events.at(-1);
  assert.ok(last);
  return { kinds, last };
}

const ab = endpoint("e", { a: 90, b: 10 });

describe("watching ends with", () => {
  test("ready, after looks that grow rarer up to ten seconds", async () => {
    await using world = await emulate({ endpoints: [] }, 80);
    await world.api.create(ab);
    const { kinds } = await watched(world);
    assert.deepEqual(kinds, ["updating", "ready"]);
    assert.deepEqual(
      world.sleeps.map((pause) => pause / 1000),
      [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 10, 10, 10],
    );
  });

  test("ready at once where nothing is under way", async () => {
    await using world = await emulate({ endpoints: [ab] });
    assert.deepEqual((await watched(world)).kinds, ["ready"]);
    assert.deepEqual(world.sleeps, []);
  });

  test("failed, with the served entity's own message", async () => {
    const emulator = { b: { deploymentFails: "No memory" } };
    await using world = await emulate({ endpoints: [{ ...endpoint("e", { a: 100 }), emulator }] });
    await world.api.putConfig("e", ab.config);
    const { kinds, last } = await watched(world);
    assert.deepEqual(kinds, ["updating", "failed"]);
    assert.ok(last.kind === "failed");
    const failed = last.entities.find(({ servedEntity }) => servedEntity === "b");
    assert.deepEqual(failed, { servedEntity: "b", deployment: "DEPLOYMENT_FAILED", message: "No memory" });
    assert.equal(last.endpoint.state.ready, "READY");
  });

  test("not-ready where the update is over and the endpoint answers no calls", async () => {
    await using world = await emulate({ endpoints: [] });
    await world.api.create({ name: "e" });
    const { last } = await watched(world);
    assert.deepEqual([last.kind, "entities" in last && last.entities], ["not-ready", []]);
  });

  test("deleted where it is gone", async () => {
    await using world = await emulate({ endpoints: [] });
    await world.api.create(ab);
    world.meanwhile = () => world.api.delete("e");
    assert.deepEqual((await watched(world)).last, { kind: "deleted", recreated: false });
  });

  test("deleted where another one has taken its name", async () => {
    await using world = await emulate({ endpoints: [] });
    await world.api.create(ab);
    world.meanwhile = async () => {
      await world.api.delete("e");
      await world.api.create(ab);
    };
    assert.deepEqual((await watched(world)).last, { kind: "deleted", recreated: true });
  });

  test("timed-out where it takes too long; the deployment goes on", async () => {
    await using world = await emulate({ endpoints: [] }, 60);
    await world.api.create(ab);
    const { last } = await watched(world, { timeout: 20_000 });
    assert.equal(last.kind, "timed-out");
    assert.deepEqual((await watched(world)).kinds, ["updating", "ready"]);
  });
});

test("an update says how many served entities are ready", async () => {
  await using world = await emulate({ endpoints: [] });
  await world.api.create(ab);
  for await (const event of watch(world.api, "e", { clock: world.clock })) {
    assert.ok(event.kind === "updating");
    assert.deepEqual([event.ready, event.of], [0, 2]);
    break;
  }
});

describe("a look that fails", () => {
  test("is told and tried again", async () => {
    await using world = await emulate({ endpoints: [] });
    await world.api.create(ab);
    // However often the client itself tries, the first look fails.
    world.fate = () => (world.sleeps.length === 0 ? "lose-request" : "pass");
    assert.deepEqual((await watched(world)).kinds, ["interrupted", "updating", "ready"]);
  });

  test("ends it the fifth time in a row", async () => {
    await using world = await emulate({ endpoints: [ab] });
    world.fate = () => "lose-request";
    await assert.rejects(watched(world), Unreachable);
    assert.equal(world.sleeps.length, 4);
  });

  test("ends it at once where trying again cannot help", async () => {
    await using world = await emulate({ endpoints: [ab] });
    const events = watch(world.as("another-token"), "e", { clock: world.clock });
    await assert.rejects(events.next(), NotSignedIn);
  });
});

test("cancelling ends the wait with the signal's reason", async () => {
  await using world = await emulate({ endpoints: [] });
  await world.api.create(ab);
  const cancel = new AbortController();
  const reason = new Error("cancelled");
  const events = watch(world.api, "e", { signal: cancel.signal });
  assert.equal((await events.next()).value?.kind, "updating");
  const next = events.next();
  cancel.abort(reason);
  await assert.rejects(next, reason);
  await assert.rejects(realClock.sleep(60_000, cancel.signal), reason);
});

test("chance adds up to a second to the official interval", () => {
  assert.equal(officialInterval(3, 0.5), 3500);
  assert.equal(officialInterval(99, 0), 10_000);
});
