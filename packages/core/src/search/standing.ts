import { round12 } from '../canonical.ts';
import { probabilityBetter } from '../evidence/paired.ts';
import type { ScoredCandidate } from '../plugin/contract.ts';
import type { Candidate } from '../system/candidate.ts';
import type { View } from '../types.ts';
import { jointReward, meanOf, type Verdicts, type Weights } from './reward.ts';

/** Scores are shrunk to 0.5 by n / (n + SHRINK): ten lucky items do not beat forty good ones (STUDY, D). */
const SHRINK = 20;

/**
 * Evidence of a candidate: a reward of r counts as 2r − 1 of a win, or as much of a loss.
 * @param verdicts By item id, against the incumbent.
 */
export function standingOf(
  prompt: Candidate,
  verdicts: Readonly<Record<string, Verdicts>>,
  weights: Weights,
): ScoredCandidate {
  const rewards = Object.entries(verdicts).flatMap(([item, verdict]) => {
    const reward = jointReward(verdict, weights);
    return reward === null ? [] : [[item, reward] as const];
  });
  const n = rewards.length;
  const mean = meanOf(rewards.map(([, reward]) => reward)) ?? 0.5;
  const wins = rewards.reduce((sum, [, reward]) => sum + Math.max(0, 2 * reward - 1), 0);
  const losses = rewards.reduce((sum, [, reward]) => sum + Math.max(0, 1 - 2 * reward), 0);
  return {
    id: prompt.id,
    prompt,
    score: round12(0.5 + (mean - 0.5) * (n / (n + SHRINK))),
    n,
    better: round12(probabilityBetter(wins, losses)),
    rewards: Object.fromEntries(rewards),
    verdicts,
  };
}

/**
 * Mean comparison from each view, in [0, 1]; null = not compared. A view that weighs nothing is looked at where a candidate lost
 * only: its mean would tell of losses alone.
 */
export function viewsOf({ verdicts }: Pick<ScoredCandidate, 'verdicts'>, weights: Weights): Verdicts {
  const mean = (view: View): number | null => {
    if (weights[view] === 0) return null;
    const value = meanOf(Object.values(verdicts).map((own) => own[view]));
    return value === null ? null : round12(value);
  };
  return { local: mean('local'), lookahead: mean('lookahead'), global: mean('global') };
}
