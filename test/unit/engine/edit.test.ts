// Edits change what they say and nothing else: in both formats, in every layout, at every position.
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { applyTextEdits, type Edit, isInPlace, textEdits } from "../../../src/engine/edit.ts";
import { parseJson } from "../../../src/engine/parse-json.ts";
import { parseYaml } from "../../../src/engine/parse-yaml.ts";
import {
  type ArrayNode,
  type Document,
  entryOf,
  type Format,
  type Json,
  type Node,
  type ObjectNode,
  toJson,
  valueAt,
} from "../../../src/engine/tree.ts";

type Plan = (root: ObjectNode) => Edit[];

function parse(text: string, format: Format): Document {
  return format === "yaml" ? parseYaml(text) : parseJson(text, format);
}

/** The text after the edits; the rest of the file is checked on the way: order, ranges, no overlap. */
function edited(text: string, format: Format, plan: Plan): string {
  const document = parse(text, format);
  const [root] = document.roots;
  assert.ok(root?.kind === "object");
  const edits = textEdits(document, plan(root));
  for (const [i, edit] of edits.entries()) {
    assert.ok(edit.start <= edit.end && edit.end <= text.length);
    assert.ok(edit.start >= (edits[i - 1]?.end ?? 0), `edits overlap: ${JSON.stringify(edits)}`);
  }
  return applyTextEdits(text, edits);
}

function check(text: string, format: Format, plan: Plan, expected: string): void {
  assert.equal(edited(text, format, plan), expected);
}

const remove =
  (path: readonly string[], ...children: readonly (string | number)[]): Plan =>
  (root) =>
    children.map((child) => {
      const from = valueAt(root, ...path);
      if (typeof child === "string" && from?.kind === "object") {
        const entry = entryOf(from, child);
        assert.ok(entry);
        return { kind: "remove", from, child: entry };
      }
      assert.ok(from?.kind === "array" && typeof child === "number");
      const item = from.items[child];
      assert.ok(item);
      return { kind: "remove", from, child: item };
    });

const replace =
  (path: readonly (string | number)[], value: Json): Plan =>
  (root) => {
    const node = valueAt(root, ...path);
    assert.ok(node);
    return [{ kind: "replace", node, value }];
  };

const rename =
  (path: readonly string[], key: string, to: string): Plan =>
  (root) => {
    const entry = entryOf(valueAt(root, ...path), key);
    assert.ok(entry);
    return [{ kind: "rename", key: entry.key, to }];
  };

const insert =
  (path: readonly (string | number)[], value: Json, key?: string): Plan =>
  (root) => {
    const into = valueAt(root, ...path);
    if (key !== undefined && into?.kind === "object") return [{ kind: "insert", into, key, value }];
    assert.ok(into?.kind === "array");
    return [{ kind: "insert", into, value }];
  };

const both =
  (...plans: readonly Plan[]): Plan =>
  (root) =>
    plans.flatMap((plan) => plan(root));

