import { add, type Spend, type SpendByRole, totalSpend } from '../calls/usage.ts';
import type { OperatorUse, Plan } from '../plan.ts';
import type { Role, View } from '../types.ts';
import { type PromptAgent, promptAgents } from './context.ts';
import { maxCallsOf } from './operate.ts';
import { TRIES } from './propose.ts';
import { firstStep, reserveOf } from './reserve.ts';
import { scorerKind } from './score.ts';
import { stageSizes } from './turn.ts';

/** What a run may come to, before anything is called. */
export interface Estimate {
  /** Calls of one run of the whole system on one item. */
  readonly episode: number;
  /** Most calls of the search by the search settings, whatever the budget; repeats are answered by the journal, so it takes fewer. */
  readonly search: Readonly<Record<Role, number>>;
  /** What validation and test are given at most; held back from the search. */
  readonly heldOut: SpendByRole;
  /** The least that a budget must allow: held-out evaluation and the smallest step of a search. */
  readonly least: Spend;
  /** Most calls of the run, all roles, by the search settings. */
  readonly most: number;
}

/**
 * Counts calls by the settings alone. Operators that make several candidates are taken at their word: `count` of an init
 * operator and `width` of a selector, where they have such an option, are what they keep to.
 */
export function estimateRun(plan: Plan): Estimate {
  const search = { agent: 0, judge: 0, mutator: 0 };
  for (const agent of promptAgents(plan)) {
    const calls = callsOfAgent(plan, agent);
    search.agent += calls.agent;
    search.judge += calls.judge;
    search.mutator += calls.mutator;
  }
  const heldOut = reserveOf(plan);
  const total = search.agent + search.judge + search.mutator + totalSpend(heldOut).calls;
  return {
    episode: plan.system.levels.flat().length,
    search,
    heldOut,
    least: add(totalSpend(heldOut), firstStep(plan)),
    most: total,
  };
}

type Calls = Record<Role, number>;

/** All turns of one agent. */
function callsOfAgent(plan: Plan, agent: PromptAgent): Calls {
  const { cycles, rounds, offspring } = plan.search;
  const mutatorCalls = Math.max(mostCalls(plan, 'mutate', plan.mutate), mostCalls(plan, 'crossover', plan.crossover));
  const perEncounter = { agent: plan.system.affectedBy(agent.id).size, judge: judgeCalls(plan, agent) };
  const stages = stageSizes(plan.search.batch, plan.data.splits.train.length);
  const episode = plan.system.levels.flat().length;
  const calls: Calls = { agent: 0, judge: 0, mutator: initCalls(plan) };
  let beam = 1 + sum(plan.init.map((use) => numberIn(use, 'count') ?? 1));
  for (let cycle = 0; cycle < cycles; cycle++) {
    calls.agent += episode * (stages.at(-1) ?? 0);
    for (let round = 0; round <= rounds; round++) {
      const rivals = round === 0 ? beam : beam * offspring;
      const encounters = encountersOf(rivals, stages);
      calls.agent += encounters * perEncounter.agent;
      calls.judge += encounters * perEncounter.judge;
      calls.mutator += round === 0 ? 0 : TRIES * rivals * mutatorCalls;
      beam = Math.min(numberIn(plan.select, 'width') ?? Infinity, beam + finalistsOf(rivals, stages));
    }
  }
  return calls;
}

/** Candidates meet items: all of them the first stage, the better half of the rest each next (see `race`). */
function encountersOf(rivals: number, stages: readonly number[]): number {
  let alive = rivals;
  let encounters = 0;
  stages.forEach((size, index) => {
    encounters += alive * (size - (stages[index - 1] ?? 0));
    alive = Math.ceil(alive / 2);
  });
  return encounters;
}

const finalistsOf = (rivals: number, stages: readonly number[]): number =>
  stages.slice(1).reduce((alive) => Math.ceil(alive / 2), rivals);

/** Most calls of scorers on one candidate and one item: its own output, those of its successors, and the answer. */
function judgeCalls(plan: Plan, agent: PromptAgent): number {
  const looks: readonly (readonly [View, number])[] = [
    ['local', 1],
    ['lookahead', agent.view.successors.length],
    ['global', 1],
  ];
  return sum(
    looks.map(([view, pairs]) => {
      const use = plan.score[view]?.use;
      const calls = use === undefined ? 0 : maxCallsOf({ plan }, 'score', use);
      return pairs * calls * (scorerKind(plan, view) === 'absolute' ? 2 : 1);
    }),
  );
}

const initCalls = (plan: Plan): number => sum(plan.init.map(({ use }) => maxCallsOf({ plan }, 'init', use)));

const mostCalls = (plan: Plan, phase: 'mutate' | 'crossover', uses: readonly OperatorUse[]): number =>
  Math.max(0, ...uses.map(({ use }) => maxCallsOf({ plan }, phase, use)));

const numberIn = ({ options }: OperatorUse, name: string): number | undefined => {
  const value = options[name];
  return typeof value === 'number' ? value : undefined;
};

const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);
