import { resolve } from 'node:path';
import {
  CallError,
  type Evaluation,
  evaluatePrompts,
  Interruption,
  MaspoError,
  type Paid,
  type Plan,
  type Split,
} from '@maspo/core';
import type { Command } from '../command.ts';
import { EXIT } from '../exit.ts';
import { Interrupted, watchInterrupt } from '../interrupt.ts';
import { shown } from '../invocation.ts';
import { printableLine } from '../printable.ts';
import { planOf } from '../project.ts';
import { readPromptSet } from '../prompt-set.ts';
import { evaluationLines } from '../report/evaluation.ts';
import { watchStandstill } from '../standstill.ts';
import type { Terminal } from '../terminal.ts';

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
    const evaluation = await measured(plan, { prompts, split }, terminal);
    const set = folder === null ? 'seed prompts' : shown(folder);
    if (terminal.json) terminal.data({ prompts: set, ...evaluation }, 2);
    else terminal.print(evaluationLines(set, evaluation, plan, terminal.paint).join('\n'));
    return EXIT.done;
  },
};

/** Evaluates with a count of calls on a terminal. */
async function measured(
  plan: Plan,
  what: Pick<Parameters<typeof evaluatePrompts>[1], 'prompts' | 'split'>,
  terminal: Terminal,
): Promise<Evaluation> {
  const { progress, note } = terminal;
  const unwatch = watchStandstill(terminal, () => []);
  const isLive = progress.isTTY === true;
  let begun = false;
  const show = ({ attempts, fromJournal }: Paid): void => {
    begun = true;
    if (isLive) progress.write(`\r\x1b[2K${attempts} calls made, ${fromJournal} from the journal`);
  };
  const clear = (): unknown => isLive && progress.write('\r\x1b[2K');
  const interrupt = watchInterrupt({
    first: () => note('Ending this step … Ctrl-C again leaves at once.'),
    second: clear,
  });
  try {
    return await evaluatePrompts(plan, {
      ...what,
      interrupted: interrupt.asked,
      onStep: show,
      onLog: (message) => note(printableLine(message)),
    });
  } catch (error) {
    if (error instanceof Interruption) throw new Interrupted('Started again, it goes on where it was.');
    if (error instanceof CallError && !begun)
      throw new MaspoError('MASPO-PREFLIGHT', error.message, error.hint, { cause: error });
    throw error;
  } finally {
    clear();
    unwatch();
    interrupt.stop();
  }
}
