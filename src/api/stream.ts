// The streaming half of a query: server-sent events as plain texts, and an iterable that can be stopped while it waits.
// It does not look inside the events. Many events arrive in one piece, so they travel in batches up to the last step:
// an `await` per event and layer would cost more than reading them.
import { createParser } from "eventsource-parser";

/**
 * The data of the events, in order, in batches as they arrive, up to `[DONE]`, which is the end and not an event.
 * Rejects where the body breaks off.
 */
export async function* readEvents(body: ReadableStream<Uint8Array>): AsyncGenerator<string[], void> {
  let arrived: string[] = [];
  let done = false;
  const parser = createParser({
    onEvent({ data }) {
      if (data === "[DONE]") done = true;
      if (!done) arrived.push(data);
    },
  });
  const decoder = new TextDecoder();
  for await (const bytes of body) {
    parser.feed(decoder.decode(bytes, { stream: true }));
    if (arrived.length > 0) yield arrived;
    if (done) return;
    arrived = [];
  }
  // A last event that nothing but the end of the body terminates.
  parser.feed("\n\n");
  yield arrived;
}

/**
 * The items of the batches, one by one. Its `return()` takes effect at once: a bare generator would first wait for the
 * `next()` under way, which in a silent stream never comes. `start` is called once per iteration, with the controller
 * of its end; once that is aborted, no item that is left over is handed out.
 */
export function stoppable<T>(start: (end: AbortController) => AsyncGenerator<T[], void>): AsyncIterable<T> {
  return {
    [Symbol.asyncIterator]() {
      const end = new AbortController();
      const { signal } = end;
      const batches = start(end);
      let batch: T[] = [];
      let at = 0;
      let stopped = false;
      let pulling: Promise<IteratorResult<T>> | undefined;

      async function pull(): Promise<IteratorResult<T>> {
        try {
          do {
            const { done, value } = await batches.next();
            if (done) return { done: true, value: undefined };
            batch = value;
            at = 0;
          } while (batch.length === 0);
          return take();
        } catch (error) {
          if (stopped) return { done: true, value: undefined };
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

      function next(): Promise<IteratorResult<T>> {
        if (pulling !== undefined) return pulling.then(next);
        if (at < batch.length && !signal.aborted) return Promise.resolve(take());
        pulling = pull();
        return pulling;
      }

      return {
        next,
        async return() {
          stopped = true;
          batch = [];
          const ended = batches.return();
          end.abort();
          // How it ended is of no interest any more: the stop itself makes it end with an error.
          await Promise.allSettled([ended]);
          return { done: true, value: undefined };
        },
      };
    },
  };
}
