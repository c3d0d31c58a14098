import { createGateway, type Gateway } from '../calls/gateway.ts';
import type { Journal } from '../calls/journal.ts';
import type { Spend, SpendByRole } from '../calls/usage.ts';
import type { Hooks } from '../hooks.ts';
import type { Plan } from '../plan.ts';
import { seedRoot } from '../random.ts';
import { createRedactor } from '../redact.ts';
import { createExecutor } from '../system/execute.ts';
import { ROLES } from '../types.ts';
import { copyCheckOf, type SearchContext } from './context.ts';
import { samplingSeed } from './operate.ts';

/** What a search or an evaluation may be given from outside. */
export interface OpenOptions {
  /** Asked at the start of each step: true ends it there; what was answered stays in the journal. */
  readonly interrupted?: () => boolean;
  /** Ends calls in flight. */
  readonly signal?: AbortSignal;
  /** Notes of providers (a model is loading): they depend on the machine, so they are no events. */
  readonly onLog?: (message: string) => void;
}

export interface OpenInputs extends Pick<SearchContext, 'emit' | 'state'> {
  readonly plan: Plan;
  readonly runId: string;
  readonly hooks: Hooks;
  readonly journal: Journal;
  /** Seconds that earlier sessions of this run have used. */
  readonly elapsedBefore: number;
  /** What their attempts without an answer may have cost. */
  readonly lostBefore?: SpendByRole;
  readonly options: OpenOptions;
}

/** Opens the gateway of a plan and all that the search reaches out to through it. */
export function openContext({ options, ...inputs }: OpenInputs): SearchContext {
  const { plan, emit, state, ...run } = inputs;
  const { runId, hooks, journal } = run;
  const { signal = new AbortController().signal, interrupted = () => false, onLog } = options;
  const redact = createRedactor(plan.secrets);
  const log = (message: string): void => onLog?.(redact(message));
  const note = (message: string): Promise<void> => emit({ type: 'note', from: 'budget', message });
  const opened = createGateway({ ...run, plan, signal, interrupted, log, note });
  const gateway = withStepEvents(opened, emit);
  const root = seedRoot(plan.run.seed);
  const { system, models } = plan;
  const { tolerate } = plan.run;
  return {
    plan,
    hooks,
    gateway,
    execute: createExecutor({ system, models, samplingSeed: samplingSeed({ root }, 0), tolerate, step: gateway.step }),
    root,
    signal,
    proposed: new Map(),
    copies: copyCheckOf(plan),
    emit,
    state,
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