describe("in JSON", () => {
  const table: [string, string, Plan, string][] = [
    ["a value on one line", '{"a": 1, "b": 2}', replace(["a"], "x"), '{"a": "x", "b": 2}'],
    ["a value by an object, in a file of one line", '{"a": 1}', replace(["a"], { b: 2 }), '{"a": { "b": 2 }}'],
    [
      "a value by an object, indented as the file is",
      '{\n\t"a": 1\n}',
      replace(["a"], { b: [2] }),
      '{\n\t"a": {\n\t\t"b": [\n\t\t\t2\n\t\t]\n\t}\n}',
    ],
    ["a key", '{ "a" : 1 }', rename([], "a", "b"), '{ "b" : 1 }'],
    ["the first of a line", '{ "a": 1, "b": 2 }', remove([], "a"), '{ "b": 2 }'],
    ["the last of a line", '{ "a": 1, "b": 2 }', remove([], "b"), '{ "a": 1 }'],
    ["the middle of a line", "[1, 2, 3]".replace(/.*/, '{"l": [1, 2, 3]}'), remove(["l"], 1), '{"l": [1, 3]}'],
    ["neighbours at the end", '{"l": [1, 2, 3]}', remove(["l"], 1, 2), '{"l": [1]}'],
    ["all", '{"l": [1, 2, 3]}', remove(["l"], 0, 1, 2), '{"l": []}'],
    ["the only one", '{"l": [ 1 ]}', remove(["l"], 0), '{"l": []}'],
    ["the only one, over lines", '{\n  "a": 1\n}\n', remove([], "a"), "{}\n"],
    [
      "a line with its comment",
      '{\n  // first\n  "a": 1, // one\n  // second\n  "b": 2 // two\n}',
      remove([], "a"),
      '{\n  // first\n  // second\n  "b": 2 // two\n}',
    ],
    [
      "the last line, and the comma before it",
      '{\n  "a": 1, // one\n  /* second */\n  "b": 2 // two\n}',
      remove([], "b"),
      '{\n  "a": 1 // one\n  /* second */\n}',
    ],
    ["a line of a file with CRLF", '{\r\n  "a": 1,\r\n  "b": 2\r\n}\r\n', remove([], "b"), '{\r\n  "a": 1\r\n}\r\n'],
    ["the last of two on a line", '{ "a": 1, "b": 2,\n  "c": 3 }', remove([], "b"), '{ "a": 1,\n  "c": 3 }'],
    ["insert on a line", '{"a":1}', insert([], 2, "b"), '{"a":1, "b":2}'],
    ["insert into nothing", '{"a": {}}', insert(["a"], 2, "b"), '{"a": { "b": 2 }}'],
    ["insert into a comment", '{"a": [ /* none */ ]}', insert(["a"], 2), '{"a": [ /* none */  2 ]}'],
    [
      "insert a line behind a comment",
      '{\n  "a": 1 // one\n}',
      insert([], { c: 2 }, "b"),
      '{\n  "a": 1, // one\n  "b": {\n    "c": 2\n  }\n}',
    ],
    ["insert behind a trailing comma", '{\n  "a": 1,\n}', insert([], 2, "b"), '{\n  "a": 1,\n  "b": 2\n}'],
    ["insert with CRLF", '{\r\n  "a": 1\r\n}', insert([], 2, "b"), '{\r\n  "a": 1,\r\n  "b": 2\r\n}'],
    [
      "remove and insert in one object",
      '{\n  "a": 1,\n  "b": 2\n}',
      both(remove([], "b"), insert([], 3, "c")),
      '{\n  "a": 1,\n  "c": 3\n}',
    ],
    ["remove the only one and insert", '{"a": 1}', both(remove([], "a"), insert([], 3, "c")), '{ "c": 3 }'],
    ["two insertions", '{"a": 1}', both(insert([], 2, "b"), insert([], 3, "c")), '{"a": 1, "b": 2, "c": 3}'],
  ];
  for (const [name, text, plan, expected] of table) test(name, () => check(text, "jsonc", plan, expected));
});

