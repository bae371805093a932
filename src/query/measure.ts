// Measures a split by asking the same thing many times and counting who answers. It asks through the function it is
// given and does not question the number of calls: whoever starts it has confirmed that.
import { Refused } from "../api/errors.ts";
import type { QueryEvent } from "../api/types.ts";
import { type Observed, observe, tally } from "./sample.ts";

/** Calls under way at once: 200 calls take 25 rounds. An endpoint that allows fewer answers 429, which ends the measurement. */
const concurrency = 8;

export interface Progress {
  /** Calls that have ended, with an answer or without. */
  done: number;
  /** Calls the service failed (5xx). */
  failures: number;
  counts: Observed[];
}

export interface Measurement {
  calls: number;
  /** Served entities that are listed even when none of the answers is theirs. */
  known: readonly string[];
  signal: AbortSignal;
  onProgress(progress: Progress): void;
}

/**
 * Asks `calls` times. A call that the service fails is counted and does not end the measurement, for one failing served
 * entity is worth seeing; a refusal (429 above all), a lost connection and the signal do.
 * Rejects with what `ask` rejected with, once no call is under way any more; what was counted has been reported by then.
 */
export async function measureSplit(
  ask: (signal: AbortSignal) => AsyncIterable<QueryEvent>,
  { calls, known, signal, onProgress }: Measurement,
): Promise<void> {
  const stop = new AbortController();
  const either = AbortSignal.any([signal, stop.signal]);
  const answeredBy: string[] = [];
  let started = 0;
  let failures = 0;

  async function caller(): Promise<void> {
    while (started < calls) {
      either.throwIfAborted();
      started += 1;
      try {
        answeredBy.push(await whoAnswers(ask(either)));
      } catch (error) {
        if (!(error instanceof Refused) || error.status < 500) throw error;
        failures += 1;
        if (answeredBy.length === 0 && failures >= Math.min(calls, concurrency)) throw error;
      }
      onProgress({ done: answeredBy.length + failures, failures, counts: observe(tally(answeredBy, known)) });
    }
  }

  const callers = Array.from({ length: Math.min(calls, concurrency) }, caller);
  try {
    await Promise.all(callers);
  } catch (error) {
    stop.abort();
    await Promise.allSettled(callers);
    throw error;
  }
  signal.throwIfAborted();
}

/** The served entity's name, or the empty name; the answer is read to its end, so that its connection can be used again. */
async function whoAnswers(events: AsyncIterable<QueryEvent>): Promise<string> {
  let name = "";
  for await (const event of events) if (event.kind === "head") name = event.servedEntity ?? "";
  return name;
}
