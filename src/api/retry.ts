// When a call is tried again, and after how long. A read is repeated while the service is busy or the connection
// breaks; a write only where its request certainly did not arrive, for a repeated write may do its work twice.
import { Refused, TimedOut, Unreachable, Unreadable } from "./errors.ts";

const TRIES = 5;
/** A host that nobody listens on is rarely there a moment later: one more try, for machines that have just woken up. */
const TRIES_TO_CONNECT = 2;
const FIRST_PAUSE = 500;
/** Somebody is waiting for the answer: a service that asks for more than this gets its refusal shown instead. */
const LONGEST_PAUSE = 60_000;
const JITTER = 250;
/**
 * Busy or briefly away. The official SDK repeats 429 and 503 (databricks-sdk-go, apierr); 502 and 504 come from
 * gateways.
 */
const PASSING: ReadonlySet<number> = new Set([429, 502, 503, 504]);

/** Milliseconds until the next try, or undefined where `error` is final. `tries` counts those already made. */
export function retryPause(error: unknown, tries: number, kind: "read" | "write"): number | undefined {
  if (tries >= triesFor(error, kind)) return undefined;
  const asked = error instanceof Refused ? error.retryAfter : undefined;
  const pause = asked === undefined ? FIRST_PAUSE * 2 ** (tries - 1) : asked * 1000;
  return pause > LONGEST_PAUSE ? undefined : pause + Math.random() * JITTER;
}

function triesFor(error: unknown, kind: "read" | "write"): number {
  if ((error instanceof Unreachable || error instanceof TimedOut) && error.unsent) return TRIES_TO_CONNECT;
  return kind === "read" && isPassing(error) ? TRIES : 1;
}

function isPassing(error: unknown): boolean {
  if (error instanceof Refused) return PASSING.has(error.status);
  if (error instanceof Unreachable) return error.obstacle === "reset";
  return error instanceof Unreadable && error.oddity === "broken-off";
}
