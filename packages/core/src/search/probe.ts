import { BudgetStop } from '../calls/budget.ts';
import { totalSpend } from '../calls/usage.ts';
import { MaspoError } from '../errors.ts';
import { faultOf } from '../evidence/fitness.ts';
import type { Trial } from '../evidence/head-room.ts';
import type { Plan } from '../plan.ts';
import type { SeedNode } from '../random.ts';
import type { Prompt } from '../system/prompt.ts';
import type { AgentId, Item } from '../types.ts';
import { type ApartOptions, measureApart } from './apart.ts';
import { type PromptAgent, promptAgents, type SearchContext, seedPrompts } from './context.ts';
import { perturb } from './perturb.ts';
import { seedPopulation } from './population.ts';
import { designProbe, type ProbeDesign, probeCosts, trialsOf } from './probe-design.ts';
import { type Probed, type ProbeReport, reportOf } from './probe-report.ts';
import { runTrials, type SeedRun, type WantedTrial } from './probe-trials.ts';
import { nextAgent } from './schedule.ts';
import { scoreAnswers } from './score.ts';
import { placeOfTurn, shuffledItems } from './turn.ts';

export interface ProbeOptions extends ApartOptions {
  /** Logical calls at most, ≥ 1; 60 by default. */
  readonly calls?: number;
}

/**
 * Measures on training items, with a few dozen calls, where a search could gain anything: the seed's quality, and what a
 * changed prompt of each agent does to its own output, to those that read it and to the answer. The calls are those of a
 * run, so that one that follows has part of them for free.
 * @throws MaspoError MASPO-BUDGET-SMALL (exit 3) if the calls allow no probe, Interruption if it was asked to stop.
 */
export async function probe(plan: Plan, options: ProbeOptions = {}): Promise<ProbeReport> {
  const design = designProbe(plan, options.calls);
  const capped = { ...plan, budget: { ...plan.budget, calls: design.cap } };
  return measureApart(capped, options, async (context) => {
    const probed = await measure(context, design);
    const { gateway, state } = context;
    return reportOf(plan, probed, {
      cap: design.cap,
      calls: totalSpend(gateway.meter.settled()).calls,
      paid: gateway.paid(),
      unfitJudge: Object.entries(state().judges).flatMap(([model, counts]) => faultOf(model, counts) ?? [])[0] ?? null,
    });
  });
}

/** What a cap or Ctrl-C cuts short is one block: small ones lose little. */
const MOST_ITEMS_A_BLOCK = 4;

/** Block by block, as long as the calls that are left are enough for the next; what equal outputs save goes into more items, then into more variants. */
async function measure(context: SearchContext, design: ProbeDesign): Promise<Probed> {
  const place = context.root.derive('probe');
  const costs = probeCosts(context.plan);
  const [seedCalls, trialCalls] = [totalSpend(costs.seed).calls, trialsOf(costs).calls];
  const left = (): number => design.cap - totalSpend(context.gateway.meter.settled()).calls;
  const queue = itemsOfFirstTurn(context);
  const seeds: SeedRun[] = [];
  const trials = new Map<AgentId, Trial[]>();
  const variants = new Map<AgentId, readonly Prompt[]>();
  let stopped: string | null = null;
  try {
    for (const agent of promptAgents(context.plan))
      variants.set(agent.id, await perturb(context, agent, design.variants, place.derive(agent.id)));
    for (let pass = 0; pass < design.variants; pass++) {
      const there = pass === 0 ? queue.length : seeds.length;
      const price = pass === 0 ? seedCalls + trialCalls : trialCalls;
      for (let at = 0, size = 0; ; at += size) {
        size = Math.min(MOST_ITEMS_A_BLOCK, there - at, Math.floor(left() / price));
        if (size <= 0) break;
        if (pass === 0) seeds.push(...(await runSeeds(context, queue.slice(at, at + size), place)));
        await tryVariants(context, { seeds, from: at, to: at + size, pass, variants, trials, place });
      }
    }
  } catch (error) {
    if (!(error instanceof BudgetStop)) throw error;
    if (trials.size === 0)
      throw new MaspoError('MASPO-BUDGET-SMALL', error.message, `Raise budget.${error.cap} for a probe.`);
    stopped = error.message;
  }
  return { variants, seeds, trials, stopped };
}

/** Training items as the first turn of a run meets them: their calls are the first that it makes. */
export function itemsOfFirstTurn({ plan, root }: SearchContext): Item[] {
  const place = placeOfTurn(root, 1, 1);
  const populations = promptAgents(plan).map(({ id, prompt }) => seedPopulation(id, prompt));
  const agent = nextAgent(plan.search.order, populations, plan.system, place.derive('order').stream());
  return shuffledItems(plan, place.derive('agent', agent));
}

async function runSeeds(context: SearchContext, items: readonly Item[], place: SeedNode): Promise<SeedRun[]> {
  const [episodes = []] = await context.execute([{ prompts: seedPrompts(context.plan), items }]);
  const scores = await scoreAnswers(context, episodes, place);
  return episodes.map((episode, index) => ({ episode, score: scores[index] ?? null }));
}

interface Pass {
  readonly seeds: readonly SeedRun[];
  readonly from: number;
  readonly to: number;
  readonly pass: number;
  readonly variants: ReadonlyMap<AgentId, readonly Prompt[]>;
  /** Grows. */
  readonly trials: Map<AgentId, Trial[]>;
  readonly place: SeedNode;
}

/** One variant of every agent on each of these items: in each pass another one. */
async function tryVariants(context: SearchContext, { trials, place, ...pass }: Pass): Promise<void> {
  const wanted = promptAgents(context.plan).flatMap((agent) => wantedOf(agent, pass));
  const found = await runTrials(context, wanted, place);
  for (const [index, { agent }] of wanted.entries()) {
    const trial = found[index];
    if (trial !== undefined) trials.set(agent.id, [...(trials.get(agent.id) ?? []), trial]);
  }
}

function wantedOf(
  agent: PromptAgent,
  { seeds, from, to, pass, variants }: Omit<Pass, 'trials' | 'place'>,
): WantedTrial[] {
  const own = variants.get(agent.id) ?? [];
  if (pass >= own.length) return [];
  return seeds.slice(from, to).flatMap((seed, index) => {
    const variant = (from + index + pass) % own.length;
    const prompt = own[variant];
    return prompt === undefined ? [] : [{ agent, variant, prompt, seed }];
  });
}
