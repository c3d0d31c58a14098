import { createGateway } from '../calls/gateway.ts';
import { openJournal } from '../calls/journal.ts';
import { createHooks } from '../hooks.ts';
import type { Plan } from '../plan.ts';
import { tapPlugins } from '../plugin/tap.ts';
import { seedRoot } from '../random.ts';
import type { RunEvent } from '../run/events.ts';
import { journalFile } from '../run/folder.ts';
import { emptyState, reduce } from '../run/state.ts';
import { copyCheckOf, type SearchContext } from '../search/context.ts';
import { createExecutor } from '../system/execute.ts';

export type EventOf<Type extends RunEvent['type']> = Extract<RunEvent, { type: Type }>;

/** A search that is taken apart: what a session gives it, and what it said. */
export interface OpenSearch extends SearchContext {
  readonly events: readonly RunEvent[];
  eventsOf<Type extends RunEvent['type']>(type: Type): EventOf<Type>[];
  close(): Promise<void>;
}

export function openSearch(plan: Plan): OpenSearch {
  const events: RunEvent[] = [];
  const hooks = createHooks();
  tapPlugins(hooks, plan.plugins);
  const journal = openJournal(journalFile(plan.dir));
  const { signal } = new AbortController();
  const gateway = createGateway({
    plan,
    runId: 'run',
    hooks,
    journal,
    signal,
    interrupted: () => false,
    elapsedBefore: 0,
    log: () => undefined,
  });
  const { system, models } = plan;
  return {
    plan,
    hooks,
    gateway,
    execute: createExecutor({ system, models, samplingSeed: 1, tolerate: plan.run.tolerate, step: gateway.step }),
    root: seedRoot(plan.run.seed),
    signal,
    proposed: new Map(),
    copies: copyCheckOf(plan),
    emit: async (event) => {
      events.push(event);
    },
    counted: new Map(),
    state: () => events.reduce(reduce, emptyState),
    decide: async (name, make) => {
      const standing = journal.decision('run', name);
      return standing === undefined ? journal.decide('run', name, await make()) : standing;
    },
    events,
    eventsOf: <Type extends RunEvent['type']>(type: Type) =>
      events.filter((event): event is EventOf<Type> => event.type === type),
    close: journal.close,
  };
}
