// The example bodies: what is offered for which task, and that each is what the service takes.
import assert from "node:assert/strict";
import { test } from "node:test";
import { payloadsFor } from "../../../src/query/payloads.ts";

function check(task: string | undefined, expected: readonly string[]): void {
  assert.deepEqual(
    payloadsFor(task).map(({ format }) => format),
    expected,
  );
}

const all = [
  "dataframe_split",
  "dataframe_records",
  "instances",
  "inputs",
  "llm/v1/chat",
  "llm/v1/completions",
  "llm/v1/embeddings",
  "agent/responses",
];

test("a task is offered its own format", () => {
  for (const task of ["llm/v1/chat", "llm/v1/completions", "llm/v1/embeddings"]) check(task, [task]);
});

test("an agent is offered the format it imitates", () => {
  check("agent/v1/responses", ["agent/responses"]);
  check("agent/v1/chat", ["llm/v1/chat"]);
  check("agent/v2/chat", ["llm/v1/chat"]);
});

test("a custom model and a task nobody knows are offered every format, the custom ones first", () => {
  for (const task of [undefined, "llm/v9/dance", "toString"]) check(task, all);
});

test("every body is JSON in the indentation of the panel, with the one field that names its format", () => {
  const inputs: Record<string, string> = {
    "llm/v1/chat": "messages",
    "llm/v1/completions": "prompt",
    "llm/v1/embeddings": "input",
    "agent/responses": "input",
  };
  for (const { format, body } of payloadsFor(undefined)) {
    const fields = Object.keys(JSON.parse(body));
    assert.equal(fields[0], inputs[format] ?? format);
    if (inputs[format] === undefined) assert.equal(fields.length, 1);
    assert.match(body, /^\{\n {2}"/);
  }
});

test("only formats that answer in words stream", () => {
  assert.deepEqual(
    payloadsFor(undefined).flatMap(({ format, streams }) => (streams ? [format] : [])),
    ["llm/v1/chat", "llm/v1/completions", "agent/responses"],
  );
});
