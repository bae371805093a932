// How the panel reads answers and mistakes: pieces of a stream, JSON laid out, the place of a mistake.
import assert from "node:assert/strict";
import { test } from "node:test";
import { readPiece } from "../../../src/panel/answer.ts";
import { jsonMistake } from "../../../src/panel/json-mistake.ts";
import { pretty } from "../../../src/panel/pretty.ts";

const readers = {
  piece: (text: string) => readPiece(text),
  pretty,
  mistake: (text: string) => {
    const mistake = jsonMistake(text);
    return mistake && `${mistake.line}:${mistake.column} ${mistake.message}`;
  },
};

function check(reader: keyof typeof readers, input: string, expected: unknown): void {
  assert.deepEqual(readers[reader](input), expected);
}

const pieces: Record<string, [event: unknown, expected: unknown]> = {
  "a chat delta": [{ choices: [{ index: 0, delta: { content: "a" } }] }, { text: "a" }],
  "a chat delta in parts": [
    { choices: [{ delta: { content: [{ type: "text", text: "a" }, { type: "x" }] } }] },
    { text: "a" },
  ],
  "a chat delta with a role only": [{ choices: [{ delta: { role: "assistant" } }] }, { text: "" }],
  "another choice than the first": [{ choices: [{ index: 1, delta: { content: "b" } }] }, { text: "" }],
  "a completion": [{ choices: [{ text: "a" }] }, { text: "a" }],
  "a chat agent's chunk": [{ delta: { role: "assistant", content: "a" } }, { text: "a" }],
  "a responses delta": [{ type: "response.output_text.delta", delta: "a" }, { text: "a" }],
  "the end of a responses stream": [
    { type: "response.completed", response: { usage: { input_tokens: 1, output_tokens: 2 } } },
    { text: "", usage: { input: 1, output: 2 } },
  ],
  "usage beside a delta": [
    { choices: [], usage: { prompt_tokens: 1, completion_tokens: 2 } },
    { text: "", usage: { input: 1, output: 2 } },
  ],
  "usage of embeddings": [
    { data: [], usage: { prompt_tokens: 4, total_tokens: 4 } },
    { text: "", usage: { input: 4 } },
  ],
  "a prediction": [{ predictions: [1] }, { text: "" }],
  "fields of other types": [{ choices: "x", usage: "x", delta: 1 }, { text: "" }],
  null: [null, { text: "" }],
};

for (const [name, [event, expected]] of Object.entries(pieces)) {
  test(`${name} is read`, () => check("piece", JSON.stringify(event), expected));
}

test("an event that is no JSON adds nothing", () => check("piece", "[DONE]", { text: "" }));

test("JSON is laid out with lists of plain values on one line", () => {
  check(
    "pretty",
    '{"a":[1,2],"b":[{"c":null}],"d":{},"e":[],"f":[[1],[2]]}',
    `{
  "a": [1, 2],
  "b": [
    {
      "c": null
    }
  ],
  "d": {},
  "e": [],
  "f": [
    [1],
    [2]
  ]
}`,
  );
});

test("numbers, escapes and brackets in strings stay as they came", () => {
  check(
    "pretty",
    '[12345678901234567890,1.0,1e5,"\\u00e4 [{,:\\"\\\\"]',
    '[12345678901234567890, 1.0, 1e5, "\\u00e4 [{,:\\"\\\\"]',
  );
});

test("what is no JSON stays as it came", () => {
  for (const text of ["", "<html>", '{"a":', "[DONE]"]) check("pretty", text, text);
});

test("an object is no mistake, whatever white space is around it", () => check("mistake", ' \n{"a":[1]}\n', undefined));

const mistakes: Record<string, string> = {
  "": "1:1 The body is empty; write a JSON object",
  "[1]": "1:1 The service takes an object; begin with `{`",
  " 5": "1:2 The service takes an object; begin with `{`",
  '{\n  "a": 1\n  "b": 2\n}': "3:3 A comma is missing here",
  '{"a": }': "1:7 A value is missing here, or the comma before it is too much",
  '{"a": 1,}': "1:9 A name in double quotes is missing here, or the comma before it is too much",
  '{"a": True}': "1:7 This word is no JSON value; write `true`, `false`, `null`, or put it in double quotes",
  '{"a": "x': "1:7 A closing double quote is missing",
  '{"a": 1} 2': "1:10 The object ends before this; remove what follows",
  "{} // note": "1:4 JSON has no comments; remove it",
  '{"a": "\\x"}': "1:7 This escape is none of JSON's; a backslash itself is written `\\\\`",
  '{"a": 1': "1:8 A closing `}` is missing",
};

for (const [text, expected] of Object.entries(mistakes)) {
  test(`${JSON.stringify(text)} is told with its place`, () => check("mistake", text, expected));
}
