import {
  type Calibration,
  type Check,
  emptyState,
  type HeldOut,
  type Json,
  type Result,
  type RunState,
  reduce,
  returnsBest,
  type SavedUsage,
  type SpendByRole,
  summaryOf,
  type Verdict,
} from '@maspo/core';
import { type AgentStory, agentsOf } from './agents.ts';
import { type Course, courseOf } from './course.ts';
import { eventsOf } from './events.ts';
import type { RunFiles } from './files.ts';
import { type CaseStory, casesOf, type ItemStory, itemsOf } from './items.ts';

/** What a report tells of a run; `maspo report --format json` prints it. */
export interface Story {
  readonly version: 1;
  readonly runId: string;
  /** null: it has not finished. */
  readonly verdict: Verdict | null;
  readonly stop: Result['stop'] | null;
  readonly validation: Result['validation'];
  readonly unfitJudge: string | null;
  readonly test: HeldOut | null;
  /** How often the test split was looked at in the project, this run included; null where it was not. */
  readonly testLooks: number | null;
  /** Whether scores on held-out items are preferences over the seed, by a judge. */
  readonly pairwise: boolean;
  readonly splits: Readonly<Record<'train' | 'validation' | 'test', number>>;
  /** In topological order. */
  readonly agents: readonly AgentStory[];
  readonly course: Course;
  readonly proposals: Result['proposals'];
  readonly judge: Result['judge'];
  /** How judges agree with labels; empty where the config does not ask. */
  readonly calibration: readonly Calibration[];
  /** Weights of the views, where the run learned them. */
  readonly learned: NonNullable<Result['learned']> | null;
  /** As the budget counts them. */
  readonly calls: Result['calls'];
  readonly expected: SpendByRole | null;
  /** What was really paid, and when: may differ between two ways to the same result. */
  readonly usage: SavedUsage | null;
  /** What the run said on its way. */
  readonly notes: readonly { readonly from: string; readonly message: string }[];
  /** Checks before the run that did not hold. */
  readonly warnings: readonly Check[];
  readonly cases: readonly CaseStory[];
  readonly items: readonly ItemStory[];
  readonly origin: Origin;
}

/** What it takes to make the run again. */
export interface Origin {
  readonly config: string;
  readonly plan: Json;
  readonly seed: number;
  /** Content hash of the items. */
  readonly data: string;
  /** Name of the test split, by its items. */
  readonly test: string;
  readonly plugins: Readonly<Record<string, string | null>>;
  readonly versions: Readonly<Record<string, string>>;
  /** In the project's folder. */
  readonly command: readonly string[];
}

/** Tells a run by its events, through the reducer that makes result.json, so that both say the same. */
export function storyOf({ events, usage, testLooks, ...files }: RunFiles): Story {
  const state = events.reduce(reduce, emptyState);
  const [start] = eventsOf(events, 'start');
  if (start === undefined) throw new RangeError('a run without a start has no story');
  const { gate } = state;
  const { calls, judge, proposals, learned = null } = summaryOf(state, true);
  return {
    version: 1,
    runId: state.runId,
    verdict: state.verdict,
    stop: state.stop,
    validation:
      gate === null || gate.validation === null ? null : { ...gate.validation, itemsToDecide: gate.itemsToDecide },
    unfitJudge: gate?.unfitJudge ?? null,
    test: state.test,
    testLooks,
    pairwise: start.pairwise,
    splits: start.splits,
    agents: agentsOf(start, events, state, isReturned(state)),
    course: courseOf(events, state),
    proposals,
    judge,
    calibration: state.calibration,
    learned,
    calls,
    expected: usage?.begun?.expected ?? null,
    usage,
    notes: eventsOf(events, 'note').map(({ from, message }) => ({ from, message })),
    warnings: eventsOf(events, 'preflight').flatMap(({ checks }) => checks.filter(({ ok }) => ok !== true)),
    cases: casesOf(events, state),
    items: itemsOf(events),
    origin: originOf(files.saved, usage),
  };
}

/** Whether new prompts are handed out; null while nobody knows. */
const isReturned = ({ verdict }: RunState): boolean | null => (verdict === null ? null : returnsBest(verdict));

function originOf({ config, plan, seed, data, test, plugins }: RunFiles['saved'], usage: SavedUsage | null): Origin {
  const { budget } = plan as { readonly budget?: { readonly calls?: unknown } };
  // The saved plan is what the command line made of the config: with both given, the same run comes up.
  const calls = typeof budget?.calls === 'number' ? ['--calls', String(budget.calls)] : [];
  return {
    config,
    plan,
    seed,
    data,
    test,
    plugins,
    versions: usage?.begun?.versions ?? {},
    command: ['optimize', '--config', config, '--seed', String(seed), ...calls],
  };
}
