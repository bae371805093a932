// Counts what each served entity answered, for the metrics route: the requests of the last minute and how long they
// took. It keeps a few numbers per entity, however many requests come.

export interface Traffic {
  /** Notes one answer and the milliseconds that it took to begin. */
  note(endpointId: string, servedEntity: string, status: number, milliseconds: number): void;
  of(endpointId: string, servedEntity: string): Counts;
}

export interface Counts {
  /** Of the last minute. */
  requests: number;
  clientErrors: number;
  serverErrors: number;
  /** Since the beginning, in milliseconds: how many answers took at most this long, the last one for all. */
  buckets: readonly { atMost: number; count: number }[];
  sum: number;
}

const BOUNDS = [1, 5, 10, 50, 100, 500, 1000, 5000, 10_000, Infinity];
const SECONDS = 60;

interface Tally {
  /** By second of the minute: which second it was, and what came in it. */
  seconds: { second: number; requests: number; clientErrors: number; serverErrors: number }[];
  counts: number[];
  sum: number;
}

export function createTraffic(now: () => number): Traffic {
  const tallies = new Map<string, Tally>();

  return {
    note(endpointId, servedEntity, status, milliseconds) {
      const key = `${endpointId}/${servedEntity}`;
      const tally = tallies.get(key) ?? emptyTally();
      tallies.set(key, tally);
      const second = Math.floor(now() / 1000);
      let slot = tally.seconds[second % SECONDS];
      if (slot?.second !== second) {
        slot = { second, requests: 0, clientErrors: 0, serverErrors: 0 };
        tally.seconds[second % SECONDS] = slot;
      }
      slot.requests += 1;
      if (status >= 500) slot.serverErrors += 1;
      else if (status >= 400) slot.clientErrors += 1;
      const bucket = BOUNDS.findIndex((bound) => milliseconds <= bound);
      tally.counts[bucket] = (tally.counts[bucket] ?? 0) + 1;
      tally.sum += milliseconds;
    },
    of(endpointId, servedEntity) {
      const { seconds, counts, sum } = tallies.get(`${endpointId}/${servedEntity}`) ?? emptyTally();
      const oldest = Math.floor(now() / 1000) - SECONDS;
      const recent = seconds.filter((slot) => slot !== undefined && slot.second > oldest);
      const total = (key: "requests" | "clientErrors" | "serverErrors") =>
        recent.reduce((all, slot) => all + slot[key], 0);
      let count = 0;
      const buckets = BOUNDS.map((atMost, index) => {
        count += counts[index] ?? 0;
        return { atMost, count };
      });
      return {
        requests: total("requests"),
        clientErrors: total("clientErrors"),
        serverErrors: total("serverErrors"),
        buckets,
        sum,
      };
    },
  };
}

function emptyTally(): Tally {
  return { seconds: [], counts: [], sum: 0 };
}
