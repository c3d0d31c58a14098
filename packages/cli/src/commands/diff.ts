import { listRuns } from '@maspo/core';
import { UsageError } from '../arguments.ts';
import type { Command } from '../command.ts';
import { EXIT } from '../exit.ts';
import { compareRuns } from '../report/compare.ts';
import { comparisonLines } from '../report/comparison.ts';
import { readRun } from '../report/story/files.ts';
import { storyOf } from '../report/story/story.ts';
import { findRun, projectFolder } from '../runs.ts';

export const diff: Command = {
  takes: 'RUN RUN',
  about:
    'Compares two runs of a project: verdict, test, validation, calls and cost side by side, what their configs set otherwise, and each agent’s prompt word by word. Without names, the last two, the older one first. Runs may be unfinished; no call is made.',
  flags: {},
  positionals: 2,
  run: async (context) => {
    const { args, terminal } = context;
    const dir = projectFolder(context);
    const [first, second] = namesOf(args.positionals, dir);
    const runs = [first, second].map((name) => findRun(dir, name, { what: 'begun', is: () => true }));
    const [a, b] = await Promise.all(runs.map(async ({ folder }) => storyOf(await readRun(folder))));
    if (a === undefined || b === undefined) throw new RangeError('two runs are compared');
    const comparison = compareRuns(a, b);
    if (terminal.json) terminal.data(comparison, 2);
    else terminal.print(comparisonLines(comparison, terminal.paint, terminal.columns).join('\n'));
    return EXIT.done;
  },
};

function namesOf([first, second]: readonly string[], dir: string): readonly [string, string] {
  if (first !== undefined && second !== undefined) return [first, second];
  const [last, before] = listRuns(dir);
  if (first === undefined && last !== undefined && before !== undefined) return [before.runId, last.runId];
  throw new UsageError('maspo diff compares two runs', 'Name both: maspo diff RUN RUN');
}
