import type { HeldOutPair } from '../evidence/gate.ts';
import type { SeedNode } from '../random.ts';
import type { PromptSet } from '../system/execute.ts';
import type { Item } from '../types.ts';
import type { SearchContext } from './context.ts';
import { compareScores } from './reward.ts';
import { comparePairs, pairOf, scoreAnswers, scorerKind } from './score.ts';

/** Runs two prompt sets on held-out items and scores their answers: by the metric, or by the judge that compares them. */
export async function compareHeldOut(
  context: SearchContext,
  seed: PromptSet,
  best: PromptSet,
  items: readonly Item[],
  place: SeedNode,
): Promise<HeldOutPair[]> {
  const [seedEpisodes = [], bestEpisodes = []] = await context.execute([
    { prompts: seed, items },
    { prompts: best, items },
  ]);
  if (scorerKind(context.plan, 'global') === 'absolute') {
    const seedScores = await scoreAnswers(context, seedEpisodes, place);
    const bestScores = await scoreAnswers(context, bestEpisodes, place);
    return items.map((_, index) => {
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
