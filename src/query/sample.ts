// The split as it is observed: answers counted per served entity, and what share of the traffic they speak for. Plain
// arithmetic; it neither asks anybody nor judges whether a difference matters.

/** How many answers came from a served entity; the empty name stands for answers that named none. */
export interface Count {
  servedEntity: string;
  answers: number;
}

/** A count as a share of all answers, with its 95 % interval, in per cent. */
export interface Observed extends Count {
  share: number;
  low: number;
  high: number;
}

/** Answers per served entity, given who answered each; those of `known` come first and appear even with no answer. */
export function tally(answeredBy: Iterable<string>, known: readonly string[] = []): Count[] {
  const answers = new Map(known.map((name) => [name, 0]));
  for (const name of answeredBy) answers.set(name, (answers.get(name) ?? 0) + 1);
  return Array.from(answers, ([servedEntity, count]) => ({ servedEntity, answers: count }));
}

/** The share of each count; without any answer every share is 0 and every interval runs from 0 to 100. */
export function observe(counts: readonly Count[]): Observed[] {
  const total = counts.reduce((sum, { answers }) => sum + answers, 0);
  return counts.map((count) => {
    const share = total === 0 ? 0 : (100 * count.answers) / total;
    return { ...count, share, ...interval(count.answers, total) };
  });
}

/** The normal quantile of a two-sided 95 % interval. */
const z = 1.959964;

/**
 * Wilson's score interval, which unlike the plain normal one holds for few answers and for shares near 0 and 100.
 * https://www.itl.nist.gov/div898/handbook/prc/section2/prc241.htm
 */
function interval(answers: number, total: number): { low: number; high: number } {
  if (total === 0) return { low: 0, high: 100 };
  const share = answers / total;
  const centre = share + z ** 2 / (2 * total);
  const reach = z * Math.sqrt((share * (1 - share)) / total + z ** 2 / (4 * total ** 2));
  const scale = 100 / (1 + z ** 2 / total);
  return { low: Math.max(0, (centre - reach) * scale), high: Math.min(100, (centre + reach) * scale) };
}
