import { BudgetStop } from '../calls/budget.ts';
import { contentHash } from '../canonical.ts';
import type { Plan } from '../plan.ts';
import type { MisalignmentCase, OtherPopulation, ScoredCandidate } from '../plugin/contract.ts';
import { findOperator } from '../plugin/find.ts';
import type { SeedNode } from '../random.ts';
import type { Standing } from '../run/events.ts';
import { companionsOf, plainPrompt } from '../system/candidate.ts';
import type { PromptSet } from '../system/execute.ts';
import type { CandidateId, Prompt } from '../system/prompt.ts';
import type { AgentId, Item } from '../types.ts';
import { type Arena, openArena } from './arena.ts';
import { promptAgent, type SearchContext } from './context.ts';
import { stageSizes } from './declared.ts';
import { clearestCases, unsolved } from './misalignment.ts';
import { type Population, settledBeam } from './population.ts';
import { proposeOffspring } from './propose.ts';
import { race } from './race.ts';
import type { Weights } from './reward.ts';
import { selectBeam } from './select.ts';
import { standingOf, viewsOf } from './standing.ts';
import { weightsOfTurn } from './weights.ts';

export type Populations = ReadonlyMap<AgentId, Population>;

export const incumbentsOf = (populations: Populations): ReadonlyMap<AgentId, Prompt> =>
  new Map([...populations.values()].map(({ agent, incumbent }) => [agent, incumbent]));

export interface TurnPlace {
  readonly cycle: number;
  readonly turn: number;
  readonly place: SeedNode;
}

/** How a turn ended: what it changed, and the budget stop that cut it short, if one did. */
export interface TurnEnd {
  readonly population: Population;
  readonly adopted: boolean;
  /** New prompts of other agents that came with the agent's own. */
  readonly companions: PromptSet;
  readonly stop: BudgetStop | null;
}

/**
 * One agent's visit: measure its beam against the incumbent on a fresh shared batch (beam refresh), then a few rounds of
 * offspring, race and selection, and the winner becomes the incumbent unless a plugin vetoes it. Where the budget ends in
 * its midst, what was selected so far counts.
 * @param beside Agents whose turns run at the same time: no joint candidate may bring a prompt of theirs.
 */
export async function takeTurn(
  context: SearchContext,
  populations: Populations,
  id: AgentId,
  at: TurnPlace,
  beside: readonly AgentId[] = [],
): Promise<TurnEnd> {
  const { plan } = context;
  const incumbents = incumbentsOf(populations);
  const before = await settled(context, populationOf(populations, id), incumbents);
  const sizes = stageSizes(plan.search.batch, plan.data.splits.train.length);
  const batch = shuffledItems(plan, at.place).slice(0, sizes.at(-1));
  const agent = promptAgent(plan, id);
  const weights = await weightsOfTurn(context, at.turn);
  const arena = openArena(context, { agent, incumbents, batch, place: at.place, weights });

  const { refreshed, beam: first } = await refreshBeam(context, populations, before, arena, sizes, at);
  // Once the neighbours have changed, what lost before may win: only the beam, just measured, counts as tried.
  const tried = refreshed && before.visits > 0 ? before.beam.map(({ id: one }) => one) : before.seen;
  const seen = new Set(tried).add(before.incumbent.id);
  const others = othersOf(context, populations, [id, ...beside]);
  const evolution = { beam: first, seen, sizes, at, cases: before.cases, others };
  const { beam, stop, cases } = await evolve(context, arena, evolution);
  const winner = beam[0];
  const adopted = winner !== undefined && (await adopt(context, arena, winner, at));
  const population = {
    ...before,
    incumbent: adopted ? plainPrompt(winner.prompt) : before.incumbent,
    beam,
    seen: adopted ? seen.add(plainPrompt(winner.prompt).id) : seen,
    stamp: adopted ? null : stampOf(context, populations, before),
    visits: before.visits + 1,
    wins: before.wins + (adopted ? 1 : 0),
    visitedAt: at.turn,
    wonAt: adopted ? at.turn : before.wonAt,
    cases: adopted ? unsolved(cases, winner) : cases,
  };
  return { population, adopted, companions: adopted ? companionsOf(winner.prompt) : new Map(), stop };
}

export function populationOf(populations: Populations, id: AgentId): Population {
  const population = populations.get(id);
  if (population === undefined) throw new RangeError(`agent "${id}" has no population`);
  return population;
}

/** The population as the present prompts of the others leave it; what a candidate has become is told. */
async function settled(context: SearchContext, population: Population, incumbents: PromptSet): Promise<Population> {
  const beam = settledBeam(population, incumbents);
  for (const { from, scored } of beam) {
    if (from === scored.id) continue;
    const companions = [...companionsOf(scored.prompt).keys()];
    await context.emit({ type: 'settled', agent: population.agent, from, candidate: scored.id, companions });
  }
  return { ...population, beam: beam.map(({ scored }) => scored) };
}

const othersOf = ({ plan }: SearchContext, populations: Populations, busy: readonly AgentId[]): OtherPopulation[] =>
  [...populations.values()]
    .filter(({ agent }) => !busy.includes(agent))
    .map(({ agent, incumbent, beam }) => ({ agent: plan.system.agent(agent).view, incumbent, population: beam }));