describe("in YAML", () => {
  const table: [string, string, Plan, string][] = [
    ["a value keeps its comment", "a: 1 # one\nb: 2\n", replace(["a"], 3), "a: 3 # one\nb: 2\n"],
    [
      "a value keeps its quotes",
      "a: 'x'\nb: \"y\"\n",
      both(replace(["a"], "it's"), replace(["b"], "z")),
      "a: 'it''s'\nb: \"z\"\n",
    ],
    ["a value gets the quotes it needs", "a: x\n", replace(["a"], "yes"), 'a: "yes"\n'],
    ["an empty value", "a:\nb:  # two\n", both(replace(["a"], 1), replace(["b"], 2)), "a: 1\nb: 2  # two\n"],
    ["a block scalar", "a: |\n  one\n  two\n\nb: 2\n", replace(["a"], "x"), "a: x\n\nb: 2\n"],
    ["a block by a list", "a:\n  b: 1\n", replace(["a"], [{ b: 1, c: 2 }]), "a:\n  - b: 1\n    c: 2\n"],
    ["a value by an object", "a: 1\n", replace(["a"], { b: 1 }), "a: { b: 1 }\n"],
    ["a key", "a: 1\n'b': 2\n", both(rename([], "a", "c"), rename([], "b", "d")), "c: 1\n'd': 2\n"],
    ["the first line", "a: 1 # one\n# second\nb: 2\n", remove([], "a"), "# second\nb: 2\n"],
    ["the last line", "a: 1\n# second\nb: 2 # two\n", remove([], "b"), "a: 1\n# second\n"],
    ["a line in the middle", "a: 1\n\nb:\n  c: 2\n\nd: 3", remove([], "b"), "a: 1\n\n\nd: 3"],
    ["the first two lines", "a: 1\nb: 2\nc: 3\n", remove([], "a", "b"), "c: 3\n"],
    ["the last two lines", "a: 1\nb: 2\nc: 3\n", remove([], "b", "c"), "a: 1\n"],
    ["a line of a file with CRLF", "a: 1\r\nb: 2\r\nc: 3\r\n", remove([], "b"), "a: 1\r\nc: 3\r\n"],
    ["the only entry", "a:\n  b: 1\nc: 2\n", remove(["a"], "b"), "a: {}\nc: 2\n"],
    ["the only item", "a:\n  - b: 1 # one\nc: 2\n", remove(["a"], 0), "a: [] # one\nc: 2\n"],
    ["an item with its dash", "a:\n  - b: 1\n    c: 2\n  - d\n", remove(["a"], 0), "a:\n  - d\n"],
    [
      "an item with its anchor and tag",
      "a:\n  - x\n  - &b !t\n    c: 2\n  - d\n",
      remove(["a"], 1),
      "a:\n  - x\n  - d\n",
    ],
    ["the last item", "a:\n- b\n- c: 1\n  d: 2\ne: 3\n", remove(["a"], 1), "a:\n- b\ne: 3\n"],
    ["an empty item", "a:\n- b\n-\n- c\n", remove(["a"], 1), "a:\n- b\n- c\n"],
    [
      "the first key of an item: the next one moves up",
      "a:\n  - b: 1\n    c: 2\n    d: 3\n",
      (root) => remove([], "b")(valueAt(root, "a", 0) as ObjectNode),
      "a:\n  - c: 2\n    d: 3\n",
    ],
    [
      "the first two keys of an item",
      "a:\n  - b: 1\n    c: 2\n    d: 3\n",
      (root) => remove([], "b", "c")(valueAt(root, "a", 0) as ObjectNode),
      "a:\n  - d: 3\n",
    ],
    [
      "the first key of an item before a comment",
      "a:\n  - b: 1\n    # about c\n    c: 2\n",
      (root) => remove([], "b")(valueAt(root, "a", 0) as ObjectNode),
      "a:\n  - # about c\n    c: 2\n",
    ],
    [
      "the first item of a list in a list",
      "a:\n  - - b\n    - c\n",
      (root) => [{ kind: "remove", from: valueAt(root, "a", 0) as ArrayNode, child: valueAt(root, "a", 0, 0) as Node }],
      "a:\n  - - c\n",
    ],
    ["of a flow map", "a: { b: 1, c: 2 } # x\n", remove(["a"], "c"), "a: { b: 1 } # x\n"],
    ["an alias of a flow list", "x: &x 1\na: [ *x, 2 ]\n", remove(["a"], 0), "x: &x 1\na: [ 2 ]\n"],
    ["beside a merge", "x: &x { b: 1 }\na:\n  <<: *x\n  c: 2\n", remove(["a"], "c"), "x: &x { b: 1 }\na:\n  <<: *x\n"],
    [
      "insert beside a merge",
      "x: &x { b: 1 }\na:\n  <<: *x\n",
      insert(["a"], 2, "b"),
      "x: &x { b: 1 }\na:\n  <<: *x\n  b: 2\n",
    ],
    [
      "insert into a flow map with a merge",
      "x: &x { b: 1 }\na: { <<: *x }\n",
      insert(["a"], 2, "c"),
      "x: &x { b: 1 }\na: { <<: *x, c: 2 }\n",
    ],
    [
      "insert an entry behind a comment",
      "a:\n  b: 1 # one\n# end\n",
      insert(["a"], { d: [1] }, "c"),
      "a:\n  b: 1 # one\n  c:\n    d:\n      - 1\n# end\n",
    ],
    ["insert an item", "a:\n- b: 1\n", insert(["a"], { b: 2, c: 3 }), "a:\n- b: 1\n- b: 2\n  c: 3\n"],
    ["insert into an item", "a:\n  - b: 1\n  - b: 2\n", insert(["a", 0], 3, "c"), "a:\n  - b: 1\n    c: 3\n  - b: 2\n"],
    ["insert into a list in a list", "a:\n  - - b\n", insert(["a", 0], "c"), "a:\n  - - b\n    - c\n"],
    ["insert at the end of a file without a line break", "a: 1", insert([], 2, "b"), "a: 1\nb: 2"],
    [
      "insert with CRLF",
      "a: 1\r\nb:\r\n- c\r\n",
      insert(["b"], { d: 1, e: 2 }),
      "a: 1\r\nb:\r\n- c\r\n- d: 1\r\n  e: 2\r\n",
    ],
    [
      "insert behind a block scalar",
      "a:\n  b: |\n    x\n\nc: 1\n",
      insert(["a"], 2, "d"),
      "a:\n  b: |\n    x\n  d: 2\n\nc: 1\n",
    ],
    [
      "insert into nested blocks that end together",
      "a:\n  b:\n    c: 1\n",
      both(insert(["a"], 1, "d"), insert(["a", "b"], 2, "e")),
      "a:\n  b:\n    c: 1\n    e: 2\n  d: 1\n",
    ],
    ["insert into an empty flow map", "a: {}\n", insert(["a"], "x y", "b"), 'a: { b: "x y" }\n'],
    [
      "insert into a flow list over lines",
      "a: [\n  b, # one\n  c # two\n]\n",
      insert(["a"], "d"),
      "a: [\n  b, # one\n  c, # two\n  d\n]\n",
    ],
  ];
  for (const [name, text, plan, expected] of table) test(name, () => check(text, "yaml", plan, expected));
});

