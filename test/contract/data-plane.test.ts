// What queries meet on their way and in which formats they are answered, beyond what our own client asks for.
import assert from "node:assert/strict";
import { test } from "node:test";
import type { ServedEntity } from "../../src/api/types.ts";
import type { EntitySettings, SeedEndpoint } from "../../src/emulator/seed.ts";
import { custom, emulator, type Running, routeTo, talk, wine } from "./emulator.ts";

interface Answer {
  status: number;
  entity: string | null;
  json: Record<string, unknown>;
}

async function ask(
  { raw }: Running,
  name: string,
  body: unknown,
  headers: Record<string, string> = {},
): Promise<Answer> {
  const path = name.startsWith("/") ? name : `/serving-endpoints/${name}/invocations`;
  const text = typeof body === "string" ? body : JSON.stringify(body);
  const response = await raw(path, { method: "POST", body: text, headers });
  const json = (await response.json()) as Record<string, unknown>;
  return { status: response.status, entity: response.headers.get("served-model-name"), json };
}

/** One question, and what matters of its answer. */
async function check(
  endpoints: SeedEndpoint[],
  question: { to: string; body: unknown; type?: string },
  read: (answer: Answer) => unknown,
  expected: unknown,
  t: Parameters<typeof emulator>[0],
): Promise<void> {
  const running = await emulator(t, { seed: { endpoints } });
  const headers = question.type === undefined ? {} : { "content-type": question.type };
  assert.deepEqual(read(await ask(running, question.to, question.body, headers)), expected);
}

const messages = [{ role: "user", content: "One two three" }];
const external = (name: string): ServedEntity => ({
  name,
  external_model: {
    name,
    provider: "openai",
    task: "llm/v1/chat",
    openai_config: { openai_api_key: "{{secrets/llm/openai}}" },
  },
});
const withSettings = (settings: EntitySettings, endpoint: SeedEndpoint = talk()): SeedEndpoint => ({
  ...endpoint,
  emulator: { gpt: settings, red: settings, white: settings },
});

test("csv is answered with a prediction for each line below the header", (t) =>
  check(
    [wine()],
    { to: "wine", body: 'a,b\n1,"x\ny"\n2,z\n', type: "text/csv" },
    ({ status, json }) => [status, (json.predictions as unknown[]).length],
    [200, 2],
    t,
  ));

test("a model with a signature tells which inputs are missing, in MLflow's words", (t) =>
  check(
    [withSettings({ columns: { alcohol: "double", colour: "string" } }, wine())],
    { to: "wine", body: { dataframe_records: [{ colour: "red", price: 5 }] } },
    ({ status, json }) => [status, String(json.message).replace(/^.*Error: /s, "")],
    [400, "Model is missing inputs ['alcohol']. Note that there were extra inputs: ['price']."],
    t,
  ));

test("a feature spec answers with outputs", (t) =>
  check(
    [{ name: "features", config: { served_entities: [{ name: "spec", entity_name: "main.cellar.spec" }] } }],
    { to: "features", body: { dataframe_records: [{ id: 1 }] } },
    ({ json }) => (json.outputs as unknown[] | undefined)?.length,
    1,
    t,
  ));

const chatty = { to: "talk", body: { messages, max_tokens: 3, n: 2 } };
test("a chat answer is as long as asked for, in as many versions as asked for", (t) =>
  check(
    [talk()],
    chatty,
    ({ json }) =>
      (json.choices as { finish_reason: string; message: { content: string } }[]).map(
        ({ finish_reason, message: { content } }) => `${content} (${finish_reason})`,
      ),
    ["This is gpt. (length)", "This is gpt. (length)"],
    t,
  ));

test("an answer ends before a stop word", (t) =>
  check(
    [talk()],
    { to: "talk", body: { messages, stop: ["You"] } },
    ({ json }) => (json.choices as { message: { content: string } }[])[0]?.message.content,
    "This is gpt. ",
    t,
  ));

test("usage adds up", (t) =>
  check(
    [talk()],
    { to: "talk", body: { messages } },
    ({ json }) => json.usage,
    { prompt_tokens: 3, completion_tokens: 8, total_tokens: 11 },
    t,
  ));

const agent = [withSettings({ task: "agent/v1/responses" })];
test("an agent answers in the responses format", (t) =>
  check(
    agent,
    { to: "talk", body: { input: [{ role: "user", content: "Hello" }] } },
    ({ json }) => [json.object, (json.output as { content: { text: string }[] }[])[0]?.content[0]?.text],
    ["response", "This is gpt. You said: Hello"],
    t,
  ));

test("what the responses format does not support is refused", (t) =>
  check(agent, { to: "talk", body: { input: "Hello", background: true } }, ({ status }) => status, 400, t));

test("an agent takes less than a model does", (t) =>
  check(
    agent,
    { to: "talk", body: { input: "x".repeat(4 * 1024 * 1024) } },
    ({ status, entity }) => [status, entity],
    [413, "gpt"],
    t,
  ));

