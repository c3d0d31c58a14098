import { basename, dirname, resolve } from 'node:path';
import { type Evaluation, evaluatePrompts, type Plan, type Split } from '@maspo/core';
import { UsageError } from '../arguments.ts';
import type { Command } from '../command.ts';
import { EXIT } from '../exit.ts';
import { type Threshold, tellEvaluation } from '../github/tell-evaluation.ts';
import { shown } from '../invocation.ts';
import { measuring } from '../measuring.ts';
import { planOf } from '../project.ts';
import { readPromptSet } from '../prompt-set.ts';
import { evaluationLines } from '../report/evaluation.ts';
import { junitOf } from '../report/junit.ts';
import { isMet, thresholdText, worthOf } from '../report/threshold.ts';
import { isPairwise } from '../report/verdict.ts';
import { writeFiles } from '../write-files.ts';

const SPLITS = ['validation', 'test', 'train'] as const satisfies readonly Split[];

export const evaluate: Command = {
  takes: '[--prompts DIR] [--split validation|test|train] [--fail-below X] [--junit FILE]',
  about:
    'Runs the system with a set of prompts on one split and scores the answers: the mean with its interval, or where a judge decides, how often they are preferred to the seed; and how often each agent keeps its output contract. Calls that a run has made before come from the journal.\n\nA result on the test split counts once: prompts that are chosen by it need new test items.\n\n--fail-below compares the mean itself, and says whether the interval holds X. A call that failed is no score of 0: it is left out, and counted.',
  flags: {
    prompts: {
      type: 'text',
      value: 'DIR',
      description: 'Folder with <agent>.md; agents without a file keep their seed prompt. By default the seed prompts.',
    },
    split: { type: 'text', value: 'SPLIT', choices: SPLITS, description: 'validation (default), test or train.' },
    seed: { type: 'integer', value: 'N', description: 'Seed of the run whose splits are meant, instead of run.seed.' },
    'fail-below': {
      type: 'share',
      value: 'X',
      description: 'Exit 4 if the score (or the preference) is below X, such as 0.8 or 80%.',
    },
    junit: { type: 'text', value: 'FILE', description: 'Also write JUnit XML: a test case an item.' },
    concurrency: { type: 'integer', least: 1, value: 'N', description: 'Calls in flight at most. Changes no result.' },
  },
  positionals: 0,
  run: async (context) => {
    const { args, cwd, terminal } = context;
    const plan = await planOf(context, { seed: args.integer('seed'), concurrency: args.integer('concurrency') });
    const given = args.text('prompts');
    const least = args.share('fail-below');
    const folder = given === undefined ? null : resolve(cwd, given);
    if (least !== undefined && folder === null && isPairwise(plan)) throw new UsageError(NO_SCORE, NAME_PROMPTS);
    const prompts = folder === null ? new Map<string, never>() : await readPromptSet(folder, plan);
    const split = SPLITS.find((name) => name === args.text('split')) ?? 'validation';
    const evaluation = await measuring(terminal, (options) => evaluatePrompts(plan, { ...options, prompts, split }));
    const set = folder === null ? 'seed prompts' : shown(folder);
    if (terminal.json) terminal.data({ prompts: set, ...evaluation }, 2);
    else terminal.print(evaluationLines(set, evaluation, plan, terminal.paint).join('\n'));
    const junit = args.text('junit');
    if (junit !== undefined) writeJunit(resolve(cwd, junit), evaluation);
    const verdict = least === undefined ? null : thresholdOf(evaluation, least, plan);
    if (verdict !== null) terminal.note(verdict.text);
    tellEvaluation({ set, evaluation, plan, verdict }, terminal);
    return verdict === null || verdict.met ? EXIT.done : EXIT.noGain;
  },
};

const NO_SCORE = '--fail-below needs a score: a judge compares prompts with the seed, and these are the seed';
const NAME_PROMPTS = 'Name other prompts: --prompts DIR, or score by a label.';

function thresholdOf(evaluation: Evaluation, least: number, { gate }: Plan): Threshold {
  const value = worthOf(evaluation);
  if (value === null) throw new UsageError(NO_SCORE, NAME_PROMPTS);
  return { met: isMet(value, least), text: thresholdText(value, least, evaluation.items, gate.confidence) };
}

function writeJunit(file: string, evaluation: Evaluation): void {
  const hint = 'Name a file that can be written: --junit FILE';
  writeFiles(dirname(file), { [basename(file)]: junitOf(evaluation) }, hint);
}
