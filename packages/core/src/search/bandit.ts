import { incompleteBeta } from '../evidence/paired.ts';

/** What may be chosen again and again, and what came of it so far. */
export interface Arm {
  /** Share that it has before there is evidence; > 0, on any scale. */
  readonly weight: number;
  readonly won: number;
  readonly lost: number;
}

/** The integral runs over log-odds of the rate of success, in steps that are fine for some thousand trials. */
const MOST_LOG_ODDS = 25;
const STEP = 0.1;
const GRID: readonly number[] = Array.from(
  { length: Math.round((2 * MOST_LOG_ODDS) / STEP) + 1 },
  (_, index) => 1 / (1 + Math.exp(MOST_LOG_ODDS - index * STEP)),
);

/**
 * The probability of each arm under Thompson sampling (Thompson 1933): that its rate of success is the highest, under
 * independent posteriors Beta(w + won, 1 + lost), where w is its weight, scaled to mean 1. In [0, 1], with sum 1.
 *
 * The prior Beta(w, 1) is that of U^(1/w), and the largest of such powers is arm o's with probability w_o / Σw (Efraimidis
 * and Spirakis 2006): without evidence the choice is that of the weights, and while nobody has won, trials in proportion to
 * the weights leave it about so. P(o) = ∫ Π_{j≠o} F_j dF_o, on a grid; error below 0.001.
 */
export function thompson(arms: readonly Arm[]): number[] {
  const mean = arms.reduce((sum, { weight }) => sum + weight, 0) / arms.length;
  const below = arms.map(({ weight, won, lost }) => [
    0,
    ...GRID.map((rate) => incompleteBeta(rate, weight / mean + won, 1 + lost)),
    1,
  ]);
  const highest = (arm: number, cell: number): number =>
    below.reduce((product, other, index) => (index === arm ? product : product * (other[cell] ?? 0)), 1);
  const chances = below.map((own, arm) =>
    own.slice(1).reduce((sum, upper, cell) => {
      const step = upper - (own[cell] ?? 0);
      return step === 0 ? sum : sum + (step * (highest(arm, cell) + highest(arm, cell + 1))) / 2;
    }, 0),
  );
  const total = chances.reduce((sum, chance) => sum + chance, 0);
  return chances.map((chance) => chance / total);
}
