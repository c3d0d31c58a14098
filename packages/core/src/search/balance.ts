import { meanOf } from './reward.ts';

/**
 * The order in which a batch is met: what the incumbent gets wrong and what it gets right by turns, wrong first. The first stages
 * of a race have few items, and a candidate can win only where the incumbent leaves room and lose only where it does not:
 * a random order shows nothing on most of them. The batch as a whole stays a random sample, and so do final scores.
 * @param scores Of the incumbent's answers, in [0, 1]; below their mean counts as wrong. null (not known) counts as right.
 */
export function balanced<Entry>(entries: readonly Entry[], scores: readonly (number | null)[]): Entry[] {
  const mean = meanOf(scores) ?? 0;
  const isWrong = (index: number): boolean => (scores[index] ?? 1) < mean;
  const wrong = entries.filter((_, index) => isWrong(index));
  const right = entries.filter((_, index) => !isWrong(index));
  return entries.flatMap((_, index) => [...wrong.slice(index, index + 1), ...right.slice(index, index + 1)]);
}
