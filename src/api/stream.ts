// The streaming half of a query: server-sent events as plain texts, and an iterable that can be stopped while it waits.
// It does not look inside the events.
import { createParser } from "eventsource-parser";

/**
 * The data of each event, in order, up to `[DONE]`, which is the end and not an event. Rejects where the body breaks
 * off.
 */
export async function* readEvents(body: ReadableStream<Uint8Array>): AsyncGenerator<string, void> {
  const arrived: string[] = [];
  const parser = createParser({ onEvent: ({ data }) => arrived.push(data) });
  const decoder = new TextDecoder();
  for await (const bytes of body) {
    parser.feed(decoder.decode(bytes, { stream: true }));
    for (const data of arrived.splice(0)) {
      if (data === "[DONE]") return;
      yield data;
    }
  }
  // A last event that nothing but the end of the body terminates.
  parser.feed("\n\n");
  yield* arrived.filter((data) => data !== "[DONE]");
}

/**
 * An iterable whose `return()` takes effect at once: a bare generator would first wait for the `next()` under way,
 * which in a silent stream never comes. `start` is called once per iteration, with the signal of its end.
 */
export function stoppable<T>(start: (stopped: AbortSignal) => AsyncGenerator<T, void>): AsyncIterable<T> {
  return {
    [Symbol.asyncIterator]() {
      const stop = new AbortController();
      const items = start(stop.signal);
      return {
        async next() {
          try {
            return await items.next();
          } catch (error) {
            if (stop.signal.aborted) return { done: true, value: undefined };
            throw error;
          }
        },
        async return() {
          const ended = items.return();
          stop.abort();
          // How it ended is of no interest any more: the stop itself makes it end with an error.
          await Promise.allSettled([ended]);
          return { done: true, value: undefined };
        },
      };
    },
  };
}
