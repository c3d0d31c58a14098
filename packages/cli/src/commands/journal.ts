import {
  checkJournal,
  journalFile,
  listRuns,
  type Pruning,
  previewPruning,
  pruneJournal,
  reportJournal,
} from '@maspo/core';
import { UsageError } from '../arguments.ts';
import type { Command, CommandContext } from '../command.ts';
import { EXIT } from '../exit.ts';
import { bytes, group, plural } from '../format.ts';
import { commandLine, shown } from '../invocation.ts';
import { describeRuns, hitRate, journalLines } from '../report/journal.ts';
import { projectFolder } from '../runs.ts';

const DAY = 24 * 60 * 60;

export const journal: Command = {
  takes: '[--check] [--prune [--older-than DAYS] [--yes]]',
  about:
    'Shows the journal of the project, where the answer of every paid call is kept: its size, who paid for what, and how much it saved. Runs that are under way are not disturbed.\n\n--prune deletes what runs paid for whose folder is gone, with --older-than also what is older than so many days; what unfinished runs paid for is never deleted. Without --yes it only says what it would do. A call that is deleted is paid again where it comes up again.',
  flags: {
    check: { type: 'switch', description: 'Have the database check itself. Exit 1 if it is damaged.' },
    prune: { type: 'switch', description: 'Say what can be deleted; with --yes delete it.' },
    'older-than': { type: 'integer', value: 'DAYS', description: 'With --prune: also answers older than this.' },
    yes: { type: 'switch', description: 'With --prune: do it.' },
  },
  positionals: 0,
  run: async (context) => {
    const { args } = context;
    const dir = projectFolder(context);
    const file = journalFile(dir);
    for (const flag of ['older-than', 'yes'])
      if (args.has(flag) && !args.has('prune'))
        throw new UsageError(`--${flag} is for --prune`, 'Say: maspo journal --prune');
    if (args.has('prune')) return prune(context, dir, file);
    if (args.has('check')) return check(context, file);
    return show(context, dir, file);
  },
};

function show({ terminal }: CommandContext, dir: string, file: string): number {
  const report = reportJournal(file);
  const runs = describeRuns(dir, report);
  if (terminal.json) terminal.data({ ...report, runs, hitRate: hitRate(runs) }, 2);
  else terminal.print(journalLines(report, runs, terminal.paint).join('\n'));
  return EXIT.done;
}

function check({ terminal }: CommandContext, file: string): number {
  const problems = checkJournal(file);
  if (terminal.json) terminal.data({ file, ok: problems.length === 0, problems }, 2);
  else if (problems.length === 0) terminal.print(`${terminal.paint('green', 'ok:')} ${shown(file)} is whole`);
  else {
    terminal.note(`${terminal.notes.paint('red', 'error:')} ${shown(file)} is damaged`);
    for (const problem of problems.slice(0, 10)) terminal.note(`  ${problem}`);
    terminal.note(
      `  ${terminal.notes.paint('cyan', 'fix:')} Put a copy back, or move the file away to start a new one.`,
    );
  }
  return problems.length === 0 ? EXIT.done : EXIT.failed;
}

function prune({ args, terminal }: CommandContext, dir: string, file: string): number {
  const days = args.integer('older-than');
  const pruning = pruningOf(dir, file, days);
  const what = ({ rows, decisions }: { readonly rows: number; readonly decisions: number }): string =>
    `${plural(rows, 'answer')}${decisions === 0 ? '' : ` and ${plural(decisions, 'decision')}`}`;
  const warning =
    pruning.spare.length === 0
      ? ''
      : `\nWhat unfinished runs paid for stays; where they were answered by others' calls, they pay these again.`;
  if (!args.has('yes')) {
    const preview = previewPruning(file, pruning);
    if (terminal.json) terminal.data({ file, done: false, ...preview }, 2);
    else if (preview.rows + preview.decisions === 0) terminal.print('Nothing to delete.');
    else {
      const again = ['journal', '--prune', ...(days === undefined ? [] : ['--older-than', String(days)]), '--yes'];
      terminal.print(`Would delete ${what(preview)}.${warning}\nDo it: ${commandLine(again, dir)}`);
    }
    return EXIT.done;
  }
  const pruned = pruneJournal(file, pruning);
  if (terminal.json) terminal.data({ file, done: true, ...pruned }, 2);
  else terminal.print(`deleted ${what(pruned)}; ${bytes(pruned.freed)} (${group(pruned.freed)} bytes) freed`);
  return EXIT.done;
}

/** Runs whose folder is gone go; runs without a result are spared, and with them what nobody knows the payer of. */
function pruningOf(dir: string, file: string, days: number | undefined): Pruning {
  const known = listRuns(dir);
  const unfinished = known.filter(({ finished }) => !finished).map(({ runId }) => runId);
  const ids = new Set(known.map(({ runId }) => runId));
  return {
    runs: reportJournal(file)
      .runs.map(({ run }) => run)
      .filter((run) => run !== '' && !ids.has(run)),
    before: days === undefined ? null : Math.floor(Date.now() / 1000) - days * DAY,
    spare: unfinished.length === 0 ? [] : [...unfinished, ''],
  };
}
