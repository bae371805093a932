// Takes times: two or more tasks in turns, so that what else the machine does falls on all of them alike, and the median
// of each. Numbers that depend on a fresh process come from child processes.
import { execFile } from "node:child_process";
import process from "node:process";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";

export type Task = () => unknown;

/** Every task runs this many milliseconds before it is timed, so that what is timed has been compiled. */
const WARM_UP = 1000;

export interface Comparison {
  /** Median milliseconds of one call. */
  readonly ours: number;
  readonly peer: number;
  /** The median of the rounds' ratios: the two of a round meet the same machine. */
  readonly ratio: number;
}

/** Takes the times of both; `budget` milliseconds are spent on each, three rounds at least. */
export async function interleaved(ours: Task, peer: Task, budget: number): Promise<Comparison> {
  const tasks = [ours, peer];
  const once: number[] = [];
  for (const task of tasks) once.push(await warmedUp(task));
  // Short tasks are repeated within a round, so that the clock's grain does not matter.
  const repeats = once.map((time) => Math.max(1, Math.round(5 / time)));
  const rounds = Math.min(101, Math.max(3, Math.round(budget / Math.max(...once, 5))));
  const times = tasks.map((): number[] => []);
  for (let round = 0; round < rounds; round++) {
    for (const [i, task] of tasks.entries()) times[i]?.push(await timed(task, repeats[i] ?? 1));
  }
  const [a = [], b = []] = times;
  return { ours: median(a), peer: median(b), ratio: median(a.map((time, i) => time / (b[i] ?? Number.NaN))) };
}

/** The time of the last of its runs. */
async function warmedUp(task: Task): Promise<number> {
  const start = performance.now();
  let last = await timed(task, 1);
  while (performance.now() - start < WARM_UP) last = await timed(task, 1);
  return last;
}

async function timed(task: Task, repeats: number): Promise<number> {
  const start = performance.now();
  for (let i = 0; i < repeats; i++) await task();
  return (performance.now() - start) / repeats;
}

export function median(numbers: readonly number[]): number {
  return numbers.toSorted((a, b) => a - b)[Math.floor(numbers.length / 2)] ?? Number.NaN;
}

/** The number that a fresh process prints: `name` is a file of this folder. */
export async function inFreshProcess(name: string, args: readonly string[], flags: readonly string[]): Promise<number> {
  const file = fileURLToPath(new URL(name, import.meta.url));
  const { stdout } = await promisify(execFile)(process.execPath, [...flags, file, ...args]);
  return Number(stdout);
}
