import type { CandidateId, OptionsSchema, ScoredCandidate, SelectOperator } from '@maspo/core';
import { ranking } from './merit.ts';
import { minBetter, refresh, width } from './options.ts';

const options = {
  type: 'object',
  properties: {
    width,
    minBetter: {
      ...minBetter,
      description: 'Probability of beating the incumbent from which a candidate enters the beam; 0 lets every one in.',
    },
    refresh,
  },
} as const satisfies OptionsSchema;

/**
 * Keeps the best candidates: lenient inside the search, because the gate at its end is strict (a strict test for each
 * acceptance costs more than it saves). The incumbent stays, so a turn never loses what it began with; a beam of one is the best of all.
 */
export const beam: SelectOperator<typeof options> = {
  description: 'Keeps the best candidates that probably beat the incumbent, and the incumbent.',
  options,
  refresh: (given) => given.refresh,
  monotone: true,
  run: ({ candidates, incumbent, options: given }) => {
    const ranked = ranking(candidates);
    const entering = ranked.filter(({ id, better }) => id === incumbent || better >= given.minBetter);
    // Without an incumbent among the candidates something must still be kept.
    const kept = entering.length === 0 ? ranked.slice(0, 1) : within(given.width, entering, incumbent);
    return kept.map(({ id }) => id);
  },
};

/** The first `width` of a ranking; an incumbent that ranks lower takes the last place, where there is more than one. */
function within(
  places: number,
  ranked: readonly ScoredCandidate[],
  incumbent: CandidateId,
): readonly ScoredCandidate[] {
  const late = places === 1 ? [] : ranked.slice(places).filter(({ id }) => id === incumbent);
  return [...ranked.slice(0, places - late.length), ...late];
}
