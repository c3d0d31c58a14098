import type { Flags } from '../arguments.ts';
import type { Command } from '../command.ts';
import { planOf } from '../project.ts';
import { runPlan } from '../run.ts';

/** How a run is carried out; none of these changes its result. */
export const RUN_FLAGS: Flags = {
  concurrency: { type: 'integer', least: 1, value: 'N', description: 'Calls in flight at most. Changes no result.' },
  'require-gain': { type: 'switch', description: 'Exit 4 if the prompts did not get better.' },
};

export const optimize: Command = {
  takes: '[--seed N] [--calls N] [--concurrency N] [--require-gain]',
  about:
    'Searches for better prompts of all agents together, proves them on items that the search never saw, and prints what changed. Before all else each model is asked once (see maspo doctor). The same config, data and seed are the same run: started again, it goes on where it was. Ctrl-C lets the calls in flight end and prints how to resume; a second one leaves at once.\n\nExit: 0 finished, 1 failed or suspended, 2 config, 3 budget too small or a model that does not answer, 4 --require-gain not met, 130 interrupted. With --json each event of the run is a line, the result the last.',
  flags: {
    seed: { type: 'integer', value: 'N', description: 'Seed of the run, instead of run.seed.' },
    calls: {
      type: 'integer',
      least: 1,
      value: 'N',
      description: 'Calls that the run may make, instead of budget.calls.',
    },
    ...RUN_FLAGS,
  },
  positionals: 0,
  run: async (context) => {
    const { args, terminal } = context;
    const plan = await planOf(context, {
      seed: args.integer('seed'),
      calls: args.integer('calls'),
      concurrency: args.integer('concurrency'),
    });
    return runPlan(plan, terminal, { requireGain: args.has('require-gain') });
  },
};
