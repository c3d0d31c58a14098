/** Wins, losses and ties of one prompt set against another on the same items. */
export interface PairedCount {
  readonly wins: number;
  readonly losses: number;
  readonly ties: number;
}

/** Counts comparisons in [0, 1]: above 0.5 a win, below a loss. null (not compared) is left out. */
export function countPairs(comparisons: readonly (number | null)[]): PairedCount {
  const present = comparisons.filter((value) => value !== null);
  const wins = present.filter((value) => value > 0.5).length;
  const losses = present.filter((value) => value < 0.5).length;
  return { wins, losses, ties: present.length - wins - losses };
}

/** Two-sided exact sign test (for 0/1 scores: McNemar's exact test): the chance of a split at least this uneven if neither is better. */
export function signTest({ wins, losses }: PairedCount): number {
  const n = wins + losses;
  if (n === 0) return 1;
  const extreme = Math.max(wins, losses);
  // P(X ≥ k) for X ~ Binomial(n, 1/2) is the regularised incomplete beta function I_{1/2}(k, n − k + 1).
  return Math.min(1, 2 * incompleteBeta(0.5, extreme, n - extreme + 1));
}

/**
 * How many items in all would make a difference of this size significant, at the observed rates; null if there is none.
 * Solves (|w − l|·s − 1)² = z²·(w + l)·s for the scale s: without Edwards's continuity correction it would promise
 * the exact test's verdict too early, and at times with the very items that have just failed to give it.
 * @param z Two-sided normal quantile, 1.96 for 95 %.
 */
export function itemsToDecide(count: PairedCount, z: number): number | null {
  const { wins, losses, ties } = count;
  const n = wins + losses + ties;
  if (wins === losses) return null;
  if (signTest(count) < twoSidedTail(z)) return n;
  const gap = Math.abs(wins - losses);
  const spread = z * Math.sqrt(wins + losses);
  const scale = ((spread + Math.sqrt(spread ** 2 + 4 * gap)) / (2 * gap)) ** 2;
  return Math.max(n + 1, Math.ceil(n * scale));
}

/**
 * Interval of the mean of paired differences, each in [−most, most]. For differences of −1, 0, 1 it is Bonett and Price's
 * adjusted Wald interval (2012), which keeps its level with few items and with none that differ; else the normal one
 * with the same two pseudo-items, one at each end. Clipped to what a difference can be; all of that without items.
 * @param z Two-sided normal quantile, 1.96 for 95 %.
 * @param most The largest difference there can be: 1 between scores, 1/2 between a preference and the seed's one half.
 */
export function differenceInterval(differences: readonly number[], z: number, most = 1): readonly [number, number] {
  const n = differences.length;
  if (n === 0) return [-most, most];
  const padded = [...differences, most, -most];
  const mean = padded.reduce((sum, value) => sum + value, 0) / padded.length;
  const square = padded.reduce((sum, value) => sum + value ** 2, 0) / padded.length;
  const half = z * Math.sqrt(Math.max(0, square - mean ** 2) / padded.length);
  return [Math.max(-most, mean - half), Math.min(most, mean + half)];
}

/** Wilson interval of a mean of scores in [0, 1]. */
export function meanInterval(mean: number, n: number, z: number): readonly [number, number] {
  if (n === 0) return [0, 1];
  const centre = (mean + z ** 2 / (2 * n)) / (1 + z ** 2 / n);
  const half = (z / (1 + z ** 2 / n)) * Math.sqrt((mean * (1 - mean)) / n + z ** 2 / (4 * n ** 2));
  return [Math.max(0, centre - half), Math.min(1, centre + half)];
}

/** P(rate > 1/2) under a uniform prior after so many (fractional) wins and losses: Beta(1 + wins, 1 + losses). */
export const probabilityBetter = (wins: number, losses: number): number =>
  1 - incompleteBeta(0.5, 1 + wins, 1 + losses);

/** Two-sided standard normal quantile of a confidence in (0, 1), by bisection of `erf`'s complement. */
export function normalQuantile(confidence: number): number {
  let low = 0;
  let high = 10;
  for (let step = 0; step < 60; step++) {
    const middle = (low + high) / 2;
    if (1 - twoSidedTail(middle) < confidence) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
}

/** P(|Z| > z) = erfc(z / √2), by the incomplete gamma series: 1 − P(1/2, z²/2). */
function twoSidedTail(z: number): number {
  const x = z ** 2 / 2;
  let term = 2;
  let sum = term;
  for (let k = 1; k < 500; k++) {
    term *= x / (k + 0.5);
    sum += term;
    if (term < sum * 1e-17) break;
  }
  return Math.max(0, 1 - Math.sqrt(x / Math.PI) * Math.exp(-x) * sum);
}

/** Regularised incomplete beta function I_x(a, b), for a, b > 0: Lentz's continued fraction (DLMF 8.17.22). */
export function incompleteBeta(x: number, a: number, b: number): number {
  if (x <= 0) return 0;
  if (x >= 1) return 1;
  // The fraction converges fast on one side of the mean only; the other side is I_x(a, b) = 1 − I_{1−x}(b, a).
  return x > (a + 1) / (a + b + 2) ? 1 - betaFraction(1 - x, b, a) : betaFraction(x, a, b);
}

function betaFraction(x: number, a: number, b: number): number {
  const front = Math.exp(logGamma(a + b) - logGamma(a) - logGamma(b) + a * Math.log(x) + b * Math.log(1 - x)) / a;
  const nonZero = (value: number): number => (Math.abs(value) < 1e-300 ? 1e-300 : value);
  let c = 1;
  let d = 1 / nonZero(1 - ((a + b) * x) / (a + 1));
  let fraction = d;
  for (let m = 1; m < 500; m++) {
    const even = (m * (b - m) * x) / ((a + 2 * m - 1) * (a + 2 * m));
    d = 1 / nonZero(1 + even * d);
    c = nonZero(1 + even / c);
    fraction *= c * d;
    const odd = (-(a + m) * (a + b + m) * x) / ((a + 2 * m) * (a + 2 * m + 1));
    d = 1 / nonZero(1 + odd * d);
    c = nonZero(1 + odd / c);
    const change = c * d;
    fraction *= change;
    if (Math.abs(change - 1) < 1e-14) break;
  }
  return front * fraction;
}

/** ln Γ(x) for x > 0, by Stirling's series after shifting x above 20 (DLMF 5.11.1): error below 1e-14. */
function logGamma(x: number): number {
  let shift = 0;
  let y = x;
  while (y < 20) shift -= Math.log(y++);
  const inverse = 1 / (y * y);
  const series = (1 / 12 - inverse * (1 / 360 - inverse * (1 / 1260 - inverse / 1680))) / y;
  return shift + (y - 0.5) * Math.log(y) - y + 0.5 * Math.log(2 * Math.PI) + series;
}
