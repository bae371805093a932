// Queries: one request, then the answer as it comes, whole or as server-sent events. It does not look inside them.
import { TimedOut } from "./errors.ts";
import { invocationsOf } from "./paths.ts";
import { requestIdOf } from "./refusal.ts";
import { type End, type More, readEvents, stoppable } from "./stream.ts";
import type { Opened, Transport } from "./transport.ts";
import type { CallOptions, QueryEvent, QueryHead, QueryTarget } from "./types.ts";

/** Sends nothing before it is iterated, and sends anew for each iteration. Leaving the loop ends the request. */
export function query(
  wire: Transport,
  target: QueryTarget,
  body: unknown,
  { signal }: CallOptions = {},
): AsyncIterable<QueryEvent> {
  return stoppable((end) => exchange(wire, target, body, end, signal));
}

/** The first step sends the request, the others read on. A plain answer comes in one piece, with its head. */
function exchange(
  wire: Transport,
  target: QueryTarget,
  body: unknown,
  end: End,
  outer: AbortSignal | undefined,
): More<QueryEvent> {
  const { signal } = end;
  let release: () => void = nothing;
  let more: More<QueryEvent> = begin;

  async function begin(): Promise<QueryEvent[]> {
    const path = invocationsOf(target);
    release = endToo(wire, path, end, outer);
    signal.throwIfAborted();
    const opened = await wire.open(path, body, signal);
    const { response } = opened;
    const head = headOf(opened);
    if (head.streaming && response.body !== null) {
      const events = readEvents(response.body, dataOf);
      more = () => wire.rest(path, events(), signal);
      return [head];
    }
    more = async () => undefined;
    return [head, dataOf(await wire.rest(path, response.text(), signal))];
  }

  return async () => {
    try {
      const batch = await more();
      if (batch === undefined) release();
      return batch;
    } catch (error) {
      release();
      throw error;
    }
  };
}

/** Lets the caller's signal and the time limit end it, too. The result takes that back. */
function endToo(wire: Transport, path: string, end: End, outer: AbortSignal | undefined): () => void {
  const { query: limit } = wire.timeouts;
  if (outer === undefined && limit === undefined) return nothing;
  const giveUp = () => end.abort(outer?.reason);
  const late = () =>
    end.abort(new TimedOut(`${wire.host} did not answer within ${Number(limit) / 1000} s`, `POST ${path}`));
  const timer = limit === undefined ? undefined : setTimeout(late, limit);
  const release = () => {
    clearTimeout(timer);
    outer?.removeEventListener("abort", giveUp);
  };
  if (outer?.aborted) giveUp();
  outer?.addEventListener("abort", giveUp);
  end.signal.addEventListener("abort", release);
  return release;
}

function nothing(): void {}

function dataOf(text: string): QueryEvent {
  return { kind: "data", text };
}

function headOf({ status, headers, type }: Opened): QueryHead {
  const head: QueryHead = {
    kind: "head",
    status,
    // Few look at all of them, and that is most of what a small query would cost beside the network.
    get headers() {
      return Object.fromEntries(headers);
    },
    streaming: type.startsWith("text/event-stream"),
  };
  const servedEntity = headers.get("served-model-name");
  if (servedEntity !== null) head.servedEntity = servedEntity;
  const requestId = requestIdOf(headers);
  if (requestId !== undefined) head.requestId = requestId;
  return head;
}
