// OpenAI's client for Node, with the emulator's /serving-endpoints as its base.
import assert from "node:assert/strict";
import { test } from "node:test";
import OpenAI, { BadRequestError, NotFoundError, RateLimitError } from "openai";
import { startEmulator } from "./emulator.mjs";

const CHAT = "databricks-meta-llama-3-3-70b-instruct";
const messages = [{ role: /** @type {const} */ ("user"), content: "Good evening" }];
const ANSWER = `This is ${CHAT}. You said: Good evening`;

/** @param {import("node:test").TestContext} t */
async function connected(t) {
  const emulator = await startEmulator(["--deploy-seconds", "0"]);
  t.after(emulator.end);
  const client = new OpenAI({ baseURL: `${emulator.url}/serving-endpoints`, apiKey: emulator.token, maxRetries: 0 });
  return { client, emulator };
}

test("openai: chat, whole and streamed", async (t) => {
  const { client } = await connected(t);
  const answer = await client.chat.completions.create({ model: CHAT, messages });
  assert.equal(answer.choices[0]?.message.content, ANSWER);
  assert.equal(answer.choices[0]?.finish_reason, "stop");
  assert.ok(answer.usage && answer.usage.total_tokens > 0);
  assert.ok(answer._request_id);

  let text = "";
  for await (const chunk of await client.chat.completions.create({ model: CHAT, messages, stream: true })) {
    text += chunk.choices[0]?.delta.content ?? "";
  }
  assert.equal(text, ANSWER);
  const final = await client.chat.completions.stream({ model: CHAT, messages, n: 2 }).finalChatCompletion();
  assert.deepEqual(
    final.choices.map(({ message }) => message.content),
    [ANSWER, ANSWER],
  );
});

test("openai: responses, whole and streamed", async (t) => {
  const { client } = await connected(t);
  const answer = await client.responses.create({ model: CHAT, input: "Good evening" });
  assert.deepEqual([answer.status, answer.output_text], ["completed", ANSWER]);
  const stream = client.responses.stream({ model: CHAT, input: [{ role: "user", content: "Good evening" }] });
  let text = "";
  stream.on("response.output_text.delta", ({ delta }) => {
    text += delta;
  });
  assert.equal((await stream.finalResponse()).output_text, ANSWER);
  assert.equal(text, ANSWER);
});

test("openai: embeddings, in both encodings", async (t) => {
  const { client } = await connected(t);
  const model = "databricks-gte-large-en";
  const [usual, plain] = await Promise.all([
    client.embeddings.create({ model, input: ["a", "b"] }),
    client.embeddings.create({ model, input: ["a", "b"], encoding_format: "float" }),
  ]);
  assert.equal(usual.data.length, 2);
  const [decoded = [], numbers = []] = [usual.data[0]?.embedding, plain.data[0]?.embedding];
  for (const [index, number] of numbers.entries()) assert.ok(Math.abs(number - (decoded[index] ?? 2)) < 1e-6);
});

test("openai: completions of an endpoint of one's own", async (t) => {
  const { client, emulator } = await connected(t);
  const openai_config = { openai_api_key: "{{secrets/llm/openai}}" };
  const external_model = { name: "davinci-002", provider: "openai", task: "llm/v1/completions", openai_config };
  const config = { served_entities: [{ name: "davinci", external_model }] };
  await emulator.call("/api/2.0/serving-endpoints", { method: "POST", body: { name: "words", config } });
  const answer = await client.completions.create({ model: "words", prompt: "Once" });
  assert.equal(answer.choices[0]?.text, "This is davinci. You said: Once");
});

test("openai: its own classes for 400, 404 and 429, and a stream that breaks off", async (t) => {
  const { client, emulator } = await connected(t);
  const call = (/** @type {string} */ model) => client.chat.completions.create({ model, messages });
  await assert.rejects(call("nobody"), NotFoundError);
  await assert.rejects(client.chat.completions.create({ model: CHAT, messages: [] }), BadRequestError);
  const faults = "/__emulator/faults";
  await emulator.call(faults, { method: "POST", body: { kind: "status", status: 429, endpoint: CHAT } });
  await assert.rejects(call(CHAT), RateLimitError);
  await emulator.call(faults, { method: "POST", body: { kind: "reset", events: 2, endpoint: CHAT } });
  const stream = await client.chat.completions.create({ model: CHAT, messages, stream: true });
  let count = 0;
  await assert.rejects(async () => {
    for await (const _ of stream) count += 1;
  });
  assert.equal(count, 2);
});
