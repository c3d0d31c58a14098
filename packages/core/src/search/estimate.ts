import {
  add,
  larger,
  NOTHING,
  nothingByRole,
  type Spend,
  type SpendByRole,
  scale,
  sumByRole,
  totalSpend,
} from '../calls/usage.ts';
import type { OperatorUse, Plan } from '../plan.ts';
import { findOperator } from '../plugin/find.ts';
import { VIEWS, type View } from '../types.ts';
import { type PromptAgent, promptAgents } from './context.ts';
import { stageSizes } from './declared.ts';
import { expectedOf } from './expect.ts';
import { callsAsked } from './preflight-calls.ts';
import { TRIES } from './propose.ts';
import {
  askedBy,
  boundOfAgent,
  boundOfEpisode,
  boundOfJudgeCall,
  boundOfPreflight,
  dearest,
  leastOf,
  looksOf,
  reserveOf,
} from './reserve.ts';

/** What a run may come to, before anything is called. */
export interface Estimate {
  /** Calls of one run of the whole system on one item. */
  readonly episode: number;
  /** A call for each model that the run uses, before all else. */
  readonly preflight: SpendByRole;
  /** Most that the search takes by the search settings, whatever the budget. Tokens of mutators are a guess: only they know what they ask. */
  readonly search: SpendByRole;
  /** What validation and test are given at most; held back from the search. */
  readonly heldOut: SpendByRole;
  /** The least that a budget must allow: preflight, held-out evaluation and the smallest step of a search. */
  readonly least: Spend;
  /** Most of the run by the search settings, by role. */
  readonly most: SpendByRole;
  /** What runs really take, as far as one can tell before; see `expectedOf`. Within the caps of the budget. */
  readonly expected: SpendByRole;
}

/**
 * Counts calls by the settings alone. Operators that make several candidates are taken at their word: `count` of an init
 * operator and `width` of a selector, where they have such an option, are what they keep to.
 * @param measured What calls of earlier runs with the same models came to: a better guess at tokens than the settings.
 */
export function estimateRun(plan: Plan, measured?: SpendByRole): Estimate {
  const agents = promptAgents(plan);
  const init = { ...nothingByRole(), mutator: scale(boundOfInit(plan), agents.length) };
  const turns = agents.map((agent) => turnsOf(plan, agent));
  const cycles = Array.from({ length: plan.search.cycles }, (_, cycle) =>
    sumByRole(turns.flatMap((all) => all[cycle] ?? [])),
  );
  const [preflight, heldOut, search] = [boundOfPreflight(plan), reserveOf(plan), sumByRole([init, ...cycles])];
  return {
    episode: plan.system.levels.flat().length,
    preflight,
    search,
    heldOut,
    least: totalSpend(leastOf(plan)),
    most: sumByRole([preflight, search, heldOut]),
    expected: expectedOf(plan, { preflight, init, cycles, heldOut }, measured),
  };
}

/** The most that the first prompts of one agent can cost. */
export const boundOfInit = (plan: Plan): Spend =>
  plan.init.map((use) => callsOf(plan, 'init', use)).reduce(add, NOTHING);

/** The turns of one agent, one a cycle. */
function turnsOf(plan: Plan, agent: PromptAgent): SpendByRole[] {
  const { cycles, rounds, offspring } = plan.search;
  // A joint candidate may re-run them all.
  const rerun = isJoint(plan) ? boundOfEpisode(plan) : boundOfRerun(plan, agent);
  const encounter = { agent: rerun, judge: judging(plan, agent) };
  const proposal = dearestProposal(plan);
  const stages = stageSizes(plan.search.batch, plan.data.splits.train.length);
  const references = scale(boundOfEpisode(plan), stages.at(-1) ?? 0);
  let beam = 1 + sum(plan.init.map((use) => numberIn(use, 'count') ?? 1));
  return Array.from({ length: cycles }, () => {
    const spend = { ...nothingByRole(), agent: references };
    for (let round = 0; round <= rounds; round++) {
      const rivals = round === 0 ? beam : beam * offspring;
      const encounters = encountersOf(rivals, stages);
      spend.agent = add(spend.agent, scale(encounter.agent, encounters));
      spend.judge = add(spend.judge, scale(encounter.judge, encounters));
      if (round > 0) spend.mutator = add(spend.mutator, scale(proposal, TRIES * rivals));
      beam = Math.min(numberIn(plan.select, 'width') ?? Infinity, beam + finalistsOf(rivals, stages));
    }
    return spend;
  });
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

/** Whether candidates may bring prompts of other agents. */
const isJoint = (plan: Plan): boolean =>
  (['mutate', 'crossover'] as const).some((phase) =>
    plan[phase].some(({ use }) => findOperator(plan.plugins, phase, use)?.operator.joint ?? false),
  );

/** The most that an edit of an agent can cost on one item: its own calls and those of the agents after it. */
export function boundOfRerun(plan: Plan, { id }: PromptAgent): Spend {
  const affected = plan.system.affectedBy(id);
  const nodes = plan.system.levels.flat().filter((node) => affected.has(node.id));
  return nodes.map(({ agent }) => boundOfAgent(plan, agent)).reduce(add, NOTHING);
}

/** Scorers on one candidate and one item: its own output, those of its successors, and the answer. */
function judging(plan: Plan, { view: { successors } }: PromptAgent): Spend {
  const all = plan.system.agents.length;
  const outputs: Readonly<Record<View, number>> = isJoint(plan)
    ? { local: all, lookahead: all, global: 1 }
    : { local: 1, lookahead: successors.length, global: 1 };
  return VIEWS.map((view) => scale(boundOfJudgeCall(plan, view), outputs[view] * looksOf(plan, view))).reduce(add);
}

/** What an operator that asks a model shows it, in bytes, as a guess: prompts, places and a few cases. */
const PROPOSAL_BYTES = 8000;

type Proposing = 'init' | 'mutate' | 'crossover';

const callsOf = (plan: Plan, phase: Proposing, use: OperatorUse): Spend => {
  const calls = callsAsked(plan, phase, use);
  return calls === 0 ? NOTHING : scale(dearest(askedBy(plan, phase, use), PROPOSAL_BYTES), calls);
};

function dearestProposal(plan: Plan): Spend {
  const proposals = (['mutate', 'crossover'] as const).flatMap((phase) =>
    plan[phase].map((use) => callsOf(plan, phase, use)),
  );
  return proposals.reduce(larger, NOTHING);
}

const numberIn = ({ options }: OperatorUse, name: string): number | undefined => {
  const value = options[name];
  return typeof value === 'number' ? value : undefined;
};

const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);
