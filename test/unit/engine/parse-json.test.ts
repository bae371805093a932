// JSON as people write it: what the text says is in the tree, and every mistake is one problem with its repair.
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { applyTextEdits } from "../../../src/engine/edit.ts";
import { parseJson } from "../../../src/engine/parse-json.ts";
import { entryOf, toJson, valueAt } from "../../../src/engine/tree.ts";

/** Each problem as `text underlined: message`, with the text after the repair where there is one. */
function problemsOf(text: string, format: "json" | "jsonc" = "json"): [string, string?][] {
  return parseJson(text, format).problems.map(({ start, end, message, repair }) => {
    const problem = `${text.slice(start, end)}: ${message}`;
    return repair ? [problem, applyTextEdits(text, repair.edits)] : [problem];
  });
}

function check(text: string, value: unknown, problems: [string, string?][], format: "json" | "jsonc" = "json"): void {
  assert.deepEqual(problemsOf(text, format), problems);
  assert.deepEqual(parseJson(text, format).roots.map(toJson), value === undefined ? [] : [value]);
}

describe("one mistake is one problem, and the rest of the text is understood:", () => {
  const table: [string, unknown, ...[string, string?][]][] = [
    ['{"a": 1 "b": 2}', { a: 1, b: 2 }, ['"b": A comma is missing before this', '{"a": 1, "b": 2}']],
    [
      '{\n  "a": 1 // one\n  "b": 2\n}',
      { a: 1, b: 2 },
      ["// one: JSON has no comments; remove it, or name the file `.jsonc`", '{\n  "a": 1 \n  "b": 2\n}'],
      ['"b": A comma is missing before this', '{\n  "a": 1, // one\n  "b": 2\n}'],
    ],
    [
      "[1 2 3]",
      [1, 2, 3],
      ["2: A comma is missing before this", "[1, 2 3]"],
      ["3: A comma is missing before this", "[1 2, 3]"],
    ],
    ["[1,,2]", [1, 2], [",: A value is missing before this comma", "[1,2]"]],
    ['{"a": 1,}', { a: 1 }, [",: JSON has no trailing commas; remove it", '{"a": 1}']],
    ['{"a" 1}', { a: 1 }, ["1: A colon is missing before this", '{"a": 1}']],
    ['{"a"}', { a: null }, ["}: A colon and a value are missing before this"]],
    ['{"a": , "b": 2}', { a: null, b: 2 }, [",: A value is missing here"]],
    [
      "{'a': 'it\\'s'}",
      { a: "it's" },
      ["'a': JSON puts strings in double quotes", "{\"a\": 'it\\'s'}"],
      ["'it\\'s': JSON puts strings in double quotes", "{'a': \"it's\"}"],
    ],
    ["{“a”: 1}", { a: 1 }, ["“a”: JSON puts strings in double quotes", '{"a": 1}']],
    [
      '{"a": True, "b": None}',
      { a: true, b: null },
      ["True: `True` is Python; JSON writes `true`", '{"a": true, "b": None}'],
      ["None: `None` is Python; JSON writes `null`", '{"a": True, "b": null}'],
    ],
    ['{"a": FALSE}', { a: false }, ["FALSE: `FALSE` has to be written `false`", '{"a": false}']],
    ['{"a": NaN}', { a: "NaN" }, ["NaN: JSON has no `NaN`"]],
    [
      "{a: Small}",
      { a: "Small" },
      ["a: A property name needs double quotes", '{"a": Small}'],
      ["Small: Not a JSON value; strings need double quotes", '{a: "Small"}'],
    ],
    [
      '{"a": ${var.x}}',
      { a: "${var.x}" },
      ["${var.x}: Not a JSON value; strings need double quotes", '{"a": "${var.x}"}'],
    ],
    ['# x\n{"a": "#"}', { a: "#" }, ["# x: JSON has no `#` comments; remove it", '\n{"a": "#"}']],
    [
      '{"a": "C:\\dir\\new"}',
      { a: "C:ir\new" },
      ["\\d: Not an escape sequence of JSON; a backslash itself is written `\\\\`", '{"a": "C:\\\\dir\\new"}'],
    ],
    ['{"a": "x\ty"}', { a: "x\ty" }, ["\t: A control character cannot stand in a string as it is", '{"a": "x\\ty"}']],
    ['{"a": "x,\n "b": 1}', { a: "x,", b: 1 }, ['"x,: A string is not closed with a double quote `"`']],
    ['{"a": 01}', { a: 0 }, ["01: Not a number of JSON"]],
    [
      '{\u00a0"a": 1}',
      { a: 1 },
      ["\u00a0: This is not a plain space; JSON takes spaces, tabs and line breaks only", '{ "a": 1}'],
    ],
    ['{"a": 1} {"b": 2}', { a: 1 }, ["{: Only one value may stand in the file; nothing may follow it"]],
    ['{"a": [1, 2 }', { a: [1, 2] }, ["}: A closing bracket `]` is missing before this", '{"a": [1, 2] }']],
    ['{"a": [{"b": {', { a: [{ b: {} }] }, ["{: This brace is not closed; a `}` is missing"]],
    ["[[[[", [[[[]]]], ["[: This bracket is not closed; a `]` is missing"]],
    ['{"a": 1]', { a: 1 }, ["]: `]` closes nothing"]],
    ['["a": 1]', ["a", 1], [":: Only objects have names and colons; a list holds values"]],
    ["/* x", undefined, ["/* x: A comment is not closed with `*/`"]],
    ['{"a": 1, "a": 2}', { a: 2 }, ['"a": `a` stands twice here; only the last one counts']],
    ["", undefined, [": The file is empty; an endpoint config starts with its `name` and `config`"]],
  ];
  for (const [text, value, ...problems] of table) test(JSON.stringify(text), () => check(text, value, problems));
});

