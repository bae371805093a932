// What is sent when a plan is carried out, and what is known afterwards where something went wrong.
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { ApiError, Refused } from "../../../src/api/errors.ts";
import type { CreateEndpoint } from "../../../src/api/types.ts";
import { type ApplyOptions, apply, stepName } from "../../../src/deploy/apply.ts";
import { desiredFrom } from "../../../src/deploy/desired.ts";
import { Moved, NotDeployable, StepFailed } from "../../../src/deploy/errors.ts";
import type { JsonObject } from "../../../src/deploy/json.ts";
import { type Plan, plan, planSplit } from "../../../src/deploy/plan.ts";
import { sharesOf, splitLabel } from "../../../src/deploy/split.ts";
import { collect, type Emulated, emulate, endpoint, entity } from "./emulated.ts";

/** Applies to the end: "started PUT config", "done PUT config", … */
async function applied(world: Emulated, made: Plan, options: ApplyOptions = {}): Promise<string[]> {
  world.requests.length = 0;
  const events = await collect(apply(made, world.api, { clock: world.clock, ...options }));
  return events.map((event) => {
    const readBack = event.kind === "step-done" && event.readBack ? ", read back" : "";
    return `${event.kind.replace("step-", "")} ${stepName(event.step)} ${event.index + 1}/${event.of}${readBack}`;
  });
}

async function failing(world: Emulated, made: Plan, options: ApplyOptions = {}): Promise<StepFailed> {
  const error = await applied(world, made, options).catch((reason: unknown) => reason);
  assert.ok(error instanceof StepFailed, String(error));
  return error;
}

async function planned(world: Emulated, body: JsonObject): Promise<Plan> {
  return plan(desiredFrom({ name: "e", ...body }, "create-body"), await world.api.get("e"));
}

async function halved(world: Emulated): Promise<Plan> {
  const half = (servedEntity: string) => ({ servedEntity, percentage: 50 });
  return planSplit(await world.api.get("e"), [half("a"), half("b")]);
}

async function pendingSplit(world: Emulated): Promise<string> {
  const { pending_config, config } = await world.api.get("e");
  return splitLabel(sharesOf(pending_config ?? config));
}

const ab: CreateEndpoint = endpoint("e", { a: 90, b: 10 });
/** Served entities as people write them, by what they are. */
const createdEntities: Record<string, JsonObject[]> = {
  "a custom model without a name": [{ entity_name: "main.ml.iris", entity_version: 3, scale_to_zero_enabled: "true" }],
  "provisioned throughput": [
    {
      entity_name: "system.ai.llama",
      entity_version: "1",
      min_provisioned_throughput: 0,
      max_provisioned_throughput: 980,
    },
  ],
  "an external model with a credential in plain text": [
    {
      external_model: {
        name: "gpt-4.1",
        provider: "openai",
        task: "llm/v1/chat",
        openai_config: { openai_api_key_plaintext: "not-a-key" },
      },
    },
  ],
};

const writes = (world: Emulated) => world.requests.filter((request) => !request.startsWith("GET"));

describe("a plan that still holds", () => {
  test("creates an endpoint", async () => {
    await using world = await emulate({ endpoints: [] });
    const made = plan(desiredFrom({ ...ab }, "create-body"), undefined);
    assert.deepEqual(await applied(world, made), [
      "started POST serving-endpoints 1/1",
      "done POST serving-endpoints 1/1",
    ]);
    assert.equal(await pendingSplit(world), "90/10");
  });

  test("changes the split with one request", async () => {
    await using world = await emulate({ endpoints: [ab] });
    assert.deepEqual(await applied(world, await halved(world)), ["started PUT config 1/1", "done PUT config 1/1"]);
    assert.deepEqual(world.requests, ["GET e", "PUT config"]);
    assert.equal(await pendingSplit(world), "50/50");
  });

  test("sends several parts in order, after which nothing differs", async () => {
    await using world = await emulate({ endpoints: [{ ...ab, tags: [{ key: "old" }] }] });
    const body = {
      config: { served_entities: [entity("a", "7")] },
      tags: [{ key: "team", value: "iris" }],
      ai_gateway: { usage_tracking_config: { enabled: true } },
    };
    await applied(world, await planned(world, body));
    assert.deepEqual(writes(world), ["PATCH tags", "PUT ai-gateway", "PUT config"]);
    await world.clock.sleep(60_000);
    assert.equal((await planned(world, body)).kind, "nothing");
  });

  for (const [kind, served_entities] of Object.entries(createdEntities)) {
    test(`creates ${kind}, after which nothing differs from the document`, async () => {
      await using world = await emulate({ endpoints: [] }, 0);
      const body = { name: "e", config: { served_entities } };
      await applied(world, plan(desiredFrom(body, "create-body"), undefined));
      assert.equal((await planned(world, body)).kind, "nothing");
    });
  }

  test("sends nothing where there is nothing to do", async () => {
    await using world = await emulate({ endpoints: [ab] });
    assert.deepEqual(await applied(world, await planned(world, { config: ab.config })), []);
    assert.deepEqual(world.requests, []);
  });
});

