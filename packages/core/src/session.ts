import type { Paid } from './calls/context.ts';
import type { Gateway } from './calls/gateway.ts';
import { type Journal, openJournal } from './calls/journal.ts';
import { nothingByRole, sumByRole } from './calls/usage.ts';
import { contentHash } from './canonical.ts';
import { returnsBest } from './evidence/gate.ts';
import { hashOfTest } from './evidence/looks.ts';
import { createHooks, type Hooks } from './hooks.ts';
import type { Plan } from './plan.ts';
import { tapPlugins } from './plugin/tap.ts';
import { createRedactor } from './redact.ts';
import type { RunEvent } from './run/events.ts';
import { type Begun, journalFile, openRunFolder, type RunFolder, type SavedPlan } from './run/folder.ts';
import { runIdOf } from './run/identity.ts';
import { lockRun } from './run/lock.ts';
import { type Result, resultOf } from './run/result.ts';
import { emptyState, type RunState, reduce } from './run/state.ts';
import { scorerKind } from './search/declared.ts';
import { type OpenOptions, openContext } from './search/open.ts';
import { optimize } from './search/optimize.ts';

/** What a session may be given from outside. */
export interface SessionOptions extends OpenOptions {
  /** Sees each event after the hooks have, with the state it leads to. */
  readonly onEvent?: (event: RunEvent, state: RunState) => void;
  /** Taps of the host, beside those of the plugins. */
  readonly tap?: (hooks: Hooks) => void;
  /** Kept in usage.json by the session that begins the run. */
  readonly begun?: Begun;
}

/** A run that is open: what has happened, and what it costs. */
export interface Session {
  readonly runId: string;
  readonly folder: string;
  /** Whether this run had been started before. */
  readonly resumed: boolean;
  state(): RunState;
  /** What was really paid, in this process. */
  paid(): Paid;
  /** Taps that have not settled: who to blame if nothing goes on. */
  unfinished(): string[];
  /**
   * Runs to the end. @throws Interruption, or MaspoError when the run is suspended; both leave it resumable.
   * MASPO-RUN-BUSY when another process works on the run.
   */
  run(): Promise<Result>;
}

/** Opens a run of a plan: the same plan opens the same run, which then goes on where it was. */
export function openSession(plan: Plan, options: SessionOptions = {}): Session {
  const runId = runIdOf(plan);
  const redact = createRedactor(plan.secrets);
  const folder = openRunFolder(plan.dir, runId, redact);
  const hooks = createHooks();
  tapPlugins(hooks, plan.plugins);
  options.tap?.(hooks);
  let state = emptyState;
  let gateway: Gateway | null = null;

  const search = async (opened: Opened): Promise<Result> => {
    const { journal, events, usage } = opened;
    const emit = async (event: RunEvent): Promise<void> => {
      state = reduce(state, event);
      await events.write(event);
      await hooks.event.call(event);
      usage.saveOften();
      options.onEvent?.(event, state);
    };
    const { seconds: elapsedBefore, lost: lostBefore } = usage.before;
    const context = openContext({
      plan,
      runId,
      hooks,
      journal,
      elapsedBefore,
      lostBefore,
      options,
      emit,
      state: () => state,
    });
    gateway = context.gateway;
    await emit(startEvent(plan, runId));
    await optimize(context);
    const result = resultOf(state, returnsBest);
    await events.close();
    folder.writeResult(result);
    return result;
  };

  const run = async (): Promise<Result> => {
    const lock = lockRun(folder.path, runId);
    const closing: (() => unknown)[] = [
      lock.release,
      ...plan.plugins.map(
        ({ plugin }) =>
          () =>
            plugin.dispose?.(),
      ),
    ];
    return closingAfter(closing, async () => {
      folder.writePlan(savedPlan(plan, runId));
      folder.clearResult();
      const journal = openJournal(journalFile(plan.dir));
      closing.unshift(journal.close);
      const events = folder.openEvents();
      const usage = trackUsage(folder, () => gateway?.paid() ?? null, options.begun);
      closing.unshift(usage.save, events.close);
      return search({ journal, events, usage });
    });
  };
  return {
    runId,
    folder: folder.path,
    resumed: folder.exists,
    state: () => state,
    paid: () => gateway?.paid() ?? NOTHING_PAID,
    unfinished: hooks.unfinished,
    run,
  };
}

/** What a run has open while it works. */
interface Opened {
  readonly journal: Journal;
  readonly events: ReturnType<RunFolder['openEvents']>;
  readonly usage: ReturnType<typeof trackUsage>;
}

/** Does the work, then closes everything in its order, whatever fails; what fails first is what is thrown. */
async function closingAfter<T>(closing: readonly (() => unknown)[], work: () => Promise<T>): Promise<T> {
  const failures: unknown[] = [];
  const tried = async <R>(act: () => R): Promise<Awaited<R> | undefined> => {
    try {
      return await act();
    } catch (error) {
      failures.push(error);
      return undefined;
    }
  };
  const result = await tried(work);
  for (const close of closing) await tried(close);
  if (failures.length > 0) throw failures[0];
  return result as T;
}

const savedPlan = (plan: Plan, runId: string): SavedPlan => ({
  version: 1,
  runId,
  config: plan.file.slice(plan.dir.length + 1),
  seed: plan.run.seed,
  plan: plan.config,
  plugins: Object.fromEntries(plan.plugins.map(({ plugin, version }) => [plugin.name, version])),
  data: contentHash(plan.data.splits).slice(0, 12),
  test: hashOfTest(plan.data.splits.test),
});

const NOTHING_PAID: Paid = {
  spend: nothingByRole(),
  attempts: 0,
  retries: 0,
  fromJournal: 0,
  inFlight: 0,
  lost: nothingByRole(),
};

const startEvent = (plan: Plan, runId: string): RunEvent => {
  const { train, validation, test } = plan.data.splits;
  return {
    type: 'start',
    runId,
    seed: plan.run.seed,
    agents: plan.system.agents.map(({ id, prompt, view }) => ({
      id,
      prompt: prompt?.sections ?? null,
      candidate: prompt?.id ?? null,
      reads: view.predecessors,
    })),
    answer: plan.system.answer,
    pairwise: scorerKind(plan, 'global') === 'pairwise',
    splits: { train: train.length, validation: validation.length, test: test.length },
  };
};

/** What a kill may lose of the bookkeeping, in milliseconds. */
const SAVE_EVERY = 2000;

/** Adds this session's payments and time to what earlier sessions of the run saved. */
function trackUsage(folder: RunFolder, paid: () => Paid | null, begun: Begun | null = null) {
  const started = performance.now();
  const before = folder.readUsage() ?? {
    seconds: 0,
    sessions: 0,
    attempts: 0,
    retries: 0,
    fromJournal: 0,
    paid: nothingByRole(),
    lost: nothingByRole(),
    begun,
  };
  const save = (): void => {
    const now = paid() ?? NOTHING_PAID;
    folder.writeUsage({
      seconds: before.seconds + (performance.now() - started) / 1000,
      sessions: before.sessions + 1,
      attempts: before.attempts + now.attempts,
      retries: before.retries + now.retries,
      fromJournal: before.fromJournal + now.fromJournal,
      paid: sumByRole([before.paid, now.spend]),
      lost: now.lost,
      begun: before.begun ?? begun,
    });
  };
  let saved = started;
  const saveOften = (): void => {
    if (performance.now() - saved < SAVE_EVERY) return;
    saved = performance.now();
    save();
  };
  return { before, save, saveOften };
}
