import { VIEWS, type View } from '../types.ts';

export type Weights = Readonly<Record<View, number>>;
/** Comparisons of a candidate with the incumbent on one item, each in [0, 1], 0.5 = no difference; null = does not apply. */
export type Verdicts = Readonly<Record<View, number | null>>;

/** Joint reward of a comparison (MASPO eq. 2): weighted mean of the views that apply, in [0, 1]; null if none does. */
export function jointReward(verdicts: Verdicts, weights: Weights): number | null {
  const applied = VIEWS.flatMap((view) => {
    const verdict = verdicts[view];
    return verdict === null ? [] : [{ weight: weights[view], verdict }];
  });
  const total = applied.reduce((sum, { weight }) => sum + weight, 0);
  // Renormalise first: a product of two tiny numbers is rounded to 0, the share of a tiny weight in a tiny total is not.
  return total === 0 ? null : applied.reduce((sum, { weight, verdict }) => sum + (weight / total) * verdict, 0);
}

/** The mean of the values that are there; null if none is. */
export function meanOf(values: readonly (number | null)[]): number | null {
  const present = values.filter((value) => value !== null);
  return present.length === 0 ? null : present.reduce((sum, value) => sum + value, 0) / present.length;
}

/** An absolute scorer's two scores as a comparison, in [0, 1]. */
export const compareScores = (candidate: number | null, reference: number | null): number | null =>
  candidate === null || reference === null ? null : (candidate - reference + 1) / 2;
