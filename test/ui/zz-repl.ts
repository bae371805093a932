import { existsSync, readFileSync, unlinkSync, writeFileSync } from "node:fs";
import { readSeed } from "../../src/emulator/seed.ts";
import { openWindow } from "./host/window.ts";
import * as support from "./support.ts";

const seed = process.argv[2] ? readSeed(readFileSync(process.argv[2], "utf8")) : undefined;
const emu = await support.emulatedWorkspace(seed ? { seed } : {});
const opts = process.argv[3] ? JSON.parse(process.argv[3]) : {};
const window = await openWindow({
  theme: "Default Dark Modern",
  env: emu.env,
  settings: { "files.exclude": { "**/.vscode": true } },
  ...opts,
});
window.page.setDefaultTimeout(8000);
console.log("ready");
writeFileSync("/tmp/repl/ready", "");
const AsyncFunction = (async () => {}).constructor as any;
for (;;) {
  if (existsSync("/tmp/repl/cmd.js")) {
    const code = readFileSync("/tmp/repl/cmd.js", "utf8");
    unlinkSync("/tmp/repl/cmd.js");
    if (code.trim() === "quit") break;
    let out = "";
    const log = (...a: unknown[]) => {
      out += a.map((x) => (typeof x === "string" ? x : JSON.stringify(x, null, 1))).join(" ") + "\n";
    };
    try {
      await new AsyncFunction("w", "page", "emu", "s", "log", code)(window, window.page, emu, support, log);
    } catch (e) {
      log(String((e as any).stack ?? e));
    }
    writeFileSync("/tmp/repl/out.tmp", out);
    const { renameSync } = await import("node:fs");
    renameSync("/tmp/repl/out.tmp", "/tmp/repl/out");
  }
  await new Promise((r) => setTimeout(r, 100));
}
await window.close();
await emu[Symbol.asyncDispose]();
