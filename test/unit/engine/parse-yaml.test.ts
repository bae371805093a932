// YAML as people write it: the same tree as JSON's, ranges where a person would put them, mistakes in plain words.
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { applyTextEdits } from "../../../src/engine/edit.ts";
import { parseAnyYaml, parseYaml } from "../../../src/engine/parse-yaml.ts";
import { entryOf, type Node, toJson, valueAt } from "../../../src/engine/tree.ts";
import { parsePlainYaml } from "../../../src/engine/yaml-plain.ts";

function problemsOf(text: string): [string, string?][] {
  return parseYaml(text).problems.map(({ start, end, message, repair }) => {
    const problem = `${text.slice(start, end)}: ${message}`;
    return repair ? [problem, applyTextEdits(text, repair.edits)] : [problem];
  });
}

function check(text: string, values: unknown, ...problems: [string, string?][]): void {
  assert.deepEqual(problemsOf(text), problems);
  if (values !== undefined) assert.deepEqual(parseYaml(text).roots.map(toJson), values);
}

describe("what YAML can write is in the tree:", () => {
  const table: [string, unknown][] = [
    [
      "a: 1\nb: [x, 'y', \"z\"]\nc: { d: null, e: ~, f: }\n",
      [{ a: 1, b: ["x", "y", "z"], c: { d: null, e: null, f: null } }],
    ],
    ["a:\n- b: 1\n  c: 2\n-\n- - d\n  - e\n", [{ a: [{ b: 1, c: 2 }, null, ["d", "e"]] }]],
    ["a: &x { b: 1 }\nc: *x\nd: [*x, *x]\n", [{ a: { b: 1 }, c: { b: 1 }, d: [{ b: 1 }, { b: 1 }] }]],
    [
      "b: &b { x: 1, y: 2 }\nc: &c { y: 3, z: 4 }\nd:\n  x: 9\n  <<: [*b, *c]\n",
      [{ b: { x: 1, y: 2 }, c: { y: 3, z: 4 }, d: { y: 2, z: 4, x: 9 } }],
    ],
    ["a: 1\n---\nb: 2\n...\n# end\n", [{ a: 1 }, { b: 2 }]],
    ["a: |\n  one\n  two\n\nb: >-\n  three\n  four\n", [{ a: "one\ntwo\n", b: "three four" }]],
    ["a: one\n  two\nb: 'x\n  y'\n", [{ a: "one two", b: "x y" }]],
    ["a: 1 # x\r\nb:\r\n  - c\r\n", [{ a: 1, b: ["c"] }]],
    ["\ufeffa: 1\n", [{ a: 1 }]],
    ["? a\n: b\n1: c\n1.0: d\ntrue: e\n", [{ a: "b", 1: "c", "1.0": "d", true: "e" }]],
    [
      "a: yes\nb: 0o17\nc: 0x1F\nd: 1e3\ne: .5\nf: 2024-10-21\ng: 1_000\nh: 9007199254740993\n",
      [{ a: "yes", b: 15, c: 31, d: 1000, e: 0.5, f: "2024-10-21", g: "1_000", h: 9007199254740992 }],
    ],
    ["a: !!str 1\nb: !custom x\nc: !!set { d }\n", [{ a: "1", b: "x", c: { d: null } }]],
    ['a: "\\ud800"\nb: \u0000\n', [{ a: "\ud800", b: "\u0000" }]],
    ['constructor: 1\n"<<": 2\n', [{ constructor: 1, "<<": 2 }]],
    ["---\n", [null]],
  ];
  for (const [text, values] of table) test(JSON.stringify(text), () => check(text, values));

  test("`__proto__`, which is a key like any other", () => {
    const [root] = parseYaml("__proto__: { a: 1 }\n").roots;
    assert.ok(root);
    assert.equal(entryOf(root, "a"), undefined);
    assert.equal(JSON.stringify(toJson(root)), '{"__proto__":{"a":1}}');
  });
  test("an alias, which is the node that it repeats and no copy", () => {
    const [root] = parseYaml("a: &x { b: 1 }\nc: *x\n").roots;
    assert.equal(valueAt(root, "a"), valueAt(root, "c"));
  });
});

