// The streaming half of a query: server-sent events as plain texts, and an iterable that can be stopped while it waits.
// It does not look inside the events. Many events arrive in one piece, so they travel in batches up to the last step:
// an `await` per event and layer would cost more than reading them.
import { createParser } from "eventsource-parser";

/** The next items, at least one; undefined at the end. Not called again before it has resolved. */
export type More<T> = () => Promise<readonly T[] | undefined>;

/** Ends an iteration: its signal is for whatever the iteration waits for. */
export interface End {
  readonly signal: AbortSignal;
  readonly abort: (reason?: unknown) => void;
}

/**
 * The data of the events, in order, in batches as they arrive, up to `[DONE]`, which is the end and not an event.
 * Rejects where the body breaks off. `item` makes of each text what the caller wants.
 */
export function readEvents<T>(body: ReadableStream<Uint8Array>, item: (data: string) => T): More<T> {
  const reader = body.getReader();
  const decoder = new TextDecoder();
  let arrived: T[] = [];
  let ended = false;
  const parser = createParser({
    onEvent({ data }) {
      if (data === "[DONE]") ended = true;
      if (!ended) arrived.push(item(data));
    },
  });

  return async () => {
    arrived = [];
    while (!ended && arrived.length === 0) {
      const { done, value } = await reader.read();
      // A last event may be terminated by nothing but the end of the body.
      parser.feed(done ? "\n\n" : decoder.decode(value, { stream: true }));
      if (done) ended = true;
    }
    if (arrived.length > 0) return arrived;
    await reader.cancel();
    return undefined;
  };
}

/**
 * The items of the batches, one by one. Its `return()` takes effect at once, also while the next batch is awaited, which
 * in a silent stream never comes. `start` is called once per iteration, with its end; once that is aborted, no item that
 * is left over is handed out.
 */
export function stoppable<T>(start: (end: End) => More<T>): AsyncIterable<T> {
  return {
    [Symbol.asyncIterator]() {
      const controller = new AbortController();
      const more = start({ signal: controller.signal, abort });
      let batch: readonly T[] = [];
      let at = 0;
      let over = false;
      let pulling: Promise<IteratorResult<T>> | undefined;

      async function pull(): Promise<IteratorResult<T>> {
        try {
          const next = over ? undefined : await more();
          if (next === undefined || over) return finished();
          batch = next;
          at = 0;
          return take();
        } catch (error) {
          // A stop makes what was under way end with an error, which is of no interest any more.
          if (over) return finished();
          over = true;
          throw error;
        } finally {
          pulling = undefined;
        }
      }

      function take(): IteratorResult<T> {
        const value = batch[at] as T;
        at += 1;
        return { done: false, value };
      }

      function abort(reason?: unknown): void {
        batch = [];
        controller.abort(reason);
      }

      function finished(): IteratorResult<T> {
        over = true;
        return { done: true, value: undefined };
      }

      function next(): Promise<IteratorResult<T>> {
        if (pulling !== undefined) return pulling.then(next, next);
        if (at < batch.length) return Promise.resolve(take());
        pulling = pull();
        return pulling;
      }

      return {
        next,
        async return() {
          over = true;
          abort();
          await pulling;
          return finished();
        },
      };
    },
  };
}
