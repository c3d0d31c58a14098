import type { RunEvent } from '@maspo/core';
import type { RunFacts } from './reporter.ts';

/** What a round came to: `round 1/3: best of 4 scores 0.58 on 20, beam 3` */
export function roundText(
  { round, standings, beam }: Extract<RunEvent, { type: 'round' }>,
  { rounds }: Pick<RunFacts, 'rounds'>,
): string {
  const best = standings[0];
  const result =
    best === undefined
      ? 'nothing new to compare'
      : `best of ${standings.length} scores ${best.score.toFixed(2)} on ${best.n}`;
  return `${roundName(round, rounds)}: ${result}, beam ${beam.length}`;
}

/** 0 is the round in which the beam is compared anew. */
export const roundName = (round: number, rounds: number): string =>
  round === 0 ? 'first race' : `round ${round}/${rounds}`;
