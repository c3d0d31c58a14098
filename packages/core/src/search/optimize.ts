import { BudgetStop } from '../calls/budget.ts';
import { returnsBest } from '../evidence/gate.ts';
import type { StopReason, Verdict } from '../run/events.ts';
import type { AgentId } from '../types.ts';
import { calibrate } from './calibrate.ts';
import { promptAgents, type SearchContext, seedPrompts } from './context.ts';
import { openGate, openTest } from './gate.ts';
import { createPanels, type Panels } from './panel.ts';
import { type Population, seedPopulation, unscored } from './population.ts';
import { preflight } from './preflight.ts';
import { proposeInitial } from './propose.ts';
import { checkBudget, reserveOf } from './reserve.ts';
import { besides, nextAgent } from './schedule.ts';
import { type Due, settle, takeTurns } from './together.ts';
import { incumbentsOf, type Populations, placeOfTurn } from './turn.ts';

/**
 * Joint prompt optimization (MASPO, arXiv 2605.06623, algorithm 1, with an anchor, a gate and a sealed test):
 * preflight, calibration, init, then cycles of turns, one agent at a time; then validation decides what is returned, and the test is opened once.
 */
export async function optimize(context: SearchContext): Promise<Verdict> {
  const { plan, gateway } = context;
  checkBudget(plan);
  for (const message of plan.data.notes ?? []) await context.emit({ type: 'note', from: 'data', message });
  await preflight(context);
  await calibrate(context);
  gateway.meter.hold(reserveOf(plan));
  const panels = createPanels(context);
  const populations = await search(context, panels);
  gateway.stopClock();

  const seed = seedPrompts(plan);
  const best = incumbentsOf(populations);
  const verdict = await openGate(context, panels, seed, best);
  await openTest(await panels(true), seed, returnsBest(verdict) ? best : seed);
  await context.emit({ type: 'finish', verdict });
  return verdict;
}

/** Grows the populations until the cycles, the patience or the budget end. */
async function search(context: SearchContext, panels: Panels): Promise<Populations> {
  const populations = new Map(promptAgents(context.plan).map(({ id, prompt }) => [id, seedPopulation(id, prompt)]));
  try {
    await initialise(context, populations);
    const [reason, detail] = await runCycles(context, panels, populations);
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

async function runCycles(
  context: SearchContext,
  panels: Panels,
  populations: Map<AgentId, Population>,
): Promise<[StopReason, string]> {
  const { search } = context.plan;
  const idle = idleTurns();
  let turn = 0;
  for (let cycle = 1; cycle <= search.cycles; cycle++) {
    for (let visit = 0; visit < populations.size; ) {
      const due = nextTurns(context, populations, { cycle, turn, visits: populations.size - visit });
      turn += due.length;
      visit += due.length;
      const ends = await takeTurns(await panels(false), populations, due);
      for (const end of ends) settle(populations, end);
      for (const { population, adopted } of ends) idle.count(population.agent, adopted);
      const stop = ends.find((end) => end.stop !== null)?.stop ?? null;
      if (stop !== null) throw stop;
      const least = Math.min(...[...populations.keys()].map(idle.of));
      if (least >= search.patience)
        return ['patience', `every agent had ${least} ${least === 1 ? 'turn' : 'turns'} since the last new incumbent`];
    }
  }
  return ['cycles', `${search.cycles} cycles done`];
}

/** The turns that come next, side by side: `search.together` at most, of agents that do not depend on each other. */
function nextTurns(
  { plan: { search, system }, root }: SearchContext,
  populations: Populations,
  { cycle, turn, visits }: { readonly cycle: number; readonly turn: number; readonly visits: number },
): Due[] {
  const due: Due[] = [];
  while (due.length < Math.min(search.together, visits)) {
    const place = placeOfTurn(root, cycle, turn + due.length + 1);
    const free = besides(
      [...populations.values()],
      due.map(({ agent }) => agent),
      system,
    );
    if (free.length === 0) break;
    const agent = nextAgent(search.order, free, system, place.derive('order').stream());
    due.push({ agent, at: { cycle, turn: turn + due.length + 1, place: place.derive('agent', agent) } });
  }
  return due;
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
