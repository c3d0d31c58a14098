import type { OptionsSchema, Rng, ScoredCandidate, SelectOperator } from '@maspo/core';
import { byMerit, keep, ranking } from './merit.ts';
import { minBetter, refresh, width } from './options.ts';

const options = {
  type: 'object',
  properties: {
    width,
    size: {
      type: 'integer',
      minimum: 1,
      maximum: 64,
      default: 3,
      description: 'Candidates in a group, of which the best is kept: 1 is pure chance, many are almost a ranking.',
    },
    minBetter,
    refresh,
  },
} as const satisfies OptionsSchema;

/** Selection pressure that leaves weaker candidates a chance; a winner leaves the draw, so none is kept twice. */
export const tournament: SelectOperator<typeof options> = {
  description: 'Keeps the winners of groups that are drawn by chance, the best score in each.',
  options,
  refresh: (given) => given.refresh,
  run: ({ candidates, incumbent, rng, options: given }) => {
    const choose = (others: readonly ScoredCandidate[], places: number) => winners(others, places, given.size, rng);
    return keep({ ranked: ranking(candidates), incumbent, width: given.width, minBetter: given.minBetter, choose });
  },
};

function winners(
  others: readonly ScoredCandidate[],
  places: number,
  size: number,
  rng: Rng,
): readonly ScoredCandidate[] {
  let left = others;
  const won: ScoredCandidate[] = [];
  while (left.length > 0 && won.length < places) {
    const [winner] = rng.shuffle(left).slice(0, size).sort(byMerit);
    if (winner === undefined) break;
    won.push(winner);
    left = left.filter((candidate) => candidate !== winner);
  }
  return won;
}
