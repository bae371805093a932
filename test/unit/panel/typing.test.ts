// What keys do in the body. `|` marks the caret, `<` and `>` a selection.
import assert from "node:assert/strict";
import { test } from "node:test";
import { typed } from "../../../src/panel/typing.ts";

/** `expected` undefined: the key is left to the text area. */
function check(key: string, before: string, expected: string | undefined): void {
  const [from, to] = before.includes("|")
    ? [before.indexOf("|"), before.indexOf("|")]
    : [before.indexOf("<"), before.indexOf(">") - 1];
  const text = before.replace(/[|<>]/g, "");
  const edit = typed(key, text, from, to);
  if (edit === undefined) {
    assert.equal(undefined, expected);
    return;
  }
  const after = text.slice(0, edit.from) + edit.text + text.slice(edit.to);
  const [start, end] = edit.select;
  const marked = start === end ? "|" : `<${after.slice(start, end)}>`;
  assert.equal(after.slice(0, start) + marked + after.slice(end), expected);
}

const cases: [name: string, key: string, before: string, expected: string | undefined][] = [
  ["Tab indents", "Tab", "|{", "  |{"],
  ["Tab indents the lines of a selection", "Tab", "{\n <1,\n2>\n}", "{\n<   1,\n  2>\n}"],
  ["Enter keeps the indentation", "Enter", '  "a": 1,|', '  "a": 1,\n  |'],
  ["Enter after a bracket indents", "Enter", '  "a": [|', '  "a": [\n    |'],
  ["Enter between brackets opens them", "Enter", "  {|}", "  {\n    |\n  }"],
  ["a brace brings its partner", "{", '"a": |', '"a": {|}'],
  ["a quote brings its partner", '"', "{|}", '{"|"}'],
  ["no partner before a word", "[", "|1", undefined],
  ["no partner inside a string", "{", '"a|"', undefined],
  ["an escaped quote does not end a string", "{", '"a\\"|', undefined],
  ["a selection is put between", "[", "<1, 2>", "[<1, 2>]"],
  ["a closing bracket steps over its twin", "]", "[|]", "[]|"],
  ["a closing quote steps over its twin", '"', '"a|"', '"a"|'],
  ["a closing bracket alone is left to the text area", "]", "[|", undefined],
  ["Backspace removes an empty pair", "Backspace", "{|}", "|"],
  ["Backspace removes one character otherwise", "Backspace", "{1|}", undefined],
  ["Backspace leaves a quote that ends a string", "Backspace", '"a"|"', undefined],
  ["letters are left to the text area", "a", "|", undefined],
];

for (const [name, key, before, expected] of cases) test(name, () => check(key, before, expected));
