// What an emulator consists of, put together: endpoints, clock and dice, limits, counters, faults.
import { foundationEndpoint } from "./control-plane/foundation-models.ts";
import { createRateLimits, type RateLimits } from "./data-plane/rate-limits.ts";
import { type Pick, splitter } from "./data-plane/split.ts";
import { createTraffic, type Traffic } from "./data-plane/traffic.ts";
import { createFaults, type Faults } from "./faults.ts";
import { ServiceError } from "./messages.ts";
import { type Seed, SeedError } from "./seed.ts";
import type { Endpoint } from "./workspace/endpoint.ts";
import { type Pace, type PaceOptions, paceOf } from "./workspace/pace.ts";
import { openStateFile } from "./workspace/state-file.ts";
import { createStore, planted, type Store } from "./workspace/store.ts";

export interface World {
  readonly store: Store;
  readonly seed: Seed;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
  readonly startedAt: number;
  /** From 0 up to 1. */
  readonly random: () => number;
  /** Who answers the next call, by the shares. */
  readonly pick: Pick;
  readonly pace: Pace;
  readonly limits: RateLimits;
  readonly traffic: Traffic;
  readonly faults: Faults;
  /** Resolves when what the store holds has been written down; at once where nothing is to be. */
  saved(): Promise<void>;
}

export interface WorldOptions extends PaceOptions {
  seed?: Seed;
  /** From 0 up to 1; shuffles the order in which a split is dealt out, and decides about failure rates. */
  random?: () => number;
  /** Milliseconds since the epoch. */
  now?: () => number;
  /** A file that keeps the endpoints over restarts. What it holds goes before the seed. */
  state?: string;
}

/**
 * Rejects with `SeedError` where the service would refuse an endpoint of the seed, and with `StateError` where the state
 * cannot be used.
 */
export async function createWorld(options: WorldOptions): Promise<World> {
  const { seed = { endpoints: [] }, random = Math.random, now = Date.now, state } = options;
  const file = state === undefined ? undefined : await openStateFile(state);
  const faults = createFaults();
  const pace = paceOf(options);
  const endpoints = file?.endpoints ?? seeded(seed, now());
  const store = createStore({ now, pace, deploymentFaults: faults.onDeployment, endpoints });
  const world: World = {
    store,
    seed,
    now,
    startedAt: now(),
    random,
    pick: splitter(random),
    pace,
    limits: createRateLimits(now),
    traffic: createTraffic(now),
    faults,
    saved: async () => file?.save(() => store.list()),
  };
  await world.saved();
  return world;
}

function seeded({ endpoints, foundationModels = [] }: Seed, now: number): Endpoint[] {
  try {
    return [
      ...foundationModels.map((name) => foundationEndpoint(name, now)),
      ...endpoints.map((endpoint) => planted(endpoint, now)),
    ];
  } catch (error) {
    if (error instanceof ServiceError) throw new SeedError(`The seed was refused: ${error.message}`, { cause: error });
    throw error;
  }
}
