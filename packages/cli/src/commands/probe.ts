import { designProbe, type Plan, PROBE_CALLS, type ProbeDesign, probe as probeSystem } from '@maspo/core';
import type { Command } from '../command.ts';
import { EXIT } from '../exit.ts';
import { plural, tokens, usd } from '../format.ts';
import { measuring } from '../measuring.ts';
import { planOf } from '../project.ts';
import { isPriced } from '../report/budget.ts';
import { probeLines } from '../report/probe.ts';

export const probe: Command = {
  takes: '[--calls N] [--seed N]',
  about:
    'Measures with a few dozen calls on training items, before a search is paid for: how good the seed prompts are; what a changed prompt of each agent does to its own output, to the agents that read it and to the answer; how large a gain the validation split can prove. Then it says where a search can pay and where nothing was found that could. The prompts that it tries are made by the init operators and by mutations that ask no model, one agent at a time.\n\nIts calls are kept in the journal: a run that follows has the same ones for free.\n\nExit: 0 measured, 1 failed, 2 config, 3 the calls allow no probe or a model does not answer.',
  flags: {
    calls: {
      type: 'integer',
      least: 1,
      value: 'N',
      description: `Calls that are never passed; ${PROBE_CALLS} by default. budget.calls holds as well.`,
    },
    seed: { type: 'integer', value: 'N', description: 'Seed of the run that is meant, instead of run.seed.' },
    concurrency: { type: 'integer', least: 1, value: 'N', description: 'Calls in flight at most. Changes no result.' },
  },
  positionals: 0,
  run: async (context) => {
    const { args, terminal } = context;
    const plan = await planOf(context, { seed: args.integer('seed'), concurrency: args.integer('concurrency') });
    const calls = args.integer('calls') ?? PROBE_CALLS;
    terminal.note(designText(plan, designProbe(plan, calls)));
    const report = await measuring(terminal, (options) => probeSystem(plan, { ...options, calls }));
    if (terminal.json) terminal.data({ config: plan.file, ...report }, 2);
    else terminal.print(probeLines(report, plan, terminal).join('\n'));
    return EXIT.done;
  },
};

/** What is going to be paid at most, before it is. */
function designText(plan: Plan, { items, variants, most }: ProbeDesign): string {
  const cost = isPriced(plan) ? `, ${usd(most.nanoUsd / 1e9)}` : '';
  const bound = `${plural(most.calls, 'call')}, ${tokens(most.inputTokens + most.outputTokens)} tokens${cost}`;
  return `probe: ${bound} at most, for ${plural(items, 'training item')} or more and up to ${plural(variants, 'variant')} of each prompt`;
}
