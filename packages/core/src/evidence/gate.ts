import { round12 } from '../canonical.ts';
import type { Gate } from '../plan.ts';
import type { HeldOut, Verdict } from '../run/events.ts';
import { countPairs, differenceInterval, normalQuantile, probabilityBetter, signTest } from './paired.ts';

/** Scores of seed and best on one held-out item, or their comparison where only a judge can tell; null = could not be scored. */
export interface HeldOutPair {
  readonly seed: number | null;
  readonly best: number | null;
  /** In [0, 1], 0.5 = a tie. */
  readonly comparison: number | null;
}

/** Sums up a held-out comparison. @param confidence In (0, 1), of the interval. */
export function summarise(pairs: readonly HeldOutPair[], confidence: number): HeldOut {
  const scored = pairs.filter(({ comparison }) => comparison !== null);
  const count = countPairs(scored.map(({ comparison }) => comparison));
  const n = scored.length;
  // Without own scores the seed stands at one half, and the best set at its share of the comparisons.
  const mean = (of: (pair: HeldOutPair) => number): number =>
    n === 0 ? 0.5 : scored.reduce((sum, pair) => sum + of(pair), 0) / n;
  const seed = mean((pair) => pair.seed ?? 0.5);
  const best = mean((pair) => pair.best ?? pair.comparison ?? 0.5);
  const differences = scored.map((pair) => (pair.best ?? pair.comparison ?? 0.5) - (pair.seed ?? 0.5));
  // A preference differs from the seed's one half by one half at most.
  const isPreference = n > 0 && scored.every((pair) => pair.seed === null);
  const [low, high] = differenceInterval(differences, normalQuantile(confidence), isPreference ? 1 / 2 : 1);
  return {
    n,
    ...count,
    seed: round12(seed),
    best: round12(best),
    difference: round12(best - seed),
    interval: [round12(low), round12(high)],
    confidence: round12(confidence),
    p: round12(signTest(count)),
    excluded: pairs.length - n,
  };
}

/** What validation says (DESIGN §8): `majority` decides what is returned, the exact test what is claimed. */
export function decideGate(validation: HeldOut, unfit: string | null, { rule, confidence }: Gate): Verdict {
  if (unfit !== null) return 'seed-kept';
  if (validation.wins <= validation.losses) return 'no-gain';
  if (validation.p < 1 - confidence) return 'improved';
  return rule === 'majority' ? 'promising' : 'no-gain';
}

/**
 * How sure each of so many looks must be for all of them together to be as sure as was asked for: Bonferroni. Holds for the
 * exact test of a few counts, for looks at the same growing items, and where looks are left out, whatever the reason; a
 * group-sequential bound (Pocock 1977: 0.022 instead of 0.017 for three looks at 0.05) needs normal statistics and looks
 * at equal steps, which wins among ties are not.
 */
export const confidenceOfLook = (confidence: number, looks: number): number => 1 - (1 - confidence) / looks;

/** Below this chance of being better, more items are not worth their calls. */
const HOPELESS = 0.2;

/** Whether more items might decide: the test claims nothing yet, and the new prompts win, or lose by what may be chance. */
export function isUndecided({ wins, losses, p }: HeldOut, confidence: number): boolean {
  // Where no item differs at all, as many again will hardly show that half of them do.
  if (wins + losses === 0 || p < 1 - confidence) return false;
  return wins > losses || probabilityBetter(wins, losses) > HOPELESS;
}

/**
 * Batches of fresh items for looks after the first: each about as large as validation itself. Their sizes are fixed before
 * anything is seen: a test at a number of items that the outcome has chosen would not be exact.
 * @param looks At most, the first included.
 */
export function drawBatches<T>(spare: readonly T[], validation: number, looks: number): T[][] {
  const count = Math.min(looks - 1, Math.round(spare.length / Math.max(1, validation)));
  if (count <= 0) return [];
  const size = Math.ceil(Math.min(spare.length, count * validation) / count);
  return Array.from({ length: count }, (_, index) => spare.slice(index * size, (index + 1) * size));
}

/** Whether a verdict hands out the new prompts. */
export const returnsBest = (verdict: Verdict): boolean => verdict === 'improved' || verdict === 'promising';
