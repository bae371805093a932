// The emulator's invocations per second beside those of a bare node:http server. Run: node this file, once
// `npm run test:clients` has built and installed what it needs.
import { measureLoad } from "../clients/load.mjs";

console.log(JSON.stringify(await measureLoad({ seconds: 10, atLeast: 50_000 }), null, 1));
