import { incompleteBeta, signTest } from './paired.ts';

/** Which of two answers a judge preferred, where it is known which one is better. */
export interface Opinion {
  readonly better: 'candidate' | 'reference';
  /** Undecided: a tie, or a verdict that changed with the order. */
  readonly said: 'candidate' | 'reference' | 'undecided';
}

/** How a judge agrees with what is known. */
export interface Agreement {
  readonly right: number;
  readonly wrong: number;
  readonly undecided: number;
  /** Share of the pairs that it judged right, in [0, 1], with an exact interval; null without pairs. */
  readonly share: number | null;
  readonly interval: readonly [number, number];
  /** Cohen's kappa: 1 = always right, 0 = no better than its habits would be by chance; null without pairs. */
  readonly kappa: number | null;
  /** One-sided exact test: how likely chance alone is right as often, of the pairs that it decided. */
  readonly p: number;
}

/** @param confidence In (0, 1), of the interval. */
export function agreementOf(opinions: readonly Opinion[], confidence: number): Agreement {
  const n = opinions.length;
  const right = opinions.filter(({ better, said }) => better === said).length;
  const undecided = opinions.filter(({ said }) => said === 'undecided').length;
  const wrong = n - right - undecided;
  return {
    right,
    wrong,
    undecided,
    share: n === 0 ? null : right / n,
    interval: exactInterval(right, n, confidence),
    kappa: cohensKappa(opinions),
    p: right > wrong ? signTest({ wins: right, losses: wrong, ties: 0 }) / 2 : 1,
  };
}

/** Cohen (1960), of three categories; what is known has no third, so undecided is never right. */
function cohensKappa(opinions: readonly Opinion[]): number | null {
  const n = opinions.length;
  if (n === 0) return null;
  const sides = ['candidate', 'reference'] as const;
  const observed = opinions.filter(({ better, said }) => better === said).length / n;
  const byChance = sides
    .map((side) => {
      const known = opinions.filter(({ better }) => better === side).length / n;
      const said = opinions.filter((opinion) => opinion.said === side).length / n;
      return known * said;
    })
    .reduce((sum, share) => sum + share, 0);
  // Where everything is one side, agreeing shows nothing.
  return byChance === 1 ? 0 : (observed - byChance) / (1 - byChance);
}

/** Clopper and Pearson (1934): exact interval of a share, by bisection of the binomial's tails. */
export function exactInterval(hits: number, n: number, confidence: number): readonly [number, number] {
  if (n === 0) return [0, 1];
  const tail = (1 - confidence) / 2;
  // P(X ≥ hits | p) = I_p(hits, n − hits + 1) rises with p.
  const low = hits === 0 ? 0 : rising((p) => incompleteBeta(p, hits, n - hits + 1), tail);
  const high = hits === n ? 1 : rising((p) => incompleteBeta(p, hits + 1, n - hits), 1 - tail);
  return [low, high];
}

/** Where a function that rises on [0, 1] reaches a value. */
function rising(of: (p: number) => number, value: number): number {
  let [low, high] = [0, 1];
  for (let step = 0; step < 50; step++) {
    const middle = (low + high) / 2;
    if (of(middle) < value) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
}
