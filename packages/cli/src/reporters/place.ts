import type { RunEvent } from '@maspo/core';

export type Stage = 'init' | 'search' | 'validation' | 'test' | 'done';

/** Where a run is. */
export interface Place {
  readonly stage: Stage;
  readonly cycle: number;
  readonly turn: number;
  readonly agent: string;
  /** The round that is going on; 0 while the beam is compared anew. */
  readonly round: number;
}

export const START: Place = Object.freeze({ stage: 'init', cycle: 0, turn: 0, agent: '', round: 0 });

/** Where an event leads. @param rounds Rounds of a turn. */
export function moveOn(place: Place, event: RunEvent, rounds: number): Place {
  switch (event.type) {
    case 'turn': {
      const { cycle, turn, agent, refreshed } = event;
      return { stage: 'search', cycle, turn, agent, round: refreshed ? 0 : 1 };
    }
    case 'round':
      // Turns side by side take their rounds by turns.
      return { ...place, turn: event.turn, agent: event.agent, round: Math.min(event.round + 1, rounds) };
    case 'stop':
      return { ...place, stage: 'validation' };
    case 'gate':
      return { ...place, stage: 'test' };
    case 'finish':
      return { ...place, stage: 'done' };
    case 'start':
    case 'preflight':
    case 'calibration':
    case 'step':
    case 'proposal':
    case 'settled':
    case 'misaligned':
    case 'compared':
    case 'operators':
    case 'judged':
    case 'views':
    case 'weights':
    case 'adopt':
    case 'test':
    case 'note':
      return place;
  }
}
