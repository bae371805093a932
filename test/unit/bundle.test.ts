// What the editor loads: read from esbuild's metafile, so `npm run build` comes first.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";

const root = new URL("../../", import.meta.url);

function inputsOf(name: string): string[] {
  const { inputs } = JSON.parse(readFileSync(new URL(`build/meta-${name}.json`, root), "utf8"));
  return Object.keys(inputs);
}

for (const library of ["undici", "ajv"]) {
  test(`the extension's bundle holds no ${library}`, () => {
    assert.deepEqual(
      inputsOf("extension").filter((file) => file.includes(`node_modules/${library}/`)),
      [],
    );
  });
}

test("the extension's bundle holds the ES modules of jsonc-parser, whose other build breaks when bundled", () => {
  const jsonc = inputsOf("extension").filter((file) => file.includes("node_modules/jsonc-parser/"));
  assert.ok(jsonc.length > 0);
  assert.deepEqual(
    jsonc.filter((file) => !file.includes("/lib/esm/")),
    [],
  );
});

test("the panel's bundle stays clear of the extension's own code", () => {
  const ours = inputsOf("panel").filter((file) => file.startsWith("src/"));
  assert.deepEqual(
    ours.filter((file) => !/^src\/(?:panel\/|protocol\.ts|query\/)/.test(file)),
    [],
  );
});
