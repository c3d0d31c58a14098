import type { SeedNode } from '../random.ts';
import type { AgentId } from '../types.ts';
import type { SearchContext } from './context.ts';
import { type Encounter, encounter, mayBeLost } from './encounter.ts';
import { comparePairs, pairOf } from './score.ts';

/**
 * The local view of what was lost. A local view that weighs nothing changes no reward, so it is not paid for everywhere; but
 * where a candidate lost further down it tells harm that looked good at its own agent (a misalignment case) from plain harm.
 * @returns The encounters, in the order given; those that may be losses with their local view, where it may be a win.
 */
export async function lookAtLosses(
  context: SearchContext,
  agent: AgentId,
  judged: readonly Encounter[],
  place: SeedNode,
): Promise<Encounter[]> {
  const { plan } = context;
  if (plan.score.local?.weight !== 0) return [...judged];
  const losses = judged.filter(mayBeLost);
  const pairs = losses.map(({ episode, reference }) => pairOf('local', agent, episode, reference, plan));
  const comparisons = await comparePairs(context, pairs, place, 'first');
  const looked = new Map(
    losses.flatMap((loss, index) => {
      const [pair, local] = [pairs[index], comparisons[index]];
      // Without a local win it is plain harm, and nothing more need be known of its own agent.
      if (pair === undefined || (local?.value ?? 0) <= 0.5 || local === undefined) return [];
      return [[loss, encounter({ ...loss, pairs: [...loss.pairs, pair], comparisons: [...loss.comparisons, local] })]];
    }),
  );
  return judged.map((one) => looked.get(one) ?? one);
}
