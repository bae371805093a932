// The life of an endpoint as a client sees it, by a clock that only the test moves.
import assert from "node:assert/strict";
import { test } from "node:test";
import type { ServingEndpoint } from "../../src/api/types.ts";
import { custom, emulator, routeTo, wine } from "./emulator.ts";

/** The parts of an endpoint that move during its life, in short. */
function check(endpoint: ServingEndpoint, expected: { state: string; active?: string; pending?: string }): void {
  const { state, config, pending_config } = endpoint;
  const brief = (of: typeof config) =>
    of?.served_entities?.map((entity) => `${entity.name} ${entity.state?.deployment}`).join(", ");
  const actual = {
    state: `${state.ready} ${state.config_update}`,
    ...(config === undefined ? {} : { active: `v${config.config_version} ${brief(config)}` }),
    ...(pending_config === undefined ? {} : { pending: `v${pending_config.config_version} ${brief(pending_config)}` }),
  };
  assert.deepEqual(actual, expected);
}

test("a new endpoint has only a pending config, whose entities become ready one after another", async (t) => {
  const { api, pass } = await emulator(t);
  check(await api.create(wine()), {
    state: "NOT_READY IN_PROGRESS",
    pending: "v1 red DEPLOYMENT_CREATING, white DEPLOYMENT_CREATING",
  });
  pass(5);
  check(await api.get("wine"), {
    state: "NOT_READY IN_PROGRESS",
    pending: "v1 red DEPLOYMENT_READY, white DEPLOYMENT_CREATING",
  });
  pass(5);
  check(await api.get("wine"), {
    state: "READY NOT_UPDATING",
    active: "v1 red DEPLOYMENT_READY, white DEPLOYMENT_READY",
  });
});

test("during an update the old config keeps serving and stays visible", async (t) => {
  const { api, pass } = await emulator(t, { seed: { endpoints: [wine()] } });
  const updated = await api.putConfig("wine", { served_entities: [custom("rose", "1")] });
  check(updated, {
    state: "READY IN_PROGRESS",
    active: "v1 red DEPLOYMENT_READY, white DEPLOYMENT_READY",
    pending: "v2 rose DEPLOYMENT_CREATING",
  });
  pass(10);
  check(await api.get("wine"), { state: "READY NOT_UPDATING", active: "v2 rose DEPLOYMENT_READY" });
});

test("a deployment that fails leaves the active config alone, and the next one may begin", async (t) => {
  const seeded = { ...wine(), emulator: { rose: { deploymentFails: "no space left" } } };
  const { api, pass } = await emulator(t, { seed: { endpoints: [seeded] } });
  const routes = [routeTo("red", 50), routeTo("rose", 50), routeTo("white", 0)];
  const served_entities = [custom("red", "1"), custom("rose", "1"), custom("white", "2")];
  await api.putConfig("wine", { served_entities, traffic_config: { routes } });
  pass(7);
  const failed = await api.get("wine");
  check(failed, {
    state: "READY UPDATE_FAILED",
    active: "v1 red DEPLOYMENT_READY, white DEPLOYMENT_READY",
    pending: "v2 red DEPLOYMENT_READY, rose DEPLOYMENT_FAILED, white DEPLOYMENT_ABORTED",
  });
  assert.equal(failed.pending_config?.served_entities?.[1]?.state?.deployment_state_message, "no space left");

  await api.putConfig("wine", wine().config);
  pass(10);
  check(await api.get("wine"), {
    state: "READY NOT_UPDATING",
    active: "v3 red DEPLOYMENT_READY, white DEPLOYMENT_READY",
  });
});

test("a first deployment that fails leaves an endpoint without active config", async (t) => {
  const { api, pass } = await emulator(t, {
    seed: { endpoints: [{ name: "wine", emulator: { red: { deploymentFails: true } } }] },
  });
  check(await api.get("wine"), { state: "NOT_READY NOT_UPDATING" });
  await api.putConfig("wine", { served_entities: [custom("red", "1")] });
  pass(10);
  check(await api.get("wine"), { state: "NOT_READY UPDATE_FAILED", pending: "v1 red DEPLOYMENT_FAILED" });
});

test("with no time to deploy the endpoint is ready at the next look", async (t) => {
  const { api } = await emulator(t, { deploySeconds: 0 });
  check(await api.create(wine()), {
    state: "NOT_READY IN_PROGRESS",
    pending: "v1 red DEPLOYMENT_CREATING, white DEPLOYMENT_CREATING",
  });
  check(await api.get("wine"), {
    state: "READY NOT_UPDATING",
    active: "v1 red DEPLOYMENT_READY, white DEPLOYMENT_READY",
  });
});

test("a re-created endpoint has another id", async (t) => {
  const { api } = await emulator(t, { seed: { endpoints: [wine()] } });
  const before = await api.get("wine");
  await api.delete("wine");
  const after = await api.create(wine());
  assert.match(String(after.id), /^[0-9a-f]{32}$/);
  assert.notEqual(after.id, before.id);
});
