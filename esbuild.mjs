// Bundles what is shipped into dist/ and the in-editor tests into build/editor-tests/, with a metafile of each bundle in
// build/. Checks no types (tsc does) and compiles no schemas (scripts/build-schemas.mjs does, before this).
import { mkdir, rm, writeFile } from "node:fs/promises";
import process from "node:process";
import esbuild from "esbuild";

const production = process.argv.includes("--production");
const watch = process.argv.includes("--watch");

/** @type {esbuild.BuildOptions} */
const common = {
  bundle: true,
  metafile: true,
  minify: production,
  sourcemap: !production,
  sourcesContent: false,
  logLevel: "warning",
  absWorkingDir: import.meta.dirname,
};

/** @type {esbuild.BuildOptions} */
const node = {
  ...common,
  platform: "node",
  format: "cjs",
  target: "node22",
  // jsonc-parser's UMD build, which is its "main", requires files that no bundle holds.
  mainFields: ["module", "main"],
};

/** @type {Record<string, esbuild.BuildOptions>} */
const bundles = {
  // A library that asks for the browser's navigator would make VS Code log an error for the whole extension.
  extension: {
    ...node,
    entryPoints: ["src/extension.ts"],
    outdir: "dist",
    external: ["vscode"],
    define: { navigator: "undefined" },
  },
  cli: {
    ...node,
    target: "node20",
    entryPoints: ["src/cli.ts"],
    outdir: "dist",
    banner: { js: "#!/usr/bin/env node" },
  },
  panel: {
    ...common,
    entryPoints: ["src/panel/panel.ts", "src/panel/panel.css"],
    outdir: "dist",
    platform: "browser",
    format: "iife",
    target: "es2023",
  },
  "editor-tests": {
    ...node,
    entryPoints: ["test/editor/host/index.ts", "test/editor/*.test.ts"],
    outbase: "test/editor",
    outdir: "build/editor-tests",
    external: ["vscode", "mocha"],
    // build/ is a folder of ES modules.
    outExtension: { ".js": ".cjs" },
    minify: false,
    sourcemap: "inline",
  },
};

/** The names of the bundles to build; all if none is named. */
const named = process.argv.slice(2).filter((arg) => !arg.startsWith("--"));

/** @param {[string, esbuild.BuildOptions]} bundle */
async function build([name, options]) {
  const { metafile } = await esbuild.build(options);
  await writeFile(`build/meta-${name}.json`, JSON.stringify(metafile));
}

/** @param {[string, esbuild.BuildOptions]} bundle */
async function rebuildOnChange([name, options]) {
  const context = await esbuild.context({ ...options, logLevel: "info" });
  await context.watch();
  console.log(`watching ${name}`);
}

process.chdir(import.meta.dirname);
const chosen = Object.entries(bundles).filter(([name]) => named.length === 0 || named.includes(name));
await mkdir("build", { recursive: true });
if (named.length === 0)
  for (const folder of ["dist", "build/editor-tests"]) await rm(folder, { recursive: true, force: true });
await Promise.all(chosen.map(watch ? rebuildOnChange : build));
