// Queries: one request, then the answer as it comes, whole or as server-sent events. It does not look inside them.
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
  return stoppable((stopped) => exchange(wire, target, body, signal ? AbortSignal.any([signal, stopped]) : stopped));
}

async function* exchange(
  wire: Transport,
  target: QueryTarget,
  body: unknown,
  signal: AbortSignal,
): AsyncGenerator<QueryEvent, void> {
  const path = invocationsOf(target);
  const response = await wire.open(path, body, signal);
  const head = headOf(response);
  yield head;
  try {
    for await (const text of head.streaming && response.body ? readEvents(response.body) : [response.text()]) {
      signal.throwIfAborted();
      yield { kind: "data", text };
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
    headers: Object.fromEntries(headers),
    streaming: headers.get("content-type")?.startsWith("text/event-stream") ?? false,
    ...(servedEntity === null ? {} : { servedEntity }),
    ...(requestId === undefined ? {} : { requestId }),
  };
}
