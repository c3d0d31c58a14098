import { incompleteBeta, signTest } from './paired.ts';

/** The chance of proving a true gain that counts as able to prove it. */
export const POWER = 0.8;

/** A true gain: shares of items that get better and worse, both in [0, 1], together 1 at most. */
export interface Effect {
  readonly better: number;
  readonly worse: number;
}

/**
 * The chance that the exact sign test on so many items proves a true effect: the sum, over the numbers of items that differ,
 * of how likely that number is times the chance that enough of them are better.
 * @param confidence Of the two-sided test, in (0, 1).
 */
export function powerOf(items: number, { better, worse }: Effect, confidence: number): number {
  const differing = better + worse;
  if (differing === 0) return 0;
  const isProof = (wins: number, of: number): boolean =>
    signTest({ wins, losses: of - wins, ties: 0 }) < 1 - confidence;
  let power = 0;
  let needed = 0;
  for (let count = 1; count <= items; count++) {
    needed = Math.max(needed, Math.ceil((count + 1) / 2));
    while (needed <= count && !isProof(needed, count)) needed++;
    if (needed > count) continue;
    const chance = atLeast(count, items, differing) - atLeast(count + 1, items, differing);
    power += chance * atLeast(needed, count, better / differing);
  }
  return power;
}

/** P(X ≥ k) for X ~ Binomial(n, share): the incomplete beta function I_share(k, n − k + 1). */
const atLeast = (k: number, n: number, share: number): number => (k > n ? 0 : incompleteBeta(share, k, n - k + 1));

/**
 * The smallest gain that so many items are likely to prove, in [0, 1], to a tenth of a point; null if there is none.
 * @param worse Share of items that get worse all the same; 0 is the best case.
 */
export function detectableGain(items: number, confidence: number, worse = 0): number | null {
  const isProven = (gain: number): boolean => powerOf(items, { better: gain + worse, worse }, confidence) >= POWER;
  const steps = smallest(Math.floor(1000 * (1 - 2 * worse)), (step) => isProven(step / 1000));
  return steps === null ? null : steps / 1000;
}

/** More items than anybody has. */
const MOST_ITEMS = 20_000;

/** How many items are likely to prove a gain in (0, 1]; null if more than twenty thousand. @param worse As above. */
export const itemsToDetect = (gain: number, confidence: number, worse = 0): number | null =>
  gain + 2 * worse > 1
    ? null
    : smallest(MOST_ITEMS, (items) => powerOf(items, { better: gain + worse, worse }, confidence) >= POWER);

/** The smallest number from 1 to `most` that holds, where all after it hold; null if none does. Found by doubling: power costs more with more items. */
function smallest(most: number, holds: (value: number) => boolean): number | null {
  let high = Math.min(8, most);
  while (high < most && !holds(high)) high = Math.min(most, 2 * high);
  if (most < 1 || !holds(high)) return null;
  let low = 0;
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2);
    if (holds(middle)) high = middle;
    else low = middle;
  }
  return high;
}