interface Evolution {
  readonly beam: readonly ScoredCandidate[];
  /** Grows by the children. */
  readonly seen: Set<CandidateId>;
  readonly sizes: readonly number[];
  readonly at: TurnPlace;
  /** Of earlier turns. */
  readonly cases: readonly MisalignmentCase[];
  readonly others: readonly OtherPopulation[];
}

/** What the rounds came to. */
interface Evolved {
  readonly beam: readonly ScoredCandidate[];
  readonly stop: BudgetStop | null;
  /** The clearest misalignment cases, old and new. */
  readonly cases: readonly MisalignmentCase[];
}

/** The rounds of a turn, as far as the budget reaches. */
async function evolve(
  context: SearchContext,
  arena: Arena,
  { beam: first, seen, sizes, at, cases: old, others }: Evolution,
): Promise<Evolved> {
  const { rounds, offspring } = context.plan.search;
  const { agent } = arena;
  let beam = first;
  let cases = old;
  try {
    for (let round = 1; round <= rounds; round++) {
      // New ones first: where harm is equal, they say more about the present prompts.
      cases = clearestCases([...(await arena.misalignments()), ...old]);
      const place = at.place.derive('round', round);
      const traces = arena.traces;
      const inputs = { agent, beam, others, offspring, seen, misalignments: cases, place, traces };
      const children = await proposeOffspring(context, inputs);
      for (const child of children) seen.add(child.id);
      const finalists = await race(arena, children, sizes);
      beam = await selectBeam(context, arena, [...beam, ...finalists], at.place.derive('select', round));
      await emitRound(context, arena, at, round, finalists, beam);
    }
    return { beam, stop: null, cases };
  } catch (error) {
    if (!(error instanceof BudgetStop)) throw error;
    return { beam, stop: error, cases };
  }
}

/** Where a turn draws from, before it is known whose it is. */
export const placeOfTurn = (root: SeedNode, cycle: number, turn: number): SeedNode =>
  root.derive('cycle', cycle, 'turn', turn);

/** The training items in the order in which a turn meets them. */
export const shuffledItems = ({ data }: Plan, place: SeedNode): Item[] =>
  place.derive('batch').stream().shuffle(data.splits.train);

/** What an agent's scores depend on besides its own prompts: the incumbent, and the prompts of agents up- and downstream. */
function stampOf({ plan }: SearchContext, populations: Populations, { agent, incumbent }: Population): string {
  const related = plan.system.related(agent).map((other) => populations.get(other)?.incumbent.id ?? null);
  return contentHash([incumbent.id, related]);
}

/** The beam to begin with: measured anew where its old scores are void, or where it never was measured. */
async function refreshBeam(
  context: SearchContext,
  populations: Populations,
  before: Population,
  arena: Arena,
  sizes: readonly number[],
  at: TurnPlace,
): Promise<{ readonly refreshed: boolean; readonly beam: readonly ScoredCandidate[] }> {
  const first = before.visits === 0;
  const isVoid = before.stamp !== stampOf(context, populations, before);
  const refreshed = first || (isVoid && refreshes(context));
  await context.emit({
    type: 'turn',
    cycle: at.cycle,
    turn: at.turn,
    agent: before.agent,
    beam: before.beam.length,
    refreshed,
  });
  if (!refreshed) {
    // Weights may have been learned since.
    const beam = before.beam.map(({ prompt, verdicts }) => standingOf(prompt, verdicts, arena.weights));
    return { refreshed, beam };
  }
  const rivals = before.beam.map(({ prompt }) => prompt).filter(({ id }) => id !== before.incumbent.id);
  const measured = await race(arena, rivals, sizes);
  const beam = await selectBeam(context, arena, measured, at.place.derive('select', 0));
  await emitRound(context, arena, at, 0, measured, beam);
  return { refreshed, beam };
}

const refreshes = ({ plan }: SearchContext): boolean =>
  findOperator(plan.plugins, 'select', plan.select.use)?.operator.refresh?.(plan.select.options) ?? true;

const standing = (scored: ScoredCandidate, weights: Weights): Standing => ({
  candidate: scored.id,
  n: scored.n,
  score: scored.score,
  better: scored.better,
  views: viewsOf(scored, weights),
});

const emitRound = (
  context: SearchContext,
  arena: Arena,
  { cycle, turn }: TurnPlace,
  round: number,
  finalists: readonly ScoredCandidate[],
  beam: readonly ScoredCandidate[],
): Promise<void> =>
  context.emit({
    type: 'round',
    cycle,
    turn,
    agent: arena.agent.id,
    round,
    standings: finalists.map(({ prompt }) => standing(arena.standing(prompt), arena.weights)),
    beam: beam.map(({ id }) => id),
  });

/** Whether the first of the beam becomes the incumbent. A plugin's veto is recorded, so that a person is asked once. */
async function adopt(context: SearchContext, arena: Arena, winner: ScoredCandidate, at: TurnPlace): Promise<boolean> {
  if (winner.id === arena.incumbent.id) return false;
  const veto = await context.decide(`adopt ${at.turn}`, async () => {
    const adoption = { agent: arena.agent.view, incumbent: arena.incumbent, challenger: winner, veto: null };
    return (await context.hooks.adopt.call(adoption, null)).veto;
  });
  await context.emit({
    type: 'adopt',
    agent: arena.agent.id,
    from: arena.incumbent.id,
    to: standing(winner, arena.weights),
    veto: typeof veto === 'string' ? veto : null,
  });
  return typeof veto !== 'string';
}