describe("at every position of every layout, edits give the value they should and leave the comments", () => {
  const jsonc = (items: readonly string[], [open, close]: readonly [string, string]) => [
    `{"t": ${open}${items.join(", ")}${close}, "z": 0}`,
    `{\n  "t": ${open}\n${items.map((item, i) => `    // before ${i}\n    ${item}${i < items.length - 1 ? "," : ""} // at ${i}`).join("\n")}\n    // end\n  ${close}, "z": 0\n}\n`,
    `{ "t":\n${open} /* a */ ${items.join(" /* b */ , ")} /* c */ ${close}, "z": 0 }`,
  ];
  const yaml = (items: readonly string[], [open, close]: readonly [string, string], dash: string) => [
    `t: ${open}${items.join(", ")}${close}\nz: 0\n`,
    `t: ${open}\n${items.map((item, i) => `    # before ${i}\n    ${item}${i < items.length - 1 ? "," : ""} # at ${i}`).join("\n")}\n    # end\n  ${close}\nz: 0\n`,
    `t:\n${items.map((item, i) => `  # before ${i}\n  ${dash}${item} # at ${i}`).join("\n")}\n  # end\nz: 0\n`,
    `t:\n${items.map((item) => `${dash === "" ? "  " : ""}${dash}${item}`).join("\n\n")}\nz: 0`,
    `z: 0\nt: # head\n    ${items.map((item) => `${dash}${item}`).join("\n    ")}`,
  ];
  const commentsOf = (text: string, gone: readonly number[]) =>
    (text.match(/(?:\/\/|#) (?:before \d|at \d|end|head)/g) ?? []).filter(
      (comment) => !gone.some((i) => comment.endsWith(`at ${i}`)),
    );

  for (const count of [1, 2, 3]) {
    for (const kind of ["object", "array"] as const) {
      const values = Array.from({ length: count }, (_, i) => ({ v: i }));
      const key = (i: number) => `k${i}`;
      const layouts = [
        ...jsonc(
          values.map((value, i) => `${kind === "object" ? `"${key(i)}": ` : ""}${JSON.stringify(value)}`),
          kind === "object" ? ["{", "}"] : ["[", "]"],
        ).map((text) => ({ text, format: "jsonc" as const })),
        ...yaml(
          values.map((_, i) => `${kind === "object" ? `${key(i)}: ` : ""}{ v: ${i} }`),
          kind === "object" ? ["{", "}"] : ["[", "]"],
          kind === "object" ? "" : "- ",
        ).map((text) => ({ text, format: "yaml" as const })),
      ];
      const expected = (edit: (target: [string, Json][]) => [string, Json][]): Json => {
        const result = edit(values.map((value, i) => [key(i), value]));
        return { t: kind === "object" ? Object.fromEntries(result) : result.map(([, value]) => value), z: 0 };
      };
      const plans: [string, Plan, Json, readonly number[]][] = [
        ...values.flatMap((_, i): [string, Plan, Json, readonly number[]][] => [
          [`remove ${i}`, remove(["t"], kind === "object" ? key(i) : i), expected((t) => t.toSpliced(i, 1)), [i]],
          [
            `replace ${i}`,
            replace(["t", kind === "object" ? key(i) : i], "new"),
            expected((t) => t.with(i, [key(i), "new"])),
            [],
          ],
          [
            `remove ${i} and insert`,
            both(
              remove(["t"], kind === "object" ? key(i) : i),
              insert(["t"], [1], kind === "object" ? "new" : undefined),
            ),
            expected((t) => [...t.toSpliced(i, 1), ["new", [1]]]),
            [i],
          ],
        ]),
        [
          "insert",
          insert(["t"], { n: "x" }, kind === "object" ? "new" : undefined),
          expected((t) => [...t, ["new", { n: "x" }]]),
          [],
        ],
      ];
      for (const [i, { text, format }] of layouts
        .flatMap((layout) => [layout, { ...layout, text: layout.text.replaceAll("\n", "\r\n") }])
        .entries()) {
        for (const [name, plan, value, gone] of plans) {
          test(`${name} of ${count} in ${format} ${kind}, layout ${i}`, () => {
            const result = edited(text, format, plan);
            const document = parse(result, format);
            assert.deepEqual(document.problems, [], result);
            assert.deepEqual(document.roots.map(toJson), [value], result);
            if (gone.length < count) assert.deepEqual(commentsOf(result, gone), commentsOf(text, gone), result);
            assert.equal(/(?<!\r)\n/.test(result), /(?<!\r)\n/.test(text), result);
          });
        }
      }
    }
  }
});

describe("what several places share is not edited in place:", () => {
  const text = `base: &base
  size: &size Smal
  name: x
one:
  <<: *base
  extra: 1
two: { size: *size }
`;
  const table: [string, Plan, boolean][] = [
    ["an inherited entry", (root) => remove(["one"], "size")(root), false],
    ["an inherited value", replace(["one", "size"], "Small"), false],
    ["a value that an alias repeats", replace(["two", "size"], "Small"), false],
    ["an object that is merged", insert(["base"], 1, "more"), false],
    ["the whole of it", remove([], "base"), false],
    ["an own entry beside a merge", remove(["one"], "extra"), true],
    ["an addition beside a merge, which overrides", insert(["one"], "Small", "size"), true],
    ["the alias itself with its key", remove(["two"], "size"), true],
  ];
  for (const [name, plan, expected] of table) {
    test(`${name}: ${expected ? "may" : "may not"}`, () => {
      const document = parse(text, "yaml");
      assert.equal(isInPlace(document, plan(document.roots[0] as ObjectNode)), expected);
    });
  }
});
