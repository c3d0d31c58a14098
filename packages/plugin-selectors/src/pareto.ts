import type { OptionsSchema, Rng, ScoredCandidate, SelectOperator } from '@maspo/core';
import { type Frontier, frontierOf } from './frontier.ts';
import { keep, ranking } from './merit.ts';
import { minBetter, refresh, width } from './options.ts';

const options = { type: 'object', properties: { width, minBetter, refresh } } as const satisfies OptionsSchema;

/**
 * Keeps what is best somewhere, not only on the whole (GEPA, 2507.19457): two prompts that win on different items are worth
 * more to a crossover than two that win on the same.
 */
export const pareto: SelectOperator<typeof options> = {
  description:
    'Keeps candidates that no other one beats on all items, drawn by the number of items that they are best on.',
  options,
  refresh: (given) => given.refresh,
  run: ({ candidates, incumbent, rng, options: given }) => {
    const ranked = ranking(candidates);
    const frontier = frontierOf(ranked, incumbent);
    const choose = (others: readonly ScoredCandidate[], places: number) => drawn(others, places, frontier, rng);
    return keep({ ranked, incumbent, width: given.width, minBetter: given.minBetter, choose });
  },
};

function drawn(
  others: readonly ScoredCandidate[],
  places: number,
  { members, bestOn }: Frontier,
  rng: Rng,
): readonly ScoredCandidate[] {
  const left = others.filter(({ id }) => members.has(id)).map((candidate) => ({ candidate, best: bestOn(candidate) }));
  const chosen: ScoredCandidate[] = [];
  while (left.length > 0 && chosen.length < places) {
    // One more than the items: a good compromise is best on none.
    const pick = rng.weighted(left, ({ best }) => best + 1);
    left.splice(left.indexOf(pick), 1);
    chosen.push(pick.candidate);
  }
  return chosen;
}
