import type { CandidateId, ScoredCandidate } from '@maspo/core';

/** Best first; at equal score the one with more evidence, then the shorter prompt, then the lower id: never the order of arrival. */
export function byMerit(a: ScoredCandidate, b: ScoredCandidate): number {
  return (
    b.score - a.score ||
    b.n - a.n ||
    b.better - a.better ||
    a.prompt.text.length - b.prompt.text.length ||
    (a.id < b.id ? -1 : a.id > b.id ? 1 : 0)
  );
}

/** Each candidate once, best first; of twins the better one. */
export const ranking = (candidates: readonly ScoredCandidate[]): ScoredCandidate[] => {
  const ranked = [...candidates].sort(byMerit);
  const ids = ranked.map(({ id }) => id);
  return ranked.filter(({ id }, index) => ids.indexOf(id) === index);
};

interface Keeping {
  readonly ranked: readonly ScoredCandidate[];
  readonly incumbent: CandidateId;
  readonly width: number;
  readonly minBetter: number;
  /** Chooses at most so many of the others, which come best first. */
  choose(others: readonly ScoredCandidate[], places: number): readonly ScoredCandidate[];
}

/**
 * A beam whose members are chosen for more than their score. Two places are given before: the incumbent stays, so a turn
 * never loses what it began with (unless there is but one place), and so does the best that probably beats it. The first of a beam becomes the incumbent,
 * so whoever does not probably beat it stands behind it, and chance has no part in who leads.
 */
export function keep({ ranked, incumbent, width, minBetter, choose }: Keeping): CandidateId[] {
  const mayLead = ({ id, better }: ScoredCandidate): boolean => id === incumbent || better >= minBetter;
  const given = [ranked.find(mayLead), ranked.find(({ id }) => id === incumbent)].filter((one) => one !== undefined);
  // Without an incumbent among the candidates something must still be kept.
  const certain = given.length === 0 ? ranked.slice(0, 1) : [...new Set(given)].slice(0, width);
  const others = ranked.filter((candidate) => !certain.includes(candidate));
  const kept = [...certain, ...choose(others, width - certain.length)].sort(byMerit);
  return [...kept.filter(mayLead), ...kept.filter((candidate) => !mayLead(candidate))].map(({ id }) => id);
}
