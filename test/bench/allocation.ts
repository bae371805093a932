// Prints the bytes that one task allocates. To be run with room for all of them, so that nothing is collected meanwhile.
import process from "node:process";
import { parseTree } from "jsonc-parser";
import { lint } from "../../src/engine/index.ts";
import { cleanSample } from "./documents.ts";

const [task, entities] = process.argv.slice(2);
const { json } = cleanSample(Number(entities));
const run = task === "lint" ? () => lint(json, "json") : () => parseTree(json);
globalThis.gc?.();
const before = process.memoryUsage().heapUsed;
const result = run();
console.log(result === undefined ? Number.NaN : process.memoryUsage().heapUsed - before);
