import type { CandidateId, OptionsSchema, ScoredCandidate, SelectOperator } from '@maspo/core';

const options = {
  type: 'object',
  properties: {
    width: { type: 'integer', minimum: 1, maximum: 64, default: 4, description: 'Candidates kept per agent at most.' },
    minBetter: {
      type: 'number',
      minimum: 0,
      maximum: 1,
      default: 0.65,
      description: 'Probability of beating the incumbent from which a candidate enters the beam; 0 lets every one in.',
    },
    refresh: {
      type: 'boolean',
      default: true,
      description: "Compare the beam anew when its agent's turn comes again and its neighbours changed.",
    },
  },
} as const satisfies OptionsSchema;

/**
 * Keeps the best candidates: lenient inside the search, because the gate at its end is strict (a strict test for each
 * acceptance costs more than it saves). The incumbent always stays, so a turn never loses what it began with.
 */
export const beam: SelectOperator<typeof options> = {
  description: 'Keeps the best candidates that probably beat the incumbent, and the incumbent.',
  options,
  refresh: ({ refresh }) => refresh,
  run: ({ candidates, incumbent, options: { width, minBetter } }) => {
    const ranked = distinct(candidates).sort(byMerit);
    const entering = ranked.filter(({ id, better }) => id === incumbent || better >= minBetter);
    // Without an incumbent among the candidates something must still be kept.
    const kept = entering.length === 0 ? ranked.slice(0, 1) : within(width, entering, incumbent);
    return kept.map(({ id }) => id);
  },
};

/** The first `width` of a ranking; an incumbent that ranks lower takes the last place. */
function within(width: number, ranked: readonly ScoredCandidate[], incumbent: CandidateId): readonly ScoredCandidate[] {
  const late = ranked.slice(width).filter(({ id }) => id === incumbent);
  return [...ranked.slice(0, width - late.length), ...late];
}

const distinct = (candidates: readonly ScoredCandidate[]): ScoredCandidate[] => [
  ...new Map([...candidates].sort(byMerit).map((candidate) => [candidate.id, candidate])).values(),
];

/** Best first; at equal score the one with more evidence, then the shorter prompt, then the lower id: never the order of arrival. */
function byMerit(a: ScoredCandidate, b: ScoredCandidate): number {
  return (
    b.score - a.score ||
    b.n - a.n ||
    b.better - a.better ||
    a.prompt.text.length - b.prompt.text.length ||
    (a.id < b.id ? -1 : a.id > b.id ? 1 : 0)
  );
}
