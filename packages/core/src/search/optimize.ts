import { BudgetStop } from '../calls/budget.ts';
import { nothingByRole } from '../calls/usage.ts';
import { decideGate, returnsBest, summarise, unfitJudge } from '../evidence/gate.ts';
import { itemsToDecide, normalQuantile } from '../evidence/paired.ts';
import type { StopReason, Verdict } from '../run/events.ts';
import { isSamePrompts, type PromptSet } from '../system/execute.ts';
import type { AgentId } from '../types.ts';
import { promptAgents, type SearchContext, seedPrompts } from './context.ts';
import { compareHeldOut } from './held-out.ts';
import { type Population, seedPopulation, unscored } from './population.ts';
import { preflight } from './preflight.ts';
import { proposeInitial } from './propose.ts';
import { checkBudget, reserveOf } from './reserve.ts';
import { nextAgent } from './schedule.ts';
import { scorerKind } from './score.ts';
import { incumbentsOf, type Populations, takeTurn } from './turn.ts';

/**
 * Joint prompt optimization (MASPO, arXiv 2605.06623, algorithm 1, with an anchor, a gate and a sealed test):
 * preflight, init, then cycles of turns, one agent at a time; then validation decides what is returned, and the test is opened once.
 */
export async function optimize(context: SearchContext): Promise<Verdict> {
  const { plan, gateway } = context;
  checkBudget(plan);
  await preflight(context);
  gateway.meter.hold(reserveOf(plan));
  const populations = await search(context);
  gateway.meter.hold(nothingByRole());
  gateway.stopClock();

  const seed = seedPrompts(plan);
  const best = incumbentsOf(populations);
  const verdict = (await ifAffordable(context, () => openGate(context, seed, best))) ?? (await closeGate(context));
  await ifAffordable(context, () => openTest(context, seed, returnsBest(verdict) ? best : seed));
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
      const { population, stop } = await takeTurn(context, populations, agent, at);
      idle.count(agent, population.wins > (populations.get(agent)?.wins ?? 0));
      populations.set(agent, population);
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

/** The best set against the seed on items that the search never saw. */
async function openGate(context: SearchContext, seed: PromptSet, best: PromptSet): Promise<Verdict> {
  const { plan, root } = context;
  if (isSamePrompts(seed, best)) return closeGate(context);
  const pairs = await compareHeldOut(context, seed, best, plan.data.splits.validation, root.derive('validation'));
  const unfit = unfitJudge(context.judges());
  const validation = summarise(pairs, plan.gate.confidence);
  const verdict = decideGate(validation, unfit, plan.gate);
  const needed = verdict === 'promising' ? itemsToDecide(validation, normalQuantile(plan.gate.confidence)) : null;
  await context.emit({ type: 'gate', validation, itemsToDecide: needed, unfitJudge: unfit, verdict });
  return verdict;
}

/** Nothing was compared: no candidate reached the gate, or the budget did not reach so far. */
async function closeGate(context: SearchContext): Promise<Verdict> {
  await context.emit({ type: 'gate', validation: null, itemsToDecide: null, unfitJudge: null, verdict: 'seed-kept' });
  return 'seed-kept';
}

/** Validation and test were reserved, but token bounds are estimates until the prompts are known: a cap is never passed. */
async function ifAffordable<T>(context: SearchContext, evaluate: () => Promise<T>): Promise<T | null> {
  try {
    return await evaluate();
  } catch (error) {
    if (!(error instanceof BudgetStop)) throw error;
    await context.emit({ type: 'note', from: 'budget', message: `held-out evaluation left out: ${error.message}` });
    return null;
  }
}

/** The test split, once: the seed against what is returned. */
async function openTest(context: SearchContext, seed: PromptSet, returned: PromptSet): Promise<void> {
  const { plan, root } = context;
  const items = plan.data.splits.test;
  // A judge has nothing to compare where the seed is returned; a metric still tells where the system stands.
  const nothingToSay =
    items.length === 0 || (isSamePrompts(seed, returned) && scorerKind(plan, 'global') === 'pairwise');
  if (nothingToSay) return context.emit({ type: 'test', test: null });
  const pairs = await compareHeldOut(context, seed, returned, items, root.derive('test'));
  await context.emit({ type: 'test', test: summarise(pairs, plan.gate.confidence) });
}
