// Prints the milliseconds in which a fresh process loads a bundle, whose path is the argument, until it can be used.
import { createRequire } from "node:module";
import process from "node:process";

const start = performance.now();
createRequire(import.meta.url)(process.argv[2] ?? "");
console.log(performance.now() - start);
