import type { Paid } from '../calls/context.ts';
import { type Journal, openJournal } from '../calls/journal.ts';
import { createHooks } from '../hooks.ts';
import type { Plan } from '../plan.ts';
import { tapPlugins } from '../plugin/tap.ts';
import { journalFile } from '../run/folder.ts';
import { runIdOf } from '../run/identity.ts';
import { emptyState, reduce } from '../run/state.ts';
import type { SearchContext } from './context.ts';
import { type OpenOptions, openContext } from './open.ts';

export interface ApartOptions extends OpenOptions {
  /** Told of progress, at the end of each step of calls. */
  readonly onStep?: (paid: Paid) => void;
}

/**
 * Measures something with the calls of a run and outside of any: the project's journal answers what it has, and keeps what is
 * new for the runs to come. Nothing reaches a run folder; events only add up to what the judges did.
 */
export async function measureApart<T>(
  plan: Plan,
  options: ApartOptions,
  work: (context: SearchContext, journal: Journal) => Promise<T>,
): Promise<T> {
  const journal = openJournal(journalFile(plan.dir));
  try {
    return await work(openApart(plan, journal, options), journal);
  } finally {
    await journal.close();
    for (const { plugin } of plan.plugins) await plugin.dispose?.();
  }
}

function openApart(plan: Plan, journal: Journal, options: ApartOptions): SearchContext {
  const hooks = createHooks();
  tapPlugins(hooks, plan.plugins);
  let state = emptyState;
  const context = openContext({
    plan,
    // A run of this plan and what is measured beside it are held against the same models.
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
