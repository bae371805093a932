// Measures the engine beside its peers in one process and prints a table; `npm run bench`. With BENCH_WRITE=1 the table
// also replaces the one in docs/performance.md. What is measured is named in that file.
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { cpus, tmpdir } from "node:os";
import { join } from "node:path";
import process from "node:process";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import { lint } from "../../src/engine/index.ts";
import { cleanSample, faultySample } from "./documents.ts";
import { inFreshProcess, interleaved, median } from "./measure.ts";
import { jsonLanguageService, parsers, strictSchema, yamlLanguageServer } from "./peers.ts";

interface Row {
  readonly name: string;
  readonly ours: string;
  readonly peer: string;
  readonly ratio: number;
  readonly limit: number;
}

const SIZES = [2, 50, 1000, 10_000];

/** Milliseconds for each pair at each size. */
const BUDGET = 3000;

const rows: Row[] = [];
await compareJson();
await compareYaml();
await compareGrowth();
await compareAllocation();
await compareLoading();
await report();

async function compareJson(): Promise<void> {
  const validate = await jsonLanguageService();
  for (const [kind, sample] of [
    ["", cleanSample],
    [" with mistakes", faultySample],
  ] as const) {
    for (const size of SIZES) {
      const { json } = sample(size);
      const name = `JSON, ${entities(size)}${kind}: lint / vscode-json-languageservice`;
      await compare(
        name,
        () => lint(json, "json"),
        () => validate(json),
        0.75,
      );
    }
  }
}

async function compareYaml(): Promise<void> {
  const validate = await yamlLanguageServer();
  const parse = parsers["yaml `parseDocument`"];
  for (const [kind, sample] of [
    ["", cleanSample],
    [" with mistakes", faultySample],
  ] as const) {
    for (const size of SIZES) {
      const { yaml } = sample(size);
      const name = `YAML, ${entities(size)}${kind}: lint`;
      await compare(
        `${name} / yaml \`parseDocument\``,
        () => lint(yaml, "yaml"),
        () => parse(yaml),
        1.25,
      );
      await compare(
        `${name} / yaml-language-server`,
        () => lint(yaml, "yaml"),
        () => validate(yaml),
        0.4,
      );
    }
  }
}

async function compare(name: string, ours: () => unknown, peer: () => unknown, limit: number): Promise<void> {
  const times = await interleaved(ours, peer, BUDGET);
  add({ name, ours: milliseconds(times.ours), peer: milliseconds(times.peer), ratio: times.ratio, limit });
}

/** The exponent e of time ~ size^e between 50 and 10,000 entities. */
async function compareGrowth(): Promise<void> {
  for (const [format, sample] of [
    ["json", cleanSample],
    ["json", faultySample],
    ["yaml", cleanSample],
    ["yaml", faultySample],
  ] as const) {
    const [small, large] = [50, 10_000].map((size) => sample(size)[format]);
    const lintOf = (text = "") => lint(text, format);
    const times = await interleaved(
      () => lintOf(large),
      () => lintOf(small),
      BUDGET,
    );
    const exponent = Math.log(times.ratio) / Math.log(10_000 / 50);
    const name = `Growth from 50 to 10,000 entities, ${format.toUpperCase()}${sample === faultySample ? " with mistakes" : ""}: exponent`;
    add({ name, ours: milliseconds(times.ours), peer: milliseconds(times.peer), ratio: exponent, limit: 1.1 });
  }
}

/** 6,800 entities make 2.7 MB of JSON. */
async function compareAllocation(): Promise<void> {
  const flags = ["--expose-gc", "--max-semi-space-size=1024", "--no-warnings"];
  const [ours, peer] = await Promise.all(
    ["lint", "parseTree"].map((task) => inFreshProcess("allocation.ts", [task, "6800"], flags)),
  );
  if (ours === undefined || peer === undefined) return;
  const name = "Bytes allocated, JSON of 2.7 MB: lint / jsonc-parser `parseTree`";
  const megabytes = (bytes: number) => `${Math.round(bytes / 1e6)} MB`;
  add({ name, ours: megabytes(ours), peer: megabytes(peer), ratio: ours / peer, limit: 6 });
}

/** The engine with its compiled schemas, and ajv that compiles one of them; both in one minified file. */
async function compareLoading(): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), "bench-"));
  try {
    const schema = JSON.stringify(await strictSchema());
    const compile = `import Ajv from "ajv"; module.exports = new Ajv({ strict: false, allErrors: true }).compile(${schema});`;
    const files = [
      await bundle(folder, "engine", 'export * from "./src/engine/index.ts";'),
      await bundle(folder, "ajv", compile),
    ];
    const times: number[][] = files.map(() => []);
    for (let round = 0; round < 21; round++) {
      for (const [i, file] of files.entries())
        times[i]?.push(await inFreshProcess("loading.ts", [file], ["--no-warnings"]));
    }
    const [ours = Number.NaN, peer = Number.NaN] = times.map(median);
    add({
      name: "Loading: the engine / ajv and one schema compiled",
      ours: milliseconds(ours),
      peer: milliseconds(peer),
      ratio: ours / peer,
      limit: 0.5,
    });
  } finally {
    await rm(folder, { recursive: true });
  }
}

async function bundle(folder: string, name: string, contents: string): Promise<string> {
  const outfile = join(folder, `${name}.cjs`);
  const resolveDir = fileURLToPath(new URL("../..", import.meta.url));
  await build({
    stdin: { contents, resolveDir },
    outfile,
    bundle: true,
    minify: true,
    platform: "node",
    format: "cjs",
    target: "node22",
    mainFields: ["module", "main"],
  });
  return outfile;
}

function add(row: Row): void {
  rows.push(row);
  console.log(cells(row).join("  |  "));
}

function cells({ name, ours, peer, ratio, limit }: Row): string[] {
  return [name, ours, peer, ratio.toFixed(2), String(limit), ratio <= limit ? "within" : "**over**"];
}

function entities(size: number): string {
  return `${size.toLocaleString("en")} entities`;
}

function milliseconds(time: number): string {
  return `${time < 10 ? time.toFixed(2) : Math.round(time)} ms`;
}

async function report(): Promise<void> {
  process.exitCode = rows.some(({ ratio, limit }) => !(ratio <= limit)) ? 1 : 0;
  if (process.env.BENCH_WRITE !== "1") return;
  const file = new URL("../../docs/performance.md", import.meta.url);
  const header = ["Case", "Ours", "Peer", "Ratio", "Limit", "Verdict"];
  const table = [header, header.map(() => "---"), ...rows.map(cells)].map((row) => `| ${row.join(" | ")} |`).join("\n");
  const [cpu] = cpus();
  const machine = `${cpu?.model.trim()}, ${cpus().length} cores, Node ${process.version}, ${new Date().toISOString().slice(0, 10)}`;
  const text = await readFile(file, "utf8");
  const written = text.replace(
    /(<!-- table -->\n)[\s\S]*(\n<!-- \/table -->)/,
    `$1\nMeasured on ${machine}.\n\n${table}\n$2`,
  );
  await writeFile(file, written);
}