describe("a range is what a person would call the value:", () => {
  const table: [string, string, (string | number)[], string][] = [
    ["a block ends with its last value", "a:\n  b: 1 # x\n  # y\n\nc: 2\n", ["a"], "b: 1"],
    ["a list in a block", "a:\n  - b\n  - c: d\n\n# e\n", ["a"], "- b\n  - c: d"],
    ["a block scalar without its last line break", "a: |\n  x\n  y\n\n\nb: 1\n", ["a"], "|\n  x\n  y"],
    ["an empty block scalar", "a: |\nb: 1\n", ["a"], "|"],
    ["a value without its comment", "a: x # y\n", ["a"], "x"],
    ["a value without its anchor and tag", "a: &x !!str y\n", ["a"], "y"],
    ["quotes and brackets belong to it", "a: [ 'x', {} ] # y\n", ["a"], "[ 'x', {} ]"],
    ["an alias stands where its anchor does", "a: &x { b: 1 }\nc: *x\n", ["c"], "{ b: 1 }"],
    ["nothing stands behind the colon", "a:\n  b:   # x\n  c: 1\n", ["a", "b"], ""],
    ["the root is the whole", "# x\na: 1\nb:\n  - c\n# y\n", [], "a: 1\nb:\n  - c"],
  ];
  for (const [name, text, path, expected] of table) {
    test(name, () => {
      const node = valueAt(parseYaml(text).roots[0], ...path);
      assert.equal(node && text.slice(node.start, node.end), expected);
    });
  }
  test("an object ends with its alias, wherever that leads", () => {
    const text = "x: &x 1\na: { b: *x }\nc:\n  d: *x\n";
    const [root] = parseYaml(text).roots;
    const c = valueAt(root, "c") as Node;
    assert.equal(text.slice(c.start, c.end), "d: *x");
  });
});

describe("one mistake is one problem, in plain words:", () => {
  const indented = "This line is indented differently from the others of its object or list";
  const table: [string, ...[string, string?][]][] = [
    ["a:\n\tb: 1\n", ["\t: A tab indents this line; YAML takes only spaces", "a:\n  b: 1\n"]],
    ["a:1\nb: 2\n", ["a:1: A space is missing after the colon", "a: 1\nb: 2\n"]],
    ["name\nconfig: 1\n", ["name: A colon is missing after `name`"]],
    ["a: b: c\n", ["b: c: A colon and a space make a second key on this line; put the value in quotes", 'a: "b: c"\n']],
    ["a: @b # c\n", ["@b: A value cannot start with `@`; put it in quotes", 'a: "@b" # c\n']],
    ["a: `b`\n", ["`b`: A value cannot start with a backtick; put it in quotes", 'a: "`b`"\n']],
    [
      "a: {{secrets/b/c}} # d\n",
      ["{{secrets/b/c}}: To YAML this is an object; a reference in braces needs quotes", 'a: "{{secrets/b/c}}" # d\n'],
    ],
    ["a: {{b}}/c\n", ["/c: `/c` cannot follow here; the value before it is complete", 'a: "{{b}}/c"\n']],
    [
      'a: "C:\\dir"\n',
      ["\\d: Not an escape sequence; in double quotes a backslash itself is written `\\\\`", 'a: "C:\\\\dir"\n'],
    ],
    ["a:\n  b: 1\n   c: 2\n", [`c: 2: ${indented}`]],
    ["a:\n    b: 1\n  c: 2\n", [`c: 2: ${indented}`]],
    ["a:\n  - b\n - c\n", [`- c: ${indented}`]],
    ["a: [b, c\nd: 1\n", ["[: This `[` is not closed; a `]` is missing, or the lines up to it are not indented"]],
    ['a: "b\nc: 1\n', ['"b: A string is not closed with `"`']],
    ["a: - b\n", ["-: A list starts on the line below its key"]],
    ["a: [b, c]]\n", ["]: `]` closes nothing"]],
    ["a: [b,,c]\n", [",: A value is missing before this comma"]],
    ['a: "b"#c\n', ["#c: A space is missing before the comment", 'a: "b" #c\n']],
    ["a: 'it's'\n", ["s': `s'` cannot follow here; the value before it is complete"]],
    ["a: *b\n", ["*b: `*b` has no anchor `&b` above it"]],
    ["a: &b [*b]\n", ["*b: `*b` stands within what it refers to"]],
    ["<<: 1\n", ["<<: `<<` takes in objects only"]],
    ["? [a]\n: b\n", ["[a]: A key has to be plain text; a list or an object cannot be one"]],
    [": b\n", [":: A key is missing before the colon"]],
    ["a: 1\nb: 2\na: 3\n", ["a: `a` stands twice here; only the last one counts"]],
    [
      "a: [b\n---\nc: d: e\n",
      ["[: This `[` is not closed; a `]` is missing, or the lines up to it are not indented"],
      ["d: e: A colon and a space make a second key on this line; put the value in quotes"],
    ],
    ["", [": The file is empty; an endpoint config starts with its `name` and `config`"]],
    ["# nothing\n", ["# nothing\n: The file is empty; an endpoint config starts with its `name` and `config`"]],
  ];
  for (const [text, ...problems] of table) test(JSON.stringify(text), () => check(text, undefined, ...problems));
});

