// When a read is tried again, and after how long. Writes never come here: a repeated write may do its work twice.
import { Refused } from "./errors.ts";

const TRIES = 5;
const FIRST_PAUSE = 500;
/** Somebody is waiting for the answer: a service that asks for more than this gets its refusal shown instead. */
const LONGEST_PAUSE = 60_000;
const JITTER = 250;
/**
 * Busy or briefly away. The official SDK repeats 429 and 503 (databricks-sdk-go, apierr); 502 and 504 come from
 * gateways.
 */
const PASSING = new Set([429, 502, 503, 504]);

/** Milliseconds until the next try, or undefined where `error` is final. `tries` counts those already made. */
export function retryPause(error: unknown, tries: number): number | undefined {
  if (!(error instanceof Refused) || !PASSING.has(error.status) || tries >= TRIES) return undefined;
  const pause = error.retryAfter === undefined ? FIRST_PAUSE * 2 ** (tries - 1) : error.retryAfter * 1000;
  return pause > LONGEST_PAUSE ? undefined : pause + Math.random() * JITTER;
}
