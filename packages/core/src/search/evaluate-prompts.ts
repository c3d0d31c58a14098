import { randomUUID } from 'node:crypto';
import { BudgetStop } from '../calls/budget.ts';
import type { Paid } from '../calls/context.ts';
import { type Journal, openJournal } from '../calls/journal.ts';
import { round12 } from '../canonical.ts';
import { MaspoError } from '../errors.ts';
import { summarise } from '../evidence/gate.ts';
import { countLooks, hashOfTest, recordLook } from '../evidence/looks.ts';
import { meanInterval, normalQuantile } from '../evidence/paired.ts';
import { createHooks } from '../hooks.ts';
import type { Plan } from '../plan.ts';
import { tapPlugins } from '../plugin/tap.ts';
import type { HeldOut, JudgeCounts } from '../run/events.ts';
import { journalFile } from '../run/folder.ts';
import { runIdOf } from '../run/identity.ts';
import { listRuns } from '../run/list.ts';
import { emptyState, reduce } from '../run/result.ts';
import { type Episode, isSamePrompts, outputIn, type PromptSet } from '../system/execute.ts';
import type { Prompt } from '../system/prompt.ts';
import type { Split } from '../types.ts';
import { type SearchContext, seedPrompts } from './context.ts';
import { compareHeldOut } from './held-out.ts';
import { type OpenOptions, openContext } from './open.ts';
import { meanOf } from './reward.ts';
import { scoreAnswers, scorerKind } from './score.ts';

export interface EvaluateOptions extends OpenOptions {
  /** By agent id; agents that are left out keep their seed prompt. */
  readonly prompts: ReadonlyMap<string, Prompt>;
  readonly split: Split;
  /** Told of progress, at the end of each step of calls. */
  readonly onStep?: (paid: Paid) => void;
}

/** What a set of prompts is worth on one split. */
export interface Evaluation {
  readonly split: Split;
  readonly items: number;
  /** Where a metric scores the answer: its mean in [0, 1], with an interval at gate.confidence; `n` items could be scored. */
  readonly score: { readonly mean: number; readonly interval: readonly [number, number]; readonly n: number } | null;
  /** Where a judge compares: the set against the seed; null for the seed itself. */
  readonly preference: HeldOut | null;
  /** How often the test split had been looked at before, by runs and evaluations; null for other splits. */
  readonly looksBefore: number | null;
  readonly judges: Readonly<Record<string, JudgeCounts>>;
  /** Per agent, in topological order: outputs that keep the contract, those that do not, calls that failed. */
  readonly agents: Readonly<
    Record<string, { readonly valid: number; readonly broken: number; readonly failed: number }>
  >;
  /** Logical calls, and those that were really made. */
  readonly calls: number;
  readonly paid: Paid;
}

/**
 * Scores a set of prompts on a split, as a run would: the same calls, answered by the journal where it has them.
 * A look at the test split is recorded, and those before it are told.
 * @throws MaspoError MASPO-BUDGET-SMALL if the budget of the config does not allow it, Interruption if it was asked to stop.
 */
export async function evaluatePrompts(plan: Plan, options: EvaluateOptions): Promise<Evaluation> {
  const journal = openJournal(journalFile(plan.dir));
  try {
    const context = openEvaluation(plan, journal, options);
    const seed = seedPrompts(plan);
    const set: PromptSet = new Map([...seed].map(([id, prompt]) => [id, options.prompts.get(id) ?? prompt]));
    const looksBefore = options.split === 'test' ? tellLooks(plan, journal, options) : null;
    const measured = await measure(context, seed, set, options.split);
    if (looksBefore !== null) await recordLook(journal, hashOfTest(plan.data.splits.test), `evaluate ${randomUUID()}`);
    return { ...measured, looksBefore };
  } catch (error) {
    if (!(error instanceof BudgetStop)) throw error;
    throw new MaspoError(
      'MASPO-BUDGET-SMALL',
      error.message,
      `Raise budget.${error.cap}, or evaluate a smaller split.`,
    );
  } finally {
    await journal.close();
    for (const { plugin } of plan.plugins) await plugin.dispose?.();
  }
}

/** How often the test split of a plan was looked at in its project, by runs and evaluations. */
export async function countTestLooks(plan: Plan): Promise<number> {
  const journal = openJournal(journalFile(plan.dir));
  try {
    return looksAtTest(plan, journal);
  } finally {
    await journal.close();
  }
}

function looksAtTest({ dir, data: { splits } }: Plan, journal: Journal): number {
  const runs = listRuns(dir).map(({ runId }) => runId);
  return countLooks(journal, runs, hashOfTest(splits.test));
}

function tellLooks(plan: Plan, journal: Journal, { onLog }: EvaluateOptions): number {
  const looks = looksAtTest(plan, journal);
  const times = looks === 1 ? '1 time' : `${looks} times`;
  if (looks > 0) onLog?.(`the test split of this data has been looked at ${times} before`);
  return looks;
}

async function measure(
  context: SearchContext,
  seed: PromptSet,
  set: PromptSet,
  split: Split,
): Promise<Omit<Evaluation, 'looksBefore'>> {
  const { plan, gateway } = context;
  const items = plan.data.splits[split];
  const place = context.root.derive(split);
  const [episodes = []] = await context.execute([{ prompts: set, items }]);
  const absolute = scorerKind(plan, 'global') === 'absolute';
  const pairs = absolute || isSamePrompts(seed, set) ? null : await compareHeldOut(context, seed, set, items, place);
  const scores = absolute ? await scoreAnswers(context, episodes, place) : null;
  const settled = Object.values(gateway.meter.settled());
  return {
    split,
    items: items.length,
    score: scores === null ? null : scoreOf(scores, plan.gate.confidence),
    preference: pairs === null ? null : summarise(pairs, plan.gate.confidence),
    judges: context.state().judges,
    agents: Object.fromEntries(plan.system.agents.map(({ id }) => [id, validityOf(context, episodes, id)])),
    calls: settled.reduce((sum, { calls }) => sum + calls, 0),
    paid: gateway.paid(),
  };
}

function scoreOf(scores: readonly (number | null)[], confidence: number): Evaluation['score'] {
  const n = scores.filter((score) => score !== null).length;
  const mean = meanOf(scores) ?? 0;
  const [low, high] = meanInterval(mean, n, normalQuantile(confidence));
  return { mean: round12(mean), interval: [round12(low), round12(high)], n };
}

function validityOf(
  { plan: { system } }: SearchContext,
  episodes: readonly Episode[],
  agent: Parameters<typeof outputIn>[1],
): Evaluation['agents'][string] {
  const outputs = episodes.map((episode) => outputIn(episode, agent, system));
  const failed = outputs.filter(({ kind }) => kind === 'failed').length;
  const broken = outputs.filter((output) => output.kind === 'text' && output.problem !== null).length;
  return { valid: outputs.length - failed - broken, broken, failed };
}

/** Nothing of it reaches a run folder: its events only add up to what the judges did. */
function openEvaluation(plan: Plan, journal: Journal, options: EvaluateOptions): SearchContext {
  const hooks = createHooks();
  tapPlugins(hooks, plan.plugins);
  let state = emptyState;
  const context = openContext({
    plan,
    // A run of this plan and its evaluations are held against the same models.
    runId: runIdOf(plan),
    hooks,
    journal,
    elapsedBefore: 0,
    options,
    emit: async (event) => {
      state = reduce(state, event);
      if (event.type === 'step') options.onStep?.(context.gateway.paid());
    },
    state: () => state,
  });
  // The clock bounds a search, which this is not.
  context.gateway.stopClock();
  return context;
}
