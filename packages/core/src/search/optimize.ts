import { BudgetStop } from '../calls/budget.ts';
import { returnsBest } from '../evidence/gate.ts';
import type { StopReason, Verdict } from '../run/events.ts';
import type { AgentId } from '../types.ts';
import { promptAgents, type SearchContext, seedPrompts } from './context.ts';
import { openGate, openTest } from './gate.ts';
import { type Population, seedPopulation, unscored } from './population.ts';
import { preflight } from './preflight.ts';
import { proposeInitial } from './propose.ts';
import { checkBudget, reserveOf } from './reserve.ts';
import { nextAgent } from './schedule.ts';
import { incumbentsOf, type Populations, takeTurn } from './turn.ts';

/**
 * Joint prompt optimization (MASPO, arXiv 2605.06623, algorithm 1, with an anchor, a gate and a sealed test):
 * preflight, init, then cycles of turns, one agent at a time; then validation decides what is returned, and the test is opened once.
 */
export async function optimize(context: SearchContext): Promise<Verdict> {
  const { plan, gateway } = context;
  checkBudget(plan);
  for (const message of plan.data.notes ?? []) await context.emit({ type: 'note', from: 'data', message });
  await preflight(context);
  gateway.meter.hold(reserveOf(plan));
  const populations = await search(context);
  gateway.stopClock();

  const seed = seedPrompts(plan);
  const best = incumbentsOf(populations);
  const verdict = await openGate(context, seed, best);
  await openTest(context, seed, returnsBest(verdict) ? best : seed);
  await context.emit({ type: 'finish', verdict });
  return verdict;
}

/** Grows the populations until the cycles, the patience or the budget end. */
async function search(context: SearchContext): Promise<Populations> {
  const populations = new Map(promptAgents(context.plan).map(({ id, prompt }) => [id, seedPopulation(id, prompt)]));
  try {
    await initialise(context, populations);
    const [reason, detail] = await runCycles(context, populations);
    await context.emit({ type: 'stop', reason, detail });
  } catch (error) {
    if (!(error instanceof BudgetStop)) throw error;
    await context.emit({ type: 'stop', reason: 'budget', detail: error.message });
  }
  return populations;
}

async function initialise(context: SearchContext, populations: Map<AgentId, Population>): Promise<void> {
  for (const agent of promptAgents(context.plan)) {
    const population = seedPopulation(agent.id, agent.prompt);
    const variants = await proposeInitial(context, agent);
    populations.set(agent.id, {
      ...population,
      beam: [...population.beam, ...variants.map(unscored)],
      seen: new Set([...population.seen, ...variants.map(({ id }) => id)]),
    });
  }
}

async function runCycles(context: SearchContext, populations: Map<AgentId, Population>): Promise<[StopReason, string]> {
  const { search, system } = context.plan;
  const idle = idleTurns();
  let turn = 0;
  for (let cycle = 1; cycle <= search.cycles; cycle++) {
    for (let visit = 0; visit < populations.size; visit++) {
      const place = context.root.derive('cycle', cycle, 'turn', ++turn);
      const agent = nextAgent(search.order, [...populations.values()], system, place.derive('order').stream());
      const at = { cycle, turn, place: place.derive('agent', agent) };
      const { changed, adopted, stop } = await takeTurn(context, populations, agent, at);
      idle.count(agent, adopted);
      for (const population of changed) populations.set(population.agent, population);
      if (stop !== null) throw stop;
      const least = Math.min(...[...populations.keys()].map(idle.of));
      if (least >= search.patience)
        return ['patience', `every agent had ${least} ${least === 1 ? 'turn' : 'turns'} since the last new incumbent`];
    }
  }
  return ['cycles', `${search.cycles} cycles done`];
}

/** Turns of each agent since the last new incumbent of any: convergence means that every agent was tried against it. */
function idleTurns() {
  const turns = new Map<AgentId, number>();
  const of = (agent: AgentId): number => turns.get(agent) ?? 0;
  return {
    of,
    count: (agent: AgentId, won: boolean): void => {
      if (won) turns.clear();
      else turns.set(agent, of(agent) + 1);
    },
  };
}
