import type { SeedNode } from '../random.ts';
import type { Episode } from '../system/execute.ts';
import type { AgentId } from '../types.ts';
import type { SearchContext } from './context.ts';
import type { Verdicts } from './reward.ts';
import { comparePairs, pairOf } from './score.ts';

/** A candidate on one item. */
export interface Judged {
  readonly episode: Episode;
  readonly reference: Episode;
  readonly verdicts: Verdicts;
}

/**
 * The local view of what was lost. A local view that weighs nothing changes no reward, so it is not paid for everywhere; but
 * where a candidate lost further down it tells harm that looked good at its own agent (a misalignment case) from plain harm.
 * @returns The verdicts, in the order given; those of losses with their local view.
 */
export async function lookAtLosses(
  context: SearchContext,
  agent: AgentId,
  judged: readonly Judged[],
  place: SeedNode,
): Promise<Verdicts[]> {
  const { plan } = context;
  const verdicts = judged.map((one) => one.verdicts);
  if (plan.score.local?.weight !== 0) return verdicts;
  const losses = judged.flatMap((one, index) => (isLoss(one.verdicts) ? [{ ...one, index }] : []));
  const pairs = losses.map(({ episode, reference }) => pairOf('local', agent, episode, reference, plan));
  const comparisons = await comparePairs(context, pairs, place);
  losses.forEach((loss, order) => {
    verdicts[loss.index] = { ...loss.verdicts, local: comparisons[order]?.value ?? null };
  });
  return verdicts;
}

const isLoss = ({ lookahead, global }: Verdicts): boolean =>
  (lookahead !== null && lookahead < 0.5) || (global !== null && global < 0.5);
