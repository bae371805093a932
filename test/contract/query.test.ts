// Queries end to end: who answers, in which format, and what happens to a wrong question.
import assert from "node:assert/strict";
import { test } from "node:test";
import { Refused } from "../../src/api/errors.ts";
import type { QueryTarget, ServingApi } from "../../src/api/types.ts";
import type { Seed } from "../../src/emulator/seed.ts";
import { collect, emulator, talk, wine } from "./emulator.ts";

const seed: Seed = {
  endpoints: [
    wine(),
    talk(),
    { ...talk(), name: "words", emulator: { gpt: { task: "llm/v1/completions" } } },
    { ...talk(), name: "vectors", emulator: { gpt: { task: "llm/v1/embeddings" } } },
    { ...talk(), name: "parrot", emulator: { gpt: { answer: "Pretty Polly" } } },
    {
      ...wine(),
      name: "canned",
      emulator: { red: { answer: { predictions: [1] } }, white: { answer: { predictions: [2] } } },
    },
  ],
};

/** Who answered, and what. */
async function ask(api: ServingApi, target: QueryTarget, body: unknown) {
  const [head, ...data] = await collect(api.query(target, body));
  assert.ok(head?.kind === "head");
  const texts = data.map((event) => (event.kind === "data" ? event.text : assert.fail("a second head")));
  return { head, json: texts.map((text) => JSON.parse(text)) };
}

/** One answer, read for what matters. */
async function check(
  api: ServingApi,
  target: QueryTarget,
  body: unknown,
  read: (answer: never) => unknown,
  expected: unknown,
) {
  const { head, json } = await ask(api, target, body);
  assert.deepEqual([head.status, head.streaming, json.length], [200, false, 1]);
  assert.ok(head.requestId);
  assert.deepEqual(read(json[0] as never), expected);
}

test("a served entity asked by name answers itself, past the split", async (t) => {
  const { api } = await emulator(t, { seed });
  for (const servedEntity of ["red", "white"]) {
    const { head, json } = await ask(api, { endpoint: "wine", servedEntity }, { inputs: [1, 2] });
    assert.equal(head.servedEntity, servedEntity);
    assert.deepEqual(
      json[0].predictions.map((row: { served_entity: string }) => row.served_entity),
      [servedEntity, servedEntity],
    );
  }
});

test("any hundred calls are split exactly as configured, in an order that is not", async (t) => {
  const { api } = await emulator(t, { seed });
  const answered: (string | undefined)[] = [];
  for (let call = 0; call < 200; call += 1) {
    answered.push((await ask(api, { endpoint: "wine" }, { inputs: [call] })).head.servedEntity);
  }
  const reds = (from: number) => answered.slice(from, from + 100).filter((name) => name === "red").length;
  assert.deepEqual([reds(0), reds(100)], [70, 70]);
  assert.notDeepEqual(answered.slice(0, 100), answered.slice(100));
});

const rows: [string, unknown, number][] = [
  ["dataframe_split", { columns: ["a"], data: [[1], [2], [3]] }, 3],
  ["dataframe_records", [{ a: 1 }, { a: 2 }], 2],
  ["instances", [1, 2, 3, 4], 4],
  ["inputs", { a: [1, 2] }, 1],
];
for (const [field, value, count] of rows) {
  test(`a custom model answers ${field} with predictions`, async (t) => {
    const { api } = await emulator(t, { seed });
    await check(
      api,
      { endpoint: "wine" },
      { [field]: value },
      ({ predictions }: { predictions: [] }) => predictions.length,
      count,
    );
  });
}

test("the same question has the same answer", async (t) => {
  const { api } = await emulator(t, { seed });
  const target = { endpoint: "wine", servedEntity: "red" };
  const first = await ask(api, target, { inputs: [1] });
  const second = await ask(api, target, { inputs: [1] });
  assert.deepEqual(first.json, second.json);
});

const messages = [{ role: "user", content: "Good evening" }];

test("each task has its own format", async (t) => {
  const { api } = await emulator(t, { seed });
  type Chat = { object: string; choices: { message: { content: string } }[] };
  await check(
    api,
    { endpoint: "talk" },
    { messages },
    ({ object, choices }: Chat) => [object, choices[0]?.message.content],
    ["chat.completion", "This is gpt. You said: Good evening"],
  );
  type Completion = { object: string; choices: { text: string }[] };
  await check(
    api,
    { endpoint: "words" },
    { prompt: ["a", "b"] },
    ({ object, choices }: Completion) => [object, choices.length],
    ["text_completion", 2],
  );
  type Embeddings = { object: string; data: { embedding: number[] }[] };
  await check(
    api,
    { endpoint: "vectors" },
    { input: "a" },
    ({ object, data }: Embeddings) => [object, data[0]?.embedding.length],
    ["list", 8],
  );
});

test("a seed can say what is answered", async (t) => {
  const { api } = await emulator(t, { seed });
  type Chat = { choices: { message: { content: string } }[] };
  await check(
    api,
    { endpoint: "parrot" },
    { messages },
    ({ choices }: Chat) => choices[0]?.message.content,
    "Pretty Polly",
  );
  await check(api, { endpoint: "canned", servedEntity: "white" }, {}, (answer) => answer, { predictions: [2] });
});

test("a streamed answer comes as a head and one event per chunk", async (t) => {
  const { api } = await emulator(t, { seed });
  const { head, json } = await ask(api, { endpoint: "parrot" }, { messages, stream: true });
  assert.deepEqual([head.streaming, head.servedEntity], [true, "gpt"]);
  assert.deepEqual(
    json.map(({ object }) => object),
    Array(3).fill("chat.completion.chunk"),
  );
  assert.equal(json.map(({ choices }) => choices[0].delta.content).join(""), "Pretty Polly");
  assert.equal(json.at(-1).choices[0].finish_reason, "stop");
});

test("an answer nobody waits for any more is not finished", async (t) => {
  const slow = { ...talk(), name: "slow", emulator: { gpt: { chunkMs: 3_600_000 } } };
  const { api } = await emulator(t, { seed: { endpoints: [slow] } });
  const came: string[] = [];
  for await (const { kind } of api.query({ endpoint: "slow" }, { messages, stream: true })) {
    came.push(kind);
    if (kind === "data") break;
  }
  // An emulator that went on would keep this process alive for an hour.
  assert.deepEqual(came, ["head", "data"]);
});

const wrong: [string, string, unknown, RegExp][] = [
  ["wine", "no known input field", { rows: [] }, /exactly one of the input fields .*\[\]\.$/],
  [
    "wine",
    "two input fields",
    { inputs: [], instances: [] },
    /Received dictionary with input fields: \['inputs', 'instances'\]\.$/,
  ],
  ["wine", "no object", [1], /must be a JSON dictionary/],
  ["talk", "no messages", { prompt: "hello" }, /'messages'/],
];
for (const [endpoint, what, body, detail] of wrong) {
  test(`a query of ${endpoint} with ${what} is refused by the entity that got it`, async (t) => {
    const { api } = await emulator(t, { seed });
    await assert.rejects(ask(api, { endpoint }, body), (error) => {
      assert.ok(error instanceof Refused, String(error));
      assert.deepEqual([error.status, error.code], [400, "BAD_REQUEST"]);
      assert.match(error.detail, detail);
      assert.match(String(error.servedEntity), /^(red|white|gpt)$/);
      assert.equal(JSON.parse(String(error.body)).error_code, "BAD_REQUEST");
      return true;
    });
  });
}
