import { createGateway, type Gateway, type Paid } from './calls/gateway.ts';
import { type Journal, openJournal } from './calls/journal.ts';
import { add, nothingByRole, type Spend, type SpendByRole } from './calls/usage.ts';
import { returnsBest } from './evidence/gate.ts';
import { createHooks, type Hooks } from './hooks.ts';
import type { Plan } from './plan.ts';
import { tapPlugins } from './plugin/tap.ts';
import { seedRoot } from './random.ts';
import { createRedactor } from './redact.ts';
import type { RunEvent } from './run/events.ts';
import { journalFile, openRunFolder, type RunFolder } from './run/folder.ts';
import { runIdOf } from './run/identity.ts';
import { emptyState, type Result, type RunState, reduce, resultOf } from './run/result.ts';
import type { SearchContext } from './search/context.ts';
import { samplingSeed } from './search/operate.ts';
import { optimize } from './search/optimize.ts';
import { createExecutor } from './system/execute.ts';
import { ROLES } from './types.ts';

/** What a session may be given from outside. */
export interface SessionOptions {
  /** Asked at the start of each step: true ends the run there, resumable. */
  readonly interrupted?: () => boolean;
  /** Ends calls in flight. */
  readonly signal?: AbortSignal;
  /** Sees each event after the hooks have, with the state it leads to. */
  readonly onEvent?: (event: RunEvent, state: RunState) => void;
  /** Notes of providers (a model is loading): they depend on the machine, so they are no events. */
  readonly onLog?: (message: string) => void;
  /** Taps of the host, beside those of the plugins. */
  readonly tap?: (hooks: Hooks) => void;
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
  /** Runs to the end. @throws Interruption, or MaspoError when the run is suspended; both leave it resumable. */
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

  const run = async (): Promise<Result> => {
    folder.writePlan({
      version: 1,
      runId,
      config: plan.file.slice(plan.dir.length + 1),
      seed: plan.run.seed,
      plan: plan.config,
    });
    folder.clearResult();
    const journal = openJournal(journalFile(plan.dir));
    const events = folder.openEvents();
    const usage = trackUsage(folder, () => gateway?.paid() ?? null);
    const emit = async (event: RunEvent): Promise<void> => {
      state = reduce(state, event);
      await events.write(event);
      await hooks.event.call(event);
      usage.saveOften();
      options.onEvent?.(event, state);
    };
    try {
      gateway = createGateway({
        plan,
        runId,
        hooks,
        journal,
        signal: options.signal ?? new AbortController().signal,
        interrupted: options.interrupted ?? (() => false),
        elapsedBefore: usage.before.seconds,
        log: (message) => options.onLog?.(redact(message)),
      });
      const context = createContext({
        plan,
        hooks,
        journal,
        runId,
        gateway,
        options,
        emit,
        judges: () => state.judges,
      });
      await emit(startEvent(plan, runId));
      await optimize(context);
      const result = resultOf(state, returnsBest);
      await events.close();
      folder.writeResult(result);
      return result;
    } finally {
      usage.save();
      await events.close().catch(() => undefined);
      await journal.close();
      for (const { plugin } of plan.plugins) await plugin.dispose?.();
    }
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

const NOTHING_PAID: Paid = { spend: nothingByRole(), attempts: 0, retries: 0, fromJournal: 0, inFlight: 0 };

interface ContextInputs {
  readonly plan: Plan;
  readonly hooks: Hooks;
  readonly journal: Journal;
  readonly runId: string;
  readonly gateway: Gateway;
  readonly options: SessionOptions;
  readonly emit: SearchContext['emit'];
  readonly judges: SearchContext['judges'];
}

function createContext(inputs: ContextInputs): SearchContext {
  const { plan, hooks, journal, runId, gateway, options, emit, judges } = inputs;
  const root = seedRoot(plan.run.seed);
  const metered = withStepEvents(gateway, emit);
  const { system, models } = plan;
  return {
    plan,
    hooks,
    gateway: metered,
    execute: createExecutor({
      system,
      models,
      samplingSeed: samplingSeed({ root }, 0),
      tolerate: plan.run.tolerate,
      step: metered.step,
    }),
    root,
    signal: options.signal ?? new AbortController().signal,
    emit,
    judges,
    decide: async (name, make) => {
      const standing = journal.decision(runId, name);
      // null is a decision too: an approval must not be asked for again.
      return standing === undefined ? journal.decide(runId, name, await make()) : standing;
    },
  };
}

/** Each step that cost something is an event: what the run has spent can be read at any line of events.jsonl. */
function withStepEvents(gateway: Gateway, emit: SearchContext['emit']): Gateway {
  return {
    ...gateway,
    step: async (requests) => {
      const before = gateway.meter.settled();
      const results = await gateway.step(requests);
      const spend = spentSince(before, gateway.meter.settled());
      if (Object.keys(spend).length > 0) await emit({ type: 'step', spend });
      return results;
    },
  };
}

function spentSince(before: SpendByRole, after: SpendByRole): Partial<SpendByRole> {
  const minus = (a: Spend, b: Spend): Spend => ({
    calls: a.calls - b.calls,
    inputTokens: a.inputTokens - b.inputTokens,
    outputTokens: a.outputTokens - b.outputTokens,
    nanoUsd: a.nanoUsd - b.nanoUsd,
  });
  const roles = ROLES.filter((role) => after[role].calls > before[role].calls);
  return Object.fromEntries(roles.map((role) => [role, minus(after[role], before[role])]));
}

const startEvent = ({ run, system, data: { splits } }: Plan, runId: string): RunEvent => ({
  type: 'start',
  runId,
  seed: run.seed,
  agents: system.agents.map(({ id, prompt }) => ({
    id,
    prompt: prompt?.sections ?? null,
    candidate: prompt?.id ?? null,
  })),
  splits: { train: splits.train.length, validation: splits.validation.length, test: splits.test.length },
});

/** What a kill may lose of the bookkeeping, in milliseconds. */
const SAVE_EVERY = 2000;

/** Adds this session's payments and time to what earlier sessions of the run saved. */
function trackUsage(folder: RunFolder, paid: () => Paid | null) {
  const started = performance.now();
  const before = folder.readUsage() ?? {
    seconds: 0,
    sessions: 0,
    attempts: 0,
    retries: 0,
    fromJournal: 0,
    paid: nothingByRole(),
  };
  const save = (): void => {
    const now = paid() ?? NOTHING_PAID;
    folder.writeUsage({
      seconds: before.seconds + (performance.now() - started) / 1000,
      sessions: before.sessions + 1,
      attempts: before.attempts + now.attempts,
      retries: before.retries + now.retries,
      fromJournal: before.fromJournal + now.fromJournal,
      paid: sumPaid(before.paid, now.spend),
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

const sumPaid = (a: SpendByRole, b: SpendByRole): SpendByRole =>
  Object.fromEntries(ROLES.map((role) => [role, add(a[role], b[role])])) as SpendByRole;
