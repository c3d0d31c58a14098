import type { CandidateId } from '../system/prompt.ts';
import type { AgentId, View } from '../types.ts';
import type { EarlyView, RunEvent, ViewCounts } from './events.ts';

/** Learned weights of the views, with sum 1, and the evidence behind them. */
export interface Learned {
  readonly weights: Readonly<Record<View, number>>;
  readonly views: Readonly<Record<EarlyView, ViewCounts>>;
}

/** What became of an operator's proposals. */
export interface Payoff {
  /** Got into the beam at the end of their round. */
  readonly kept: number;
  /** Were rejected, dropped out of the race, or were not selected. */
  readonly lost: number;
}

/** What a run finds out about its own means: what its views foretell of the answer, and which operators pay off. */
export interface Learning {
  /** Counted where weights are learned. */
  readonly views: Learned['views'];
  /** Of the last turn; null where weights are not learned. */
  readonly learned: Learned | null;
  /** By operator. */
  readonly payoffs: ReadonlyMap<string, Payoff>;
  /** Proposals that await the end of their round, by agent, with who made them. */
  readonly open: ReadonlyMap<AgentId, ReadonlyMap<CandidateId, string>>;
  /** Chances of operators in the last round; null where no bandit chooses them. */
  readonly chances: Readonly<Record<string, number>> | null;
}

const NOTHING_SEEN: ViewCounts = { decided: 0, agreed: 0, opposed: 0 };
export const NO_PAYOFF: Payoff = { kept: 0, lost: 0 };

export const NOTHING_LEARNED: Learning = Object.freeze({
  views: { local: NOTHING_SEEN, lookahead: NOTHING_SEEN },
  learned: null,
  payoffs: new Map(),
  open: new Map(),
  chances: null,
});

/** What is known after an event. */
export function learn(before: Learning, event: RunEvent): Learning {
  switch (event.type) {
    case 'views':
      return { ...before, views: addViews(before.views, event.views) };
    case 'weights':
      return { ...before, learned: { weights: event.weights, views: event.views } };
    case 'operators':
      return { ...before, chances: { ...withoutChance(before.chances), ...event.chances } };
    case 'proposal':
      return addProposal(before, event);
    case 'round':
      return closeRound(before, event);
    default:
      return before;
  }
}

function addViews(all: Learned['views'], more: Learned['views']): Learned['views'] {
  const sum = (view: EarlyView): ViewCounts => ({
    decided: all[view].decided + more[view].decided,
    agreed: all[view].agreed + more[view].agreed,
    opposed: all[view].opposed + more[view].opposed,
  });
  return { local: sum('local'), lookahead: sum('lookahead') };
}

/** An operator that had no chance in the last round could not be drawn: there were no two parents to cross. */
const withoutChance = (chances: Learning['chances']): Record<string, number> =>
  Object.fromEntries(Object.keys(chances ?? {}).map((operator) => [operator, 0]));

function addProposal(before: Learning, event: Extract<RunEvent, { type: 'proposal' }>): Learning {
  const { agent, operator, candidate, rejected } = event;
  if (rejected !== null || candidate === null) {
    const { kept, lost } = before.payoffs.get(operator) ?? NO_PAYOFF;
    return { ...before, payoffs: new Map(before.payoffs).set(operator, { kept, lost: lost + 1 }) };
  }
  const waiting = new Map(before.open.get(agent)).set(candidate, operator);
  return { ...before, open: new Map(before.open).set(agent, waiting) };
}

/** The selection of a round decides on all that was proposed in it. */
function closeRound(before: Learning, { agent, beam }: Extract<RunEvent, { type: 'round' }>): Learning {
  const waiting = before.open.get(agent);
  if (waiting === undefined) return before;
  const payoffs = new Map(before.payoffs);
  for (const [candidate, operator] of waiting) {
    const { kept, lost } = payoffs.get(operator) ?? NO_PAYOFF;
    const won = beam.includes(candidate);
    payoffs.set(operator, { kept: kept + (won ? 1 : 0), lost: lost + (won ? 0 : 1) });
  }
  const open = new Map(before.open);
  open.delete(agent);
  return { ...before, payoffs, open };
}
