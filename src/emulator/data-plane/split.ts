// Decides who answers a call to the endpoint as a whole. It looks at shares only, not at whether an entity can answer.
import type { Route } from "../../api/types.ts";

export type Pick = (routes: readonly Route[]) => string | undefined;

/**
 * A function that picks the name of a served entity by the shares of `routes`. It deals from a shuffled deck of 100
 * cards, so any 100 calls in a row from a new deck have exactly the configured shares while their order stays random.
 * The real service's way is not documented.
 */
export function splitter(random: () => number): Pick {
  const decks = new WeakMap<readonly Route[], string[]>();
  return (routes) => {
    const left = decks.get(routes);
    const deck = left === undefined || left.length === 0 ? shuffled(cards(routes), random) : left;
    decks.set(routes, deck);
    return deck.pop();
  };
}

/** Random numbers that are the same for the same `seed` (mulberry32), from 0 up to 1. */
export function dice(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

function cards(routes: readonly Route[]): string[] {
  return routes.flatMap(({ served_entity_name = "", traffic_percentage }) =>
    Array(traffic_percentage).fill(served_entity_name),
  );
}

/** Fisher and Yates' shuffle, in place. */
function shuffled(deck: string[], random: () => number): string[] {
  for (let last = deck.length - 1; last > 0; last -= 1) {
    const other = Math.floor(random() * (last + 1));
    [deck[last], deck[other]] = [deck[other] ?? "", deck[last] ?? ""];
  }
  return deck;
}
