// Runs contestants side by side in one process, call by call in changing order, so that the machine's moods hit all
// alike, and compares their medians.
import { spawn } from "node:child_process";
import { once } from "node:events";

export interface Limit {
  readonly of: string;
  readonly than: string;
  readonly ratio: number;
}

/** Milliseconds of each contestant's median call; the first tenth of the rounds only warms up. */
export async function race(
  rounds: number,
  contestants: Readonly<Record<string, () => Promise<unknown>>>,
): Promise<Record<string, number>> {
  const entries = Object.entries(contestants).map(([name, run]) => ({ name, run, times: [] as number[] }));
  for (let round = 0; round < rounds; round += 1) {
    for (let turn = 0; turn < entries.length; turn += 1) {
      const entry = entries[(turn + round) % entries.length];
      const start = performance.now();
      await entry?.run();
      entry?.times.push(performance.now() - start);
    }
  }
  return Object.fromEntries(entries.map(({ name, times }) => [name, median(times.slice(rounds / 10))]));
}

/** Prints what was measured and what is allowed; the process fails where a limit is broken. */
export function report(title: string, medians: Readonly<Record<string, number>>, limits: readonly Limit[]): void {
  console.log(title);
  for (const [name, milliseconds] of Object.entries(medians)) console.log(`  ${name}: ${milliseconds.toFixed(3)} ms`);
  for (const { of, than, ratio } of limits) {
    const measured = (medians[of] ?? Number.NaN) / (medians[than] ?? Number.NaN);
    const kept = measured <= ratio;
    console.log(`  ${of} / ${than}: ${measured.toFixed(3)}, at most ${ratio}: ${kept ? "kept" : "BROKEN"}`);
    if (!kept) process.exitCode = 1;
  }
}

/** Starts the server and runs `work` with its address. */
export async function withServer(work: (url: string) => Promise<void>): Promise<void> {
  const script = new URL("client-server.ts", import.meta.url).pathname;
  const server = spawn(process.execPath, [script], { stdio: ["ignore", "pipe", "inherit"] });
  try {
    const [line] = await once(server.stdout, "data");
    await work(String(line).trim());
  } finally {
    server.kill();
  }
}

function median(all: number[]): number {
  return all.toSorted((a, b) => a - b)[Math.floor(all.length / 2)] ?? Number.NaN;
}
