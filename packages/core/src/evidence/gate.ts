import { round12 } from '../canonical.ts';
import type { Plan } from '../plan.ts';
import type { HeldOut, JudgeCounts, Verdict } from '../run/events.ts';
import { countPairs, differenceInterval, normalQuantile, signTest } from './paired.ts';

/** Fewer pairs with two clear looks say nothing about a judge. */
const ENOUGH_PAIRS = 10;
/** A coin flips with the order in half of its pairs, a good judge in a fifth (2606.13685). */
const MAX_FLIPS = 1 / 3;
const MAX_ABSTAINED = 1 / 2;

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
  const [low, high] = differenceInterval(differences, normalQuantile(confidence));
  return {
    n,
    ...count,
    seed: round12(seed),
    best: round12(best),
    difference: round12(best - seed),
    interval: [round12(low), round12(high)],
    p: round12(signTest(count)),
    excluded: pairs.length - n,
  };
}

/** The first judge that must not decide, with the reason; null if all are fit. */
export function unfitJudge(judges: Readonly<Record<string, JudgeCounts>>): string | null {
  for (const [model, { pairs, bothDecided, flips, abstained }] of Object.entries(judges)) {
    if (pairs >= ENOUGH_PAIRS && abstained > MAX_ABSTAINED * pairs)
      return `${model} gave no readable verdict in ${abstained} of ${pairs} pairs`;
    if (bothDecided >= ENOUGH_PAIRS && flips > MAX_FLIPS * bothDecided)
      return `${model} changed its verdict with the order of the answers in ${flips} of ${bothDecided} pairs`;
  }
  return null;
}

/** What validation says (DESIGN §8): `majority` decides what is returned, the exact test what is claimed. */
export function decideGate(validation: HeldOut, unfit: string | null, { rule, confidence }: Plan['gate']): Verdict {
  if (unfit !== null) return 'seed-kept';
  if (validation.wins <= validation.losses) return 'no-gain';
  if (validation.p < 1 - confidence) return 'improved';
  return rule === 'majority' ? 'promising' : 'no-gain';
}

/** Whether a verdict hands out the new prompts. */
export const returnsBest = (verdict: Verdict): boolean => verdict === 'improved' || verdict === 'promising';
