import { join } from 'node:path';
import { MaspoError, type Plan, runIdOf, type SavedRun } from '@maspo/core';
import type { Command, CommandContext } from '../command.ts';
import { commandLine, shown } from '../invocation.ts';
import { planOf } from '../project.ts';
import { runPlan } from '../run.ts';
import { findRun, projectFolder } from '../runs.ts';
import { RUN_FLAGS } from './optimize.ts';

export const resume: Command = {
  takes: '[RUN] [--concurrency N] [--require-gain]',
  about:
    'Goes on with a run: by default the unfinished one that was last worked on. What was answered before comes from the journal, so nothing is paid twice, and the result is the same as without the interruption.',
  flags: RUN_FLAGS,
  positionals: 1,
  run: async (context) => {
    const { args, terminal } = context;
    const dir = projectFolder(context);
    const run = findRun(dir, args.positionals[0], { what: 'unfinished', is: ({ finished }) => !finished });
    const plan = await samePlan(context, dir, run);
    if (run.finished) terminal.note(`Run ${run.runId} has finished: it is read again from the journal.`);
    return runPlan(plan, terminal, { requireGain: args.has('require-gain') });
  },
};

/** The plan of a run as it was started: with its seed, and the budget of calls that its command line may have set. */
async function samePlan(context: CommandContext, dir: string, { runId, saved }: SavedRun): Promise<Plan> {
  const file = join(dir, saved.config);
  const concurrency = context.args.integer('concurrency');
  const calls = callsIn(saved.plan);
  for (const overrides of [{ seed: saved.seed }, ...(calls === undefined ? [] : [{ seed: saved.seed, calls }])]) {
    const plan = await planOf(context, { ...overrides, concurrency }, file);
    if (runIdOf(plan) === runId) return plan;
  }
  throw new MaspoError(
    'MASPO-RUN-CHANGED',
    `run ${runId} was started with another config, other data or other plugins than ${shown(file)} has now`,
    `Bring them back as they were (the run's config is in ${shown(join(dir, '.maspo/runs', runId, 'plan.json'))}), or start a new run: ${commandLine(['optimize'], dir)}`,
  );
}

function callsIn(plan: unknown): number | undefined {
  const { budget } = plan as { budget?: { calls?: unknown } };
  return typeof budget?.calls === 'number' ? budget.calls : undefined;
}
