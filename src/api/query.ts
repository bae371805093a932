// Queries: one request, then the answer as it comes, whole or as server-sent events. It does not look inside them.
import { TimedOut } from "./errors.ts";
import { invocationsOf } from "./paths.ts";
import { requestIdOf } from "./refusal.ts";
import { readEvents, stoppable } from "./stream.ts";
import type { Transport } from "./transport.ts";
import type { CallOptions, QueryEvent, QueryTarget } from "./types.ts";

/** Sends nothing before it is iterated, and sends anew for each iteration. Leaving the loop ends the request. */
export function query(
  wire: Transport,
  target: QueryTarget,
  body: unknown,
  { signal }: CallOptions = {},
): AsyncIterable<QueryEvent> {
  return stoppable((end) => limited(wire, target, body, end, signal));
}

/** Ends the exchange when the caller's signal or the time limit says so. */
async function* limited(
  wire: Transport,
  target: QueryTarget,
  body: unknown,
  end: AbortController,
  outer: AbortSignal | undefined,
): AsyncGenerator<QueryEvent[], void> {
  const path = invocationsOf(target);
  const give_up = () => end.abort(outer?.reason);
  const limit = wire.timeouts.query;
  const late = () => end.abort(new TimedOut(`${wire.host} did not answer within ${(limit ?? 0) / 1000} s`, `POST ${path}`));
  const timer = limit === undefined ? undefined : setTimeout(late, limit);
  if (outer?.aborted) give_up();
  outer?.addEventListener("abort", give_up);
  try {
    yield* exchange(wire, path, body, end.signal);
  } finally {
    clearTimeout(timer);
    outer?.removeEventListener("abort", give_up);
  }
}

async function* exchange(
  wire: Transport,
  path: string,
  body: unknown,
  signal: AbortSignal,
): AsyncGenerator<QueryEvent[], void> {
  signal.throwIfAborted();
  const response = await wire.open(path, body, signal);
  const head = headOf(response);
  yield [head];
  try {
    if (!head.streaming || response.body === null) {
      yield [{ kind: "data", text: await response.text() }];
      return;
    }
    for await (const texts of readEvents(response.body)) {
      signal.throwIfAborted();
      yield texts.map((text) => ({ kind: "data", text }));
    }
  } catch (cause) {
    signal.throwIfAborted();
    throw wire.interrupted(path, cause);
  }
}

function headOf(response: Response): Extract<QueryEvent, { kind: "head" }> {
  const { status, headers } = response;
  const servedEntity = headers.get("served-model-name");
  const requestId = requestIdOf(headers);
  return {
    kind: "head",
    status,
    // Only now and then somebody looks at all of them.
    get headers() {
      return Object.fromEntries(headers);
    },
    streaming: headers.get("content-type")?.startsWith("text/event-stream") ?? false,
    ...(servedEntity === null ? {} : { servedEntity }),
    ...(requestId === undefined ? {} : { requestId }),
  };
}
