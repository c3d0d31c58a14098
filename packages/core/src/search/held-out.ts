import type { HeldOutPair } from '../evidence/gate.ts';
import type { SeedNode } from '../random.ts';
import type { Episode, PromptSet } from '../system/execute.ts';
import type { Item, Split } from '../types.ts';
import type { SearchContext } from './context.ts';
import { inBothOrders, scorerKind } from './declared.ts';
import { exchangesOf, fieldsOf } from './exchange.ts';
import { compareScores } from './reward.ts';
import { comparePairs, pairOf, scoreAnswers } from './score.ts';

/** Items that the search has not seen. */
export interface HeldOutItems {
  readonly split: Split;
  readonly items: readonly Item[];
}

/**
 * Runs two prompt sets on held-out items and scores their answers: by the metric, or by the judge that compares them, in
 * both orders. Each item is an event.
 */
export async function compareHeldOut(
  given: SearchContext,
  seed: PromptSet,
  best: PromptSet,
  { split, items }: HeldOutItems,
): Promise<HeldOutPair[]> {
  const context = { ...given, plan: inBothOrders(given.plan) };
  const place = context.root.derive(split);
  const [seedEpisodes = [], bestEpisodes = []] = await context.execute([
    { prompts: seed, items },
    { prompts: best, items },
  ]);
  const pairs = await scorePairs(context, seedEpisodes, bestEpisodes, place);
  const agents = context.plan.system.agents.map(({ id }) => id);
  for (const [index, pair] of pairs.entries()) {
    const [before, after] = [seedEpisodes[index], bestEpisodes[index]];
    if (before === undefined || after === undefined) continue;
    await context.emit({
      type: 'compared',
      split,
      item: after.item.id,
      fields: fieldsOf(context.plan, after.item),
      ...pair,
      outputs: exchangesOf(context.plan, agents, before, after),
    });
  }
  return pairs;
}

async function scorePairs(
  context: SearchContext,
  seedEpisodes: readonly Episode[],
  bestEpisodes: readonly Episode[],
  place: SeedNode,
): Promise<HeldOutPair[]> {
  if (scorerKind(context.plan, 'global') === 'absolute') {
    const seedScores = await scoreAnswers(context, seedEpisodes, place);
    const bestScores = await scoreAnswers(context, bestEpisodes, place);
    return bestEpisodes.map((_, index) => {
      const [own, other] = [bestScores[index] ?? null, seedScores[index] ?? null];
      return { seed: other, best: own, comparison: compareScores(own, other) };
    });
  }
  const pairs = bestEpisodes.flatMap((episode, index) => {
    const reference = seedEpisodes[index];
    return reference === undefined
      ? []
      : [pairOf('global', context.plan.system.answer, episode, reference, context.plan)];
  });
  const comparisons = await comparePairs(context, pairs, place);
  return comparisons.map(({ value }) => ({ seed: null, best: null, comparison: value }));
}
