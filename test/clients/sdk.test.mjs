// Databricks' SDK for Node. It makes https://HOSTNAME of every host, without port; an agent of the kind that its
// constructor takes leads its connections to the emulator. Of PATCH it sends no body, so tags are left to other clients.
import assert from "node:assert/strict";
import { Agent } from "node:https";
import { connect } from "node:net";
import { test } from "node:test";
import { WorkspaceClient } from "@databricks/sdk-experimental";
import { custom, startEmulator } from "./emulator.mjs";

/** @param {import("node:test").TestContext} t */
async function connected(t) {
  const { url, token, end } = await startEmulator(["--deploy-seconds", "0"]);
  t.after(end);
  const { hostname, port } = new URL(url);
  const agent = new Agent();
  agent.createConnection = () => connect(Number(port), hostname);
  return new WorkspaceClient({ host: url, token, authType: "pat" }, { agent }).servingEndpoints;
}

test("sdk-experimental: create and wait, get, list, update, query, delete", async (t) => {
  const endpoints = await connected(t);
  const served_entities = [custom("red"), custom("white")];
  const routes = [
    { served_model_name: "red", traffic_percentage: 90 },
    { served_model_name: "white", traffic_percentage: 10 },
  ];
  const creating = await endpoints.create({ name: "wine", config: { served_entities, traffic_config: { routes } } });
  const created = await creating.wait();
  assert.deepEqual(created.state, { ready: "READY", config_update: "NOT_UPDATING" });
  const names = [];
  for await (const { name } of endpoints.list()) names.push(name);
  assert.ok(names.includes("wine"));

  const updating = await endpoints.updateConfig({ name: "wine", served_entities: [custom("rose")] });
  const updated = await updating.wait();
  assert.equal(updated.config?.config_version, 2);
  const answer = await endpoints.query({ name: "wine", dataframe_records: [{ a: 1 }, { a: 2 }] });
  assert.equal(answer.predictions?.length, 2);
  assert.equal(answer["served-model-name"], "rose");
  await endpoints.delete({ name: "wine" });
  await assert.rejects(endpoints.get({ name: "wine" }), { statusCode: 404 });
});

test("sdk-experimental: chat, logs, permissions, AI gateway, refusals", async (t) => {
  const endpoints = await connected(t);
  const chat = await endpoints.query({
    name: "databricks-claude-sonnet-4",
    messages: [{ role: "user", content: "Good evening" }],
  });
  assert.match(chat.choices?.[0]?.message?.content ?? "", /^This is databricks-claude-sonnet-4/);

  const creating = await endpoints.create({ name: "wine", config: { served_entities: [custom("red")] } });
  const { id = "" } = await creating.wait();
  const { logs } = await endpoints.buildLogs({ name: "wine", served_model_name: "red" });
  assert.match(logs, /INFO/);
  await endpoints.setPermissions({
    serving_endpoint_id: id,
    access_control_list: [{ group_name: "data", permission_level: "CAN_QUERY" }],
  });
  const { access_control_list = [] } = await endpoints.getPermissions({ serving_endpoint_id: id });
  assert.ok(access_control_list.some(({ group_name }) => group_name === "data"));
  const gateway = await endpoints.putAiGateway({ name: "wine", usage_tracking_config: { enabled: true } });
  assert.equal(gateway.usage_tracking_config?.enabled, true);
  await assert.rejects(endpoints.create({ name: "wine", config: { served_entities: [custom("red")] } }), {
    statusCode: 409,
  });
  await assert.rejects(endpoints.create({ name: "not a name", config: { served_entities: [custom("red")] } }), {
    statusCode: 400,
  });
});
