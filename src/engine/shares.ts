// Whole per cents that make 100: the one piece of arithmetic that checking, rebalancing and planning share.

/**
 * `total` divided into whole numbers in proportion to whole weights by largest remainder; the earlier one wins a tie.
 * A zero gets nothing, and weights that are all zero get nothing at all.
 */
export function apportion(total: number, weights: readonly number[]): number[] {
  const whole = weights.reduce((sum, weight) => sum + weight, 0);
  if (whole === 0) return weights.map(() => 0);
  const parts = weights.map((weight) => Math.floor((total * weight) / whole));
  const byRemainder = weights
    .map((weight, index) => ({ index, remainder: (total * weight) % whole }))
    .sort((a, b) => b.remainder - a.remainder || a.index - b.index);
  const left = total - parts.reduce((sum, part) => sum + part, 0);
  for (const { index } of byRemainder.slice(0, left)) parts[index] = (parts[index] ?? 0) + 1;
  return parts;
}

/** The weights as whole per cents that add up to exactly 100; an even split where all are zero. */
export function scaleTo100(weights: readonly number[]): number[] {
  const idle = weights.every((weight) => weight === 0);
  return apportion(100, idle ? weights.map(() => 1) : weights);
}