describe("a text that is too much is refused with a finding:", () => {
  const deep = /Nested more than 200 levels deep; no endpoint config is$/;
  const table: [string, string, RegExp][] = [
    ["brackets", "[".repeat(100_000), deep],
    ["dashes on a line", `${"- ".repeat(100_000)}a`, deep],
    ["keys on a line", "a: ".repeat(100_000), deep],
    ["keys in braces", `{${"a: ".repeat(100_000)}}`, deep],
    ["question marks", "? ".repeat(100_000), deep],
    ["indentation", Array.from({ length: 2_000 }, (_, i) => `${" ".repeat(i)}a:\n`).join(""), deep],
    [
      "aliases in a chain",
      `a0: &a0 []\n${Array.from({ length: 300 }, (_, i) => `a${i + 1}: &a${i + 1} [*a${i}]\n`).join("")}`,
      deep,
    ],
    [
      "an alias bomb",
      `a0: &a0 [x]\n${Array.from({ length: 9 }, (_, i) => `a${i + 1}: &a${i + 1} [${Array(9).fill(`*a${i}`)}]\n`).join("")}`,
      /aliases of this file repeat more than 100000 values; write them out$/,
    ],
  ];
  for (const [name, text, expected] of table) {
    test(name, () => {
      const problems = problemsOf(text);
      assert.equal(problems.length, 1);
      assert.match(problems[0]?.[0] ?? "", expected);
      assert.deepEqual(parseYaml(text).roots, []);
    });
  }
  test("200 levels are read, and brackets in strings are no levels", () => {
    assert.deepEqual(problemsOf(`a: ${"[".repeat(199)}${"]".repeat(199)}\n`), []);
    assert.deepEqual(problemsOf(Array.from({ length: 300 }, (_, i) => `a${i}: "["\n`).join("")), []);
  });
  test("a megabyte of anything is answered", () => {
    for (const piece of ["a ", "'", "# x\n", "- a\n", "\t", "%", "...\n", "\u0000", "[a, ", "a\n", "\\", "&a ", "*"]) {
      assert.ok(parseYaml(piece.repeat(1_000_000 / piece.length)));
    }
  });
});

describe("the short way for plain texts", () => {
  const text = `# a config
name: wines
config:
  served_entities: # all of them
    - name: red
      entity_version: "3"
      empty:

      'quoted': 'it''s'
    - { name: white, tags: [a, -1, 2.5, true, ~], map: {} }
  list:
  - - x
    - y: 1
  url: https://example.com/#top
tags: []
`;
  test("gives what the library gives", () => {
    assert.ok(parsePlainYaml(text));
    assert.deepEqual(parsePlainYaml(text), parseAnyYaml(text));
  });
  test("leaves to the library whatever is out of the ordinary", () => {
    for (const other of [
      "a: &b 1",
      "a: |\n  b",
      "a: b\n c",
      "a: {b: 1,\n c: 2}",
      "a: 1\n b: 2",
      "a: b: c",
      "a: 0x1",
      "a:\r\n",
      "a: b ? c",
      "---\na: 1",
    ])
      assert.equal(parsePlainYaml(other), undefined, other);
  });
});
