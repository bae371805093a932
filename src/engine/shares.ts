// Whole per cents that make 100: the one piece of arithmetic that checking, rebalancing and planning share.

/**
 * Scales whole or fractional weights to whole per cents that add up to exactly 100, in the same proportions as nearly as
 * whole numbers allow: the largest remainders get the units left over, the earlier one where two are equal. A zero
 * stays zero, except that all zeros give an even split. No weights give no shares.
 */
export function scaleTo100(weights: readonly number[]): number[] {
  const sum = weights.reduce((total, weight) => total + weight, 0);
  const exact = weights.map((weight) => (sum === 0 ? 100 / weights.length : (weight * 100) / sum));
  const shares = exact.map(Math.floor);
  const order = exact.map((share, i) => ({ i, remainder: share - Math.floor(share) })).sort((a, b) => b.remainder - a.remainder || a.i - b.i);
  let left = 100 - shares.reduce((total, share) => total + share, 0);
  for (const { i } of order) {
    if (left <= 0) break;
    shares[i] = (shares[i] ?? 0) + 1;
    left--;
  }
  return shares;
}