describe("no mistakes are", () => {
  const table: [string, "json" | "jsonc", unknown][] = [
    ['// x\n{"a": 1, /* y */ }\n', "jsonc", { a: 1 }],
    ['\ufeff{"a": 1}', "json", { a: 1 }],
    ['{"a": "\\ud800", "b": "\ud800"}', "json", { a: "\ud800", b: "\ud800" }],
    ['{"a": 9007199254740993, "b": -1.5e3}', "json", { a: 9007199254740992, b: -1500 }],
    ['{\r\n  "a": [\r\n  ]\r\n}', "json", { a: [] }],
    ['{"constructor": 1, "toString": 2}', "json", { constructor: 1, toString: 2 }],
  ];
  for (const [text, format, value] of table) test(JSON.stringify(text), () => check(text, value, [], format));

  test("`__proto__`, which is a key like any other", () => {
    const [root] = parseJson('{"__proto__": {"a": 1}}', "json").roots;
    assert.ok(root);
    assert.equal(entryOf(root, "a"), undefined);
    assert.equal(JSON.stringify(toJson(root)), '{"__proto__":{"a":1}}');
  });
});

test("every node is its own range, quotes and braces included, behind a byte order mark, too", () => {
  const text = '\ufeff { "a" : [ 1, "b" ] } ';
  const [root] = parseJson(text, "json").roots;
  const slice = (path: (string | number)[]) => {
    const node = valueAt(root, ...path);
    return node && text.slice(node.start, node.end);
  };
  assert.equal(slice([]), '{ "a" : [ 1, "b" ] }');
  assert.equal(slice(["a"]), '[ 1, "b" ]');
  assert.equal(slice(["a", 1]), '"b"');
});

describe("a text that is too much is refused with a finding:", () => {
  const tooDeep = /^[[{]: Nested more than 200 levels deep; no endpoint config is$/;
  for (const text of ["[".repeat(100_000), '{"a":'.repeat(100_000), '[{"a":'.repeat(5_000), "[".repeat(201)]) {
    test(`${text.slice(0, 10)}… of ${text.length} characters`, () => {
      const problems = problemsOf(text);
      assert.equal(problems.length, 1);
      assert.match(problems[0]?.[0] ?? "", tooDeep);
    });
  }
  test("200 levels are read", () => {
    assert.deepEqual(problemsOf(`${"[".repeat(200)}${"]".repeat(200)}`), []);
  });
  test("of many mistakes the first hundred are told", () => {
    assert.equal(problemsOf(`[${"1 ".repeat(100_000)}]`).length, 100);
  });
  test("two megabytes of anything are answered", () => {
    for (const piece of ["a ", '"', "'", "/* ", "{]", "\\", "\u0000", '"a" ', "#", ",", "“"]) {
      assert.ok(problemsOf(piece.repeat(2_000_000 / piece.length)).length > 0);
    }
  });
});
