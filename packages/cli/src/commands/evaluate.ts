import { resolve } from 'node:path';
import { evaluatePrompts, type Split } from '@maspo/core';
import type { Command } from '../command.ts';
import { EXIT } from '../exit.ts';
import { shown } from '../invocation.ts';
import { measuring } from '../measuring.ts';
import { planOf } from '../project.ts';
import { readPromptSet } from '../prompt-set.ts';
import { evaluationLines } from '../report/evaluation.ts';

const SPLITS = ['validation', 'test', 'train'] as const satisfies readonly Split[];

export const evaluate: Command = {
  takes: '[--prompts DIR] [--split validation|test|train] [--seed N]',
  about:
    'Runs the system with a set of prompts on one split and scores the answers: the mean with its interval, or where a judge decides, how often they are preferred to the seed; and how often each agent keeps its output contract. Calls that a run has made before come from the journal.\n\nA result on the test split counts once: prompts that are chosen by it need new test items.',
  flags: {
    prompts: {
      type: 'text',
      value: 'DIR',
      description: 'Folder with <agent>.md; agents without a file keep their seed prompt. By default the seed prompts.',
    },
    split: { type: 'text', value: 'SPLIT', choices: SPLITS, description: 'validation (default), test or train.' },
    seed: { type: 'integer', value: 'N', description: 'Seed of the run whose splits are meant, instead of run.seed.' },
    concurrency: { type: 'integer', least: 1, value: 'N', description: 'Calls in flight at most. Changes no result.' },
  },
  positionals: 0,
  run: async (context) => {
    const { args, cwd, terminal } = context;
    const plan = await planOf(context, { seed: args.integer('seed'), concurrency: args.integer('concurrency') });
    const given = args.text('prompts');
    const folder = given === undefined ? null : resolve(cwd, given);
    const prompts = folder === null ? new Map<string, never>() : await readPromptSet(folder, plan);
    const split = SPLITS.find((name) => name === args.text('split')) ?? 'validation';
    const evaluation = await measuring(terminal, (options) => evaluatePrompts(plan, { ...options, prompts, split }));
    const set = folder === null ? 'seed prompts' : shown(folder);
    if (terminal.json) terminal.data({ prompts: set, ...evaluation }, 2);
    else terminal.print(evaluationLines(set, evaluation, plan, terminal.paint).join('\n'));
    return EXIT.done;
  },
};
