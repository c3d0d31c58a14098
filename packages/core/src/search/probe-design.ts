import {
  add,
  larger,
  NOTHING,
  nothingByRole,
  type Spend,
  type SpendByRole,
  scale,
  totalSpend,
} from '../calls/usage.ts';
import { MaspoError } from '../errors.ts';
import type { Plan } from '../plan.ts';
import type { AgentId } from '../types.ts';
import { promptAgents } from './context.ts';
import { maxCallsOf, scorerKind } from './declared.ts';
import { boundOfInit, boundOfRerun } from './estimate.ts';
import { boundOfAgent, boundOfEpisode, boundOfJudgeCall } from './reserve.ts';

/** What a probe is going to do, before any call. */
export interface ProbeDesign {
  /** Logical calls that it never passes. */
  readonly cap: number;
  /** Items that the seed and one variant of every agent can meet, at the least. */
  readonly items: number;
  /** Changed prompts of each agent, at most. Each item meets another one. */
  readonly variants: number;
  /** The most that the probe can come to, in calls, tokens and cost, within the cap. */
  readonly most: Spend;
}

/** Bounds of a probe's parts. */
export interface ProbeCosts {
  /** What making all variants asks of models. */
  readonly init: SpendByRole;
  /** The seed on an item, with the score of its answer. */
  readonly seed: SpendByRole;
  /** One variant of an agent on an item, with the comparison of the answers. */
  readonly trial: ReadonlyMap<AgentId, SpendByRole>;
}

/** Calls of a probe where nothing else is said. */
export const PROBE_CALLS = 60;
/** One item says nothing of others. Equal outputs cost nothing, so that the calls reach for more than they are sure to. */
const LEAST_ITEMS = 2;
const LEAST_VARIANTS = 3;
const MOST_VARIANTS = 6;
/** Items for each variant. */
const ITEMS_A_VARIANT = 3;

/** What the parts of a probe of this plan can come to. */
export function probeCosts(plan: Plan): ProbeCosts {
  const judge = judging(plan);
  const agents = promptAgents(plan);
  const isAbsolute = scorerKind(plan, 'global') === 'absolute';
  return {
    init: { ...nothingByRole(), mutator: scale(boundOfInit(plan), agents.length) },
    seed: { ...nothingByRole(), agent: boundOfEpisode(plan), judge: isAbsolute ? judge : NOTHING },
    trial: new Map(agents.map((agent) => [agent.id, { ...nothingByRole(), agent: boundOfRerun(plan, agent), judge }])),
  };
}

/** One answer scored, or two compared; equal ones are not. */
function judging(plan: Plan): Spend {
  const { global } = plan.score;
  return global === undefined
    ? NOTHING
    : scale(boundOfJudgeCall(plan, 'global'), maxCallsOf({ plan }, 'score', global));
}

/** One variant of each agent on an item. */
export const trialsOf = ({ trial }: ProbeCosts): Spend => [...trial.values()].map(totalSpend).reduce(add, NOTHING);

/**
 * Many items and a changing variant on each, rather than many variants on a few items: what is to be told is told of items.
 * @param calls Of the probe; `budget.calls` holds as well.
 * @throws MaspoError MASPO-BUDGET-SMALL (exit 3), with the number needed.
 */
export function designProbe(plan: Plan, calls = PROBE_CALLS): ProbeDesign {
  const cap = Math.min(calls, plan.budget.calls ?? calls);
  const costs = probeCosts(plan);
  const [init, seed, trials] = [totalSpend(costs.init), totalSpend(costs.seed), trialsOf(costs)];
  const there = plan.data.splits.train.length;
  const least = Math.min(LEAST_ITEMS, there);
  const perItem = add(seed, trials);
  const items = Math.min(there, Math.floor((cap - init.calls) / perItem.calls));
  if (items < least) throw tooSmall(init.calls + least * perItem.calls, cap, calls);
  const variants = Math.max(LEAST_VARIANTS, Math.min(MOST_VARIANTS, Math.ceil(items / ITEMS_A_VARIANT)));
  const all = add(init, scale(add(seed, scale(trials, variants)), there));
  return { cap, items, variants, most: all.calls <= cap ? all : add(init, scale(dearestCall(plan), cap - init.calls)) };
}

/** The most that one call of the system or of its judge can cost. */
const dearestCall = (plan: Plan): Spend =>
  [...plan.system.agents.map((agent) => boundOfAgent(plan, agent)), boundOfJudgeCall(plan, 'global')].reduce(larger);

function tooSmall(need: number, cap: number, asked: number): MaspoError {
  const fix = cap < asked ? `Raise budget.calls to at least ${need}.` : `Allow more: --calls ${need}.`;
  return new MaspoError('MASPO-BUDGET-SMALL', `a probe of this system needs ${need} calls, not ${cap}`, fix);
}
