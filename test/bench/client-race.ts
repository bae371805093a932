// Runs contestants side by side: interleaved, so that the machine's moods hit all alike, in one process, and compared by
// medians.
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";

export interface Limit {
  readonly of: string;
  readonly than: string;
  readonly ratio: number;
}

/** Milliseconds of each contestant's median round. */
export async function race(
  rounds: number,
  contestants: Readonly<Record<string, () => Promise<unknown>>>,
): Promise<Record<string, number>> {
  const times = new Map(Object.keys(contestants).map((name) => [name, [] as number[]]));
  const entries = Object.entries(contestants);
  for (const [, run] of entries) await run();
  for (let round = 0; round < rounds; round += 1) {
    for (const [name, run] of round % 2 === 0 ? entries : entries.toReversed()) {
      const start = performance.now();
      await run();
      times.get(name)?.push(performance.now() - start);
    }
  }
  return Object.fromEntries([...times].map(([name, all]) => [name, median(all)]));
}

/** Prints what was measured and what is allowed; the process fails where a limit is broken. */
export function report(title: string, medians: Readonly<Record<string, number>>, limits: readonly Limit[]): void {
  console.log(title);
  for (const [name, milliseconds] of Object.entries(medians)) console.log(`  ${name}: ${milliseconds.toFixed(2)} ms`);
  for (const { of, than, ratio } of limits) {
    const measured = (medians[of] ?? Number.NaN) / (medians[than] ?? Number.NaN);
    const kept = measured <= ratio;
    console.log(`  ${of} / ${than}: ${measured.toFixed(3)}, at most ${ratio}: ${kept ? "kept" : "BROKEN"}`);
    if (!kept) process.exitCode = 1;
  }
}

/** Starts the server and runs `work` with its address. */
export async function withServer(work: (url: string) => Promise<void>): Promise<void> {
  const server: ChildProcess = spawn(process.execPath, [new URL("client-server.ts", import.meta.url).pathname], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  try {
    if (server.stdout === null) throw new Error("no output");
    const [line] = await once(server.stdout, "data");
    await work(String(line).trim());
  } finally {
    server.kill();
  }
}

function median(all: number[]): number {
  const sorted = all.toSorted((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
}