test("OpenAI's paths find the endpoint by the model", (t) =>
  check(
    [talk()],
    { to: "/serving-endpoints/chat/completions", body: { model: "talk", messages } },
    ({ status, entity }) => [status, entity],
    [200, "gpt"],
    t,
  ));

const openAi: [string, unknown, number][] = [
  ["/serving-endpoints/chat/completions", { messages }, 400],
  ["/serving-endpoints/chat/completions", { model: "nobody", messages }, 404],
  ["/serving-endpoints/embeddings", { model: "talk", input: "a" }, 400],
];
for (const [to, body, expected] of openAi) {
  test(`${to} refuses ${JSON.stringify(body).slice(0, 40)} with ${expected}`, (t) =>
    check([talk()], { to, body }, ({ status }) => status, expected, t));
}

test("a configured limit of calls is a 429 until the minute is over", async (t) => {
  const ai_gateway = { rate_limits: [{ calls: 2, key: "endpoint", renewal_period: "minute" }] };
  const running = await emulator(t, { seed: { endpoints: [{ ...talk(), ai_gateway }] } });
  const statuses: number[] = [];
  for (let call = 0; call < 3; call += 1) statuses.push((await ask(running, "talk", { messages })).status);
  const { json } = await ask(running, "talk", { messages });
  assert.deepEqual([...statuses, json.error_code], [200, 200, 429, "REQUEST_LIMIT_EXCEEDED"]);
  running.pass(60);
  assert.equal((await ask(running, "talk", { messages })).status, 200);
});

test("a configured limit of tokens is a 429 once they are spent", async (t) => {
  const ai_gateway = { rate_limits: [{ tokens: 12, renewal_period: "minute" }] };
  const running = await emulator(t, { seed: { endpoints: [{ ...talk(), ai_gateway }] } });
  const statuses: number[] = [];
  for (let call = 0; call < 3; call += 1) statuses.push((await ask(running, "talk", { messages })).status);
  assert.deepEqual(statuses, [200, 200, 429]);
});

test("a limit for somebody else does not concern us", async (t) => {
  const ai_gateway = {
    rate_limits: [{ calls: 1, key: "user", principal: "somebody@example.com", renewal_period: "minute" }],
  };
  const running = await emulator(t, { seed: { endpoints: [{ ...talk(), ai_gateway }] } });
  await ask(running, "talk", { messages });
  assert.equal((await ask(running, "talk", { messages })).status, 200);
});

/** Three external models, all traffic to the first, some of which always fail. */
function relay(failing: Record<string, EntitySettings>, enabled: boolean): SeedEndpoint {
  return {
    name: "relay",
    config: {
      served_entities: ["a", "b", "c"].map(external),
      traffic_config: { routes: [routeTo("a", 0), routeTo("b", 100), routeTo("c", 0)] },
    },
    ai_gateway: { fallback_config: { enabled } },
    emulator: failing,
  };
}
const always: EntitySettings = { failureRate: 1, failureStatus: 503 };
const fallbacks: [string, SeedEndpoint, [number, string]][] = [
  ["goes to the next in the list", relay({ b: always }, true), [200, "c"]],
  ["goes round the list", relay({ b: always, c: always }, true), [200, "a"]],
  ["ends with the last error where all fail", relay({ a: always, b: always, c: always }, true), [503, "a"]],
  ["does not happen where it is off", relay({ b: always }, false), [503, "b"]],
  ["does not happen for mistakes of the caller", relay({ b: { ...always, failureStatus: 400 } }, true), [400, "b"]],
];
for (const [what, endpoint, expected] of fallbacks) {
  test(`fallback ${what}`, (t) =>
    check([endpoint], { to: "relay", body: { messages } }, ({ status, entity }) => [status, entity], expected, t));
}

test("an entity fails as often as its seed says, by the dice", async (t) => {
  const seeded = withSettings(
    { failureRate: 0.3 },
    { name: "wine", config: { served_entities: [custom("red", "1")] } },
  );
  const running = await emulator(t, { seed: { endpoints: [seeded] } });
  let failures = 0;
  for (let call = 0; call < 200; call += 1) {
    if ((await ask(running, "wine", { inputs: [call] })).status === 500) failures += 1;
  }
  assert.ok(failures > 40 && failures < 80, `${failures} of 200`);
});

test("metrics count what was answered in the last minute", async (t) => {
  const running = await emulator(t, { seed: { endpoints: [wine()] } });
  const red = "/serving-endpoints/wine/served-models/red/invocations";
  await ask(running, red, { inputs: [1] });
  await ask(running, red, {});
  const requests = async () => {
    const text = await (await running.raw("/api/2.0/serving-endpoints/wine/metrics")).text();
    return [...text.matchAll(/^request_(?:4xx_)?count_total\{.*"red"\} (\d+)$/gm)].map(([, count]) => Number(count));
  };
  assert.deepEqual(await requests(), [2, 1]);
  running.pass(60);
  assert.deepEqual(await requests(), [0, 0]);
});
