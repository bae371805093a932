// Holds the table of ARCHITECTURE.md: which folder may import which, and which packages. Reads import specifiers only.
import assert from "node:assert/strict";
import { globSync, readFileSync } from "node:fs";
import { dirname, join, normalize } from "node:path";
import { test } from "node:test";
import { fileURLToPath } from "node:url";

interface Fence {
  /** Files of ours, as prefixes below src; a folder's own files need no mention. */
  ours: readonly string[];
  packages: readonly string[];
  node: boolean;
}

const API = ["api/types.ts", "api/errors.ts"];
const FENCES: Readonly<Record<string, Fence>> = {
  engine: { ours: ["../build/validators.js"], packages: ["jsonc-parser", "yaml"], node: false },
  api: { ours: [], packages: ["ini", "eventsource-parser", "oauth4webapi"], node: true },
  deploy: { ours: ["engine/index.ts", ...API], packages: [], node: false },
  query: { ours: ["engine/index.ts", "protocol.ts", ...API], packages: [], node: false },
  emulator: { ours: ["engine/index.ts", "api/types.ts"], packages: ["write-file-atomic"], node: true },
  "protocol.ts": { ours: ["query/payloads.ts", "query/sample.ts"], packages: [], node: false },
  panel: { ours: ["protocol.ts"], packages: ["jsonc-parser"], node: false },
  editor: {
    ours: [
      "engine/index.ts",
      "api/",
      "deploy/",
      "query/",
      "emulator/",
      "protocol.ts",
      "panel/chart-colour.ts",
      "panel/saved.ts",
      "../examples/seed.json",
    ],
    packages: ["vscode"],
    node: true,
  },
  "extension.ts": { ours: ["editor/"], packages: ["vscode"], node: false },
  cli: {
    ours: ["engine/index.ts", "api/", "deploy/", "query/", "emulator/", "../package.json"],
    // Of sarif only types exist.
    packages: ["undici", "picomatch", "sarif", "string-width", "write-file-atomic"],
    node: true,
  },
  "cli.ts": { ours: ["cli/", "../package.json"], packages: [], node: true },
};

const src = fileURLToPath(new URL("../../src/", import.meta.url));

const files = globSync("**/*.ts", { cwd: src });

function check(folder: string, fence: Fence): string[] {
  return files
    .filter((file) => folderOf(file) === folder)
    .flatMap((file) =>
      importsOf(file)
        .filter((specifier) => !allowed(file, folder, fence, specifier))
        .map((specifier) => `src/${file} imports ${specifier}`),
    );
}

function folderOf(file: string): string {
  return file.split("/")[0] ?? "";
}

function importsOf(file: string): string[] {
  const text = readFileSync(join(src, file), "utf8");
  const specifiers = [
    ...text.matchAll(/^(?:import|export)\b[^;]*?from "([^"]+)"|\bimport\("([^"]+)"|^import "([^"]+)"/gm),
  ];
  return specifiers.map(([, from, dynamic, bare]) => from ?? dynamic ?? bare ?? "");
}

function allowed(file: string, folder: string, fence: Fence, specifier: string): boolean {
  if (specifier.startsWith("node:")) return fence.node;
  if (!specifier.startsWith(".")) return fence.packages.includes(specifier);
  const target = normalize(join(dirname(file), specifier));
  return (
    target.split("/")[0] === folder ||
    fence.ours.some((prefix) => target === prefix || (prefix.endsWith("/") && target.startsWith(prefix)))
  );
}

test("every file of src stands in a folder of the table", () => {
  const strangers = files.filter((file) => FENCES[folderOf(file)] === undefined);
  assert.deepEqual(strangers, []);
});

for (const [folder, fence] of Object.entries(FENCES)) {
  test(`${folder} imports only what it may`, () => assert.deepEqual(check(folder, fence), []));
}

test("nothing escapes the type checker, swallows an error or holds state in a module", () => {
  const banned =
    /\bas any\b|: any[;,)\]=]|@ts-(?:ignore|expect-error|nocheck)|as unknown as|catch *(?:\(\w*\))? *\{ *\}|^let /m;
  const offenders = files.filter((file) => banned.test(readFileSync(join(src, file), "utf8")));
  assert.deepEqual(offenders, []);
});