describe("nothing is sent where the endpoint has moved:", () => {
  const half = endpoint("e", { a: 50, b: 50 }).config;
  const cases: [title: string, meanwhile: (world: Emulated) => Promise<unknown>, message: RegExp][] = [
    ["another update runs", (world) => world.api.putConfig("e", half), /another update is running/],
    [
      "another split is live",
      async (world) => {
        await world.api.putConfig("e", half);
        await world.clock.sleep(60_000);
      },
      /its split went from 90\/10 to 50\/50/,
    ],
    [
      "another config with the same split is live",
      async (world) => {
        await world.api.putConfig("e", ab.config ?? {});
        await world.clock.sleep(60_000);
      },
      /its config went from version 1 to 2/,
    ],
    [
      "its tags are others",
      async (world) => {
        await world.clock.sleep(1);
        await world.api.patchTags("e", { add_tags: [{ key: "t", value: "1" }] });
      },
      /somebody has updated it/,
    ],
    ["it is deleted", (world) => world.api.delete("e"), /was deleted since/],
    [
      "it is another one of that name",
      async (world) => {
        await world.api.delete("e");
        await world.api.create(ab);
      },
      /deleted and created again/,
    ],
  ];
  for (const [title, meanwhile, message] of cases) {
    test(title, async () => {
      await using world = await emulate({ endpoints: [ab] });
      const made = await halved(world);
      await meanwhile(world);
      await assert.rejects(applied(world, made), (error) => error instanceof Moved && message.test(error.message));
      assert.deepEqual(writes(world), []);
    });
  }

  test("it exists by now", async () => {
    await using world = await emulate({ endpoints: [ab] });
    await assert.rejects(applied(world, plan(desiredFrom({ ...ab }, "create-body"), undefined)), Moved);
    assert.deepEqual(writes(world), []);
  });
});

test("a refused plan sends nothing", async () => {
  await using world = await emulate({ endpoints: [ab] });
  await assert.rejects(applied(world, await planned(world, { route_optimized: true })), NotDeployable);
  assert.deepEqual(world.requests, []);
});

