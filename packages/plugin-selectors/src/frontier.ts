import type { CandidateId, ScoredCandidate } from '@maspo/core';

/** Rewards are sums of weights: what differs by less is equal. */
const EPSILON = 1e-9;

/** Reward of a candidate on an item, undefined where they did not meet. The incumbent is as good as itself everywhere. */
type RewardOn = (candidate: ScoredCandidate, item: string) => number | undefined;

const rewardsAgainst =
  (incumbent: CandidateId): RewardOn =>
  ({ id, rewards }, item) =>
    id === incumbent ? 0.5 : Object.hasOwn(rewards, item) ? rewards[item] : undefined;

/** The candidates that no other one dominates over the items that both have met, and on how many items each is best. */
export interface Frontier {
  readonly members: ReadonlySet<CandidateId>;
  bestOn(candidate: ScoredCandidate): number;
}

/** @param ranked Each once, best first: of two that are equal on all items the first is a member. */
export function frontierOf(ranked: readonly ScoredCandidate[], incumbent: CandidateId): Frontier {
  const rewardOn = rewardsAgainst(incumbent);
  const items = [...new Set(ranked.flatMap(({ rewards }) => Object.keys(rewards)))];
  const tops = items.map((item) => Math.max(0.5, ...ranked.map((candidate) => rewardOn(candidate, item) ?? 0)));
  return {
    members: new Set(undominated(ranked, incumbent, items, rewardOn).map(({ id }) => id)),
    bestOn: (candidate) =>
      items.filter((item, index) => (rewardOn(candidate, item) ?? -1) >= (tops[index] ?? 1) - EPSILON).length,
  };
}

/** From the last to the first against those that are left: with items of their own, three may dominate each other in a ring. */
function undominated(
  ranked: readonly ScoredCandidate[],
  incumbent: CandidateId,
  items: readonly string[],
  rewardOn: RewardOn,
): readonly ScoredCandidate[] {
  const left = new Set(ranked);
  // The incumbent is the anchor: what only equals it everywhere adds nothing, whatever their ranks.
  for (const candidate of ranked.toReversed().filter(({ id }) => id !== incumbent)) {
    const isDominated = [...left].some((other) => other !== candidate && dominates(other, candidate, items, rewardOn));
    if (isDominated) left.delete(candidate);
  }
  return [...left];
}

/** At least as good on every shared item, of which there is one. */
function dominates(
  better: ScoredCandidate,
  worse: ScoredCandidate,
  items: readonly string[],
  rewardOn: RewardOn,
): boolean {
  let shared = 0;
  for (const item of items) {
    const [one, other] = [rewardOn(better, item), rewardOn(worse, item)];
    if (one === undefined || other === undefined) continue;
    if (one < other - EPSILON) return false;
    shared++;
  }
  return shared > 0;
}
