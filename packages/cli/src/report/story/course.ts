import type { RunEvent, RunState, Spend } from '@maspo/core';
import { keyOf } from './events.ts';

/** A round of a turn: what its candidates came to against the incumbent of the turn. */
export interface CourseRound {
  /** Logical calls of the run so far. */
  readonly calls: number;
  readonly cycle: number;
  readonly turn: number;
  readonly agent: string;
  /** 0 = the beam compared anew. */
  readonly round: number;
  /** Scores in [0, 1], best first; 0.5 = as good as the incumbent. */
  readonly scores: readonly number[];
}

export interface Adoption {
  readonly calls: number;
  readonly turn: number;
  readonly agent: string;
  readonly operator: string | null;
  readonly score: number;
  readonly n: number;
  /** Why a plugin or a person refused it. */
  readonly veto: string | null;
}

/** How the search went, over the calls that it took. */
export interface Course {
  readonly rounds: readonly CourseRound[];
  readonly adoptions: readonly Adoption[];
  /** All calls of the run. */
  readonly calls: number;
  /** Those when the search ended and held-out evaluation began; null before. */
  readonly searched: number | null;
}

export function courseOf(events: readonly RunEvent[], { candidates }: RunState): Course {
  const rounds: CourseRound[] = [];
  const adoptions: Adoption[] = [];
  let calls = 0;
  // Turns of agents that no path connects may run side by side.
  const turns = new Map<string, number>();
  let searched: number | null = null;
  for (const event of events) {
    switch (event.type) {
      case 'step':
        calls += callsIn(event.spend);
        break;
      case 'turn':
        turns.set(event.agent, event.turn);
        break;
      case 'round': {
        const { cycle, agent, round, standings } = event;
        rounds.push({ calls, cycle, turn: event.turn, agent, round, scores: standings.map(({ score }) => score) });
        break;
      }
      case 'adopt': {
        const { candidate, score, n } = event.to;
        const operator = candidates.get(keyOf(event.agent, candidate))?.operator ?? null;
        const turn = turns.get(event.agent) ?? 0;
        adoptions.push({ calls, turn, agent: event.agent, operator, score, n, veto: event.veto });
        break;
      }
      case 'stop':
        searched = calls;
        break;
      default:
    }
  }
  return { rounds, adoptions, calls, searched };
}

const callsIn = (spend: Readonly<Partial<Record<string, Spend>>>): number =>
  Object.values(spend).reduce((sum, one) => sum + (one?.calls ?? 0), 0);
