// Starts other programs and sees to it that none outlives us. Never goes through a shell, so paths may hold spaces.
import { spawn } from "node:child_process";
import { once } from "node:events";
import { constants } from "node:os";
import { basename } from "node:path";
import process from "node:process";

const signals = /** @type {const} */ (["SIGINT", "SIGTERM", "SIGHUP"]);

/** How long a program may take to end itself after SIGTERM before it is killed, in milliseconds. */
const grace = 5_000;

/**
 * Runs a program to its end, its output in ours. Resolves to the exit code: 1 if it was ended by a signal, or by us
 * because it took longer than `timeout` milliseconds.
 * @param {string} command @param {string[]} args
 * @param {{ cwd?: string, env?: NodeJS.ProcessEnv, timeout?: number }} [options]
 * @returns {Promise<number>}
 */
export async function exitCode(command, args, { timeout, ...options } = {}) {
  const child = spawn(command, args, { ...options, stdio: "inherit" });
  const timers = timeout === undefined ? [] : endLater(child, timeout);
  // Not killed: it may have started others, which it has to end.
  const end = () => child.kill("SIGTERM");
  process.once("exit", end);
  exitOnSignals();
  try {
    const [code] = await once(child, "exit");
    return code ?? 1;
  } finally {
    for (const timer of timers) clearTimeout(timer);
    process.off("exit", end);
  }
}

/**
 * Runs a program that has nothing to say unless it fails; returns its standard output.
 * Throws with everything it printed if it exits with another code than 0.
 * @param {string} command @param {string[]} args @param {import("node:child_process").SpawnOptions} [options]
 * @returns {Promise<string>}
 */
export async function output(command, args, options = {}) {
  const { child, end } = startGroup(command, args, { ...options, stdio: ["ignore", "pipe", "pipe"] });
  let out = "";
  let all = "";
  child.stdout?.setEncoding("utf8").on("data", (text) => {
    out += text;
    all += text;
  });
  child.stderr?.setEncoding("utf8").on("data", (text) => {
    all += text;
  });
  try {
    const [code] = await once(child, "close");
    if (code !== 0) throw new Error(`\`${basename(command)} ${args.join(" ")}\` failed (${code})\n${all}`);
    return out;
  } finally {
    await end();
  }
}

/**
 * Runs npm, the one that runs us if there is one: its own Node, because ours may be part of what npm replaces.
 * @param {string[]} args @param {import("node:child_process").SpawnOptions} [options]
 */
export function npm(args, options) {
  const cli = process.env.npm_execpath;
  if (cli !== undefined && basename(cli) === "npm-cli.js") {
    return output(process.env.npm_node_execpath ?? process.execPath, [cli, ...args], options);
  }
  return process.platform === "win32"
    ? output("cmd.exe", ["/d", "/c", "npm.cmd", ...args], options)
    : output("npm", args, options);
}

/**
 * Starts a program that runs beside us, in a process group of its own. `exited` resolves when it ends by itself or not;
 * `end` stops the whole group and waits for it; the group also ends whenever we do.
 * @param {string} command @param {string[]} args @param {import("node:child_process").SpawnOptions} options
 */
export function startGroup(command, args, options) {
  const child = spawn(command, args, { ...options, detached: process.platform !== "win32" });
  const exited = new Promise((resolve) => child.once("exit", resolve));
  const kill = () => signalGroup(child, "SIGKILL");
  // Before other exit listeners: they may remove the files that the group works in.
  process.prependOnceListener("exit", kill);
  exitOnSignals();
  return {
    child,
    exited,
    async end() {
      signalGroup(child, "SIGTERM");
      const timer = setTimeout(kill, grace);
      const started = child.pid !== undefined;
      if (started && child.exitCode === null && child.signalCode === null) await exited;
      clearTimeout(timer);
      kill();
      process.off("exit", kill);
    },
  };
}

/** Ends us with npm: the shell that it starts us through passes no signal on. */
export function endWithNpm() {
  const parent = process.ppid;
  if (process.env.npm_lifecycle_event === undefined) return;
  const timer = setInterval(() => {
    if (process.ppid !== parent) process.kill(process.pid, "SIGTERM");
  }, 500);
  timer.unref();
}

/** @param {import("node:child_process").ChildProcess} child @param {NodeJS.Signals} signal */
function signalGroup(child, signal) {
  if (child.pid === undefined) return;
  if (process.platform === "win32") {
    child.kill(signal);
    return;
  }
  try {
    process.kill(-child.pid, signal);
  } catch (error) {
    // ESRCH: everybody has left already.
    if (/** @type {NodeJS.ErrnoException} */ (error).code !== "ESRCH") throw error;
  }
}

function exitOnSignals() {
  for (const signal of signals) {
    if (!process.listeners(signal).includes(exitBecauseOf)) process.on(signal, exitBecauseOf);
  }
}

/** @param {NodeJS.Signals} signal */
function exitBecauseOf(signal) {
  process.exit(128 + constants.signals[signal]);
}

/** @param {import("node:child_process").ChildProcess} child @param {number} timeout */
function endLater(child, timeout) {
  return [setTimeout(() => child.kill("SIGTERM"), timeout), setTimeout(() => child.kill("SIGKILL"), timeout + grace)];
}