describe("a step that fails", () => {
  test("says which steps are done, which are left, and what the service answered", async () => {
    await using world = await emulate({ endpoints: [ab] });
    const { scale_to_zero_enabled: _, ...incomplete } = entity("a", "7");
    const failed = await failing(
      world,
      await planned(world, {
        config: { served_entities: [incomplete] },
        tags: [{ key: "team" }],
        email_notifications: { on_update_failure: ["a@x.y"] },
      }),
    );
    assert.deepEqual(failed.done.map(stepName), ["PATCH tags"]);
    assert.equal(stepName(failed.step), "PUT config");
    assert.deepEqual(failed.left.map(stepName), ["PATCH notifications"]);
    assert.equal(failed.arrived, "no");
    assert.ok(failed.cause instanceof Refused && failed.cause.status === 400);
    assert.equal(failed.remedy, failed.cause.remedy);
    assert.match(
      failed.message,
      /^PUT config of `e` failed: .*; done before: PATCH tags; not sent: PATCH notifications$/,
    );
  });

  test("is read back where its answer got lost, and counts as done", async () => {
    await using world = await emulate({ endpoints: [ab] });
    world.fate = (request) => (request === "PUT config" ? "lose-answer" : "pass");
    assert.deepEqual(await applied(world, await halved(world)), [
      "started PUT config 1/1",
      "done PUT config 1/1, read back",
    ]);
    assert.deepEqual(writes(world), ["PUT config"]);
  });

  test("is read back where the answer to a create got lost", async () => {
    await using world = await emulate({ endpoints: [] });
    world.fate = (request) => (request.startsWith("POST") ? "lose-answer" : "pass");
    const made = plan(desiredFrom({ ...ab }, "create-body"), undefined);
    assert.equal((await applied(world, made)).at(-1), "done POST serving-endpoints 1/1, read back");
  });

  test("is not repeated where it did not arrive, and says so", async () => {
    await using world = await emulate({ endpoints: [ab] });
    world.fate = (request) => (request === "PUT config" ? "lose-request" : "pass");
    const failed = await failing(world, await halved(world));
    assert.equal(failed.arrived, "no");
    assert.match(failed.message, /the endpoint does not show the change/);
    assert.deepEqual(writes(world), ["PUT config"]);
    assert.deepEqual(world.sleeps, [0, 1000, 3000]);
  });

  test("does not take an older failed attempt at the same config for its own", async () => {
    const emulator = { b: { deploymentFails: true } };
    await using world = await emulate({ endpoints: [{ ...endpoint("e", { a: 100 }), emulator }] });
    await world.api.putConfig("e", ab.config ?? {});
    await world.clock.sleep(60_000);
    const made = await planned(world, { config: ab.config });
    world.fate = (request) => (request === "PUT config" ? "lose-request" : "pass");
    assert.equal((await failing(world, made)).arrived, "no");
  });

  test("says that nobody knows where the endpoint cannot be read either", async () => {
    await using world = await emulate({ endpoints: [ab] });
    const made = await halved(world);
    world.fate = (request) =>
      world.requests.includes("PUT config") ? (request === "PUT config" ? "lose-answer" : "lose-request") : "pass";
    const failed = await failing(world, made);
    assert.equal(failed.arrived, "unknown");
    assert.ok(failed.cause instanceof ApiError);
    world.fate = () => "pass";
    assert.equal(await pendingSplit(world), "50/50");
  });
});

describe("cancelling", () => {
  const reason = new Error("cancelled");

  test("before the first request ends with the signal's reason", async () => {
    await using world = await emulate({ endpoints: [ab] });
    const made = await halved(world);
    await assert.rejects(applied(world, made, { signal: AbortSignal.abort(reason) }), reason);
    assert.deepEqual(writes(world), []);
  });

  test("during a request looks once what is true", async () => {
    await using world = await emulate({ endpoints: [ab] });
    const cancel = new AbortController();
    world.fate = (request) => {
      if (request !== "PUT config") return "pass";
      cancel.abort(reason);
      return "lose-request";
    };
    const failed = await failing(world, await halved(world), { signal: cancel.signal });
    assert.equal(failed.arrived, "no");
    assert.equal(failed.cause, reason);
    assert.match(failed.message, /^PUT config of `e` was cancelled; the endpoint does not show the change$/);
    assert.deepEqual(world.requests, ["GET e", "PUT config", "GET e"]);
  });

  test("between two steps says which ones are done", async () => {
    await using world = await emulate({ endpoints: [ab] });
    const made = await planned(world, { ...endpoint("e", { a: 50, b: 50 }), tags: [{ key: "t" }] });
    const cancel = new AbortController();
    const events = apply(made, world.api, { signal: cancel.signal, clock: world.clock });
    await events.next();
    await events.next();
    cancel.abort(reason);
    await assert.rejects(events.next(), (error) => {
      assert.ok(error instanceof StepFailed);
      assert.equal(error.arrived, "no");
      assert.equal(error.message, "PUT config of `e` was cancelled; done before: PATCH tags");
      return true;
    });
  });
});
