import { randomUUID } from 'node:crypto';
import { BudgetStop } from '../calls/budget.ts';
import type { Paid } from '../calls/context.ts';
import { type Journal, openJournal } from '../calls/journal.ts';
import { totalSpend } from '../calls/usage.ts';
import { type Json, round12 } from '../canonical.ts';
import { MaspoError } from '../errors.ts';
import { summarise } from '../evidence/gate.ts';
import { countLooks, hashOfTest, recordLook } from '../evidence/looks.ts';
import { meanInterval, normalQuantile } from '../evidence/paired.ts';
import type { Plan } from '../plan.ts';
import type { HeldOut, JudgeCounts, Said } from '../run/events.ts';
import { journalFile } from '../run/folder.ts';
import { listRuns } from '../run/list.ts';
import { type Episode, isSamePrompts, outputIn, type PromptSet } from '../system/execute.ts';
import type { Prompt } from '../system/prompt.ts';
import type { AgentId, Split } from '../types.ts';
import { type ApartOptions, measureApart } from './apart.ts';
import { type SearchContext, seedPrompts } from './context.ts';
import { scorerKind } from './declared.ts';
import { fieldsOf, saidIn } from './exchange.ts';
import { compareHeldOut } from './held-out.ts';
import { meanOf } from './reward.ts';
import { scoreAnswers } from './score.ts';

export interface EvaluateOptions extends ApartOptions {
  /** By agent id; agents that are left out keep their seed prompt. */
  readonly prompts: ReadonlyMap<string, Prompt>;
  readonly split: Split;
}

/** How many outputs of an agent keep its contract, how many do not, and how many calls failed. */
export interface Validity {
  readonly valid: number;
  readonly broken: number;
  readonly failed: number;
}

/** The mean score of answers in [0, 1], with an interval at gate.confidence; `n` items could be scored. */
export interface MeanScore {
  readonly mean: number;
  readonly interval: readonly [number, number];
  readonly n: number;
}

/** The system's answer to one item, and what it is worth. */
export interface ItemAnswer {
  readonly item: string;
  /** What a metric gave it, in [0, 1]; where a judge compares, the comparison with the seed's answer; null: not scored. */
  readonly score: number | null;
  /** The labels that answers are scored by, by field; long ones are cut. */
  readonly expected: Readonly<Record<string, Json>>;
  /** Long ones are cut. */
  readonly answer: Said;
}

/** What a set of prompts is worth on one split. */
export interface Evaluation {
  readonly split: Split;
  readonly items: number;
  /** Where a metric scores the answer. */
  readonly score: MeanScore | null;
  /** Where a judge compares: the set against the seed; null for the seed itself. */
  readonly preference: HeldOut | null;
  /** How often the test split had been looked at before, by runs and evaluations; null for other splits. */
  readonly looksBefore: number | null;
  readonly judges: Readonly<Record<string, JudgeCounts>>;
  /** Per agent, in topological order: outputs that keep the contract, those that do not, calls that failed. */
  readonly agents: Readonly<Record<string, Validity>>;
  /** In the order of the split. */
  readonly answers: readonly ItemAnswer[];
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
  return measureApart(plan, options, async (context, journal) => {
    const seed = seedPrompts(plan);
    const set: PromptSet = new Map([...seed].map(([id, prompt]) => [id, options.prompts.get(id) ?? prompt]));
    const looksBefore = options.split === 'test' ? tellLooks(plan, journal, options) : null;
    const measured = await measure(context, seed, set, options.split);
    if (looksBefore !== null) await recordLook(journal, hashOfTest(plan.data.splits.test), `evaluate ${randomUUID()}`);
    return { ...measured, looksBefore };
  }).catch((error: unknown) => {
    if (!(error instanceof BudgetStop)) throw error;
    throw new MaspoError(
      'MASPO-BUDGET-SMALL',
      error.message,
      `Raise budget.${error.cap}, or evaluate a smaller split.`,
    );
  });
}

/**
 * How often a test split was looked at in a project, by runs and evaluations.
 * @param test Its name: `test` in plan.json.
 */
export async function countTestLooks(dir: string, test: string): Promise<number> {
  const journal = openJournal(journalFile(dir));
  try {
    return looksAtTest(dir, test, journal);
  } finally {
    await journal.close();
  }
}

function looksAtTest(dir: string, test: string, journal: Journal): number {
  const runs = listRuns(dir).map(({ runId }) => runId);
  return countLooks(journal, runs, test);
}

function tellLooks(plan: Plan, journal: Journal, { onLog }: EvaluateOptions): number {
  const looks = looksAtTest(plan.dir, hashOfTest(plan.data.splits.test), journal);
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
  const pairs =
    absolute || isSamePrompts(seed, set) ? null : await compareHeldOut(context, seed, set, { split, items });
  const scores = absolute ? await scoreAnswers(context, episodes, place) : null;
  return {
    split,
    items: items.length,
    score: scores === null ? null : scoreOf(scores, plan.gate.confidence),
    preference: pairs === null ? null : summarise(pairs, plan.gate.confidence),
    judges: context.state().judges,
    agents: Object.fromEntries(plan.system.agents.map(({ id }) => [id, validityOf(context, episodes, id)])),
    answers: episodes.map((episode, index) =>
      answerOf(plan, episode, scores?.[index] ?? pairs?.[index]?.comparison ?? null),
    ),
    calls: totalSpend(gateway.meter.settled()).calls,
    paid: gateway.paid(),
  };
}

function answerOf(plan: Plan, episode: Episode, score: number | null): ItemAnswer {
  const fields = Object.entries(fieldsOf(plan, episode.item));
  return {
    item: episode.item.id,
    score,
    expected: Object.fromEntries(fields.filter(([name]) => plan.data.labelFields.includes(name))),
    answer: saidIn(plan, episode, plan.system.answer),
  };
}

export function scoreOf(scores: readonly (number | null)[], confidence: number): MeanScore {
  const n = scores.filter((score) => score !== null).length;
  const mean = meanOf(scores) ?? 0;
  const [low, high] = meanInterval(mean, n, normalQuantile(confidence));
  return { mean: round12(mean), interval: [round12(low), round12(high)], n };
}

export function validityOf(
  { plan: { system } }: Pick<SearchContext, 'plan'>,
  episodes: readonly Episode[],
  agent: AgentId,
): Validity {
  const outputs = episodes.map((episode) => outputIn(episode, agent, system));
  const failed = outputs.filter(({ kind }) => kind === 'failed').length;
  const broken = outputs.filter((output) => output.kind === 'text' && output.problem !== null).length;
  return { valid: outputs.length - failed - broken, broken, failed };
}
