import { statSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { MaspoError, type SavedRun } from '@maspo/core';
import { UsageError } from '../arguments.ts';
import { openInBrowser } from '../browser.ts';
import type { Command, CommandContext } from '../command.ts';
import { EXIT } from '../exit.ts';
import { watchInterrupt } from '../interrupt.ts';
import { shown } from '../invocation.ts';
import { markdownOf } from '../report/markdown.ts';
import { saveReport } from '../report/save.ts';
import { readRun } from '../report/story/files.ts';
import { storyOf } from '../report/story/story.ts';
import { findRun, projectFolder } from '../runs.ts';

const FORMATS = ['html', 'md', 'json'] as const;

/** Between two looks at a run that goes on, in milliseconds. */
const LOOK_EVERY = 1000;

export const report: Command = {
  takes: '[RUN] [--open] [--format html|md|json] [--watch]',
  about:
    "Tells a run, by default the one that was last worked on, finished or not. As HTML it is one file in the run's folder, report.html, that loads nothing else and can be sent to others; as Markdown it fits a pull request; as JSON it is for programs. The report is made of what the run has written down: no call is made.\n\nWith --watch it is written anew while the run goes on, and the open page follows; it ends with the run, or with Ctrl-C.",
  flags: {
    open: { type: 'switch', description: 'Open the page in the browser.' },
    format: { type: 'text', value: 'FORMAT', choices: FORMATS, description: 'html (default), md or json.' },
    watch: { type: 'switch', description: 'Write the page anew until the run has finished.' },
  },
  positionals: 1,
  run: async (context) => {
    const { args, terminal } = context;
    const format = formatOf(context);
    const run = findRun(projectFolder(context), args.positionals[0], { what: 'begun', is: () => true });
    if (format === 'html') return showPage(context, run);
    const story = storyOf(await readRun(run.folder));
    if (format === 'md') terminal.print(markdownOf(story));
    else terminal.data(story, 2);
    return EXIT.done;
  },
};

function formatOf({ args, terminal }: CommandContext): (typeof FORMATS)[number] {
  const given = FORMATS.find((name) => name === args.text('format'));
  if (terminal.json && given !== undefined && given !== 'json')
    throw new UsageError(`--json and --format ${given} are two formats`, 'Give one of them.');
  const format = terminal.json ? 'json' : (given ?? 'html');
  const page = ['open', 'watch'].find((flag) => args.has(flag));
  if (format !== 'html' && page !== undefined)
    throw new UsageError(`--${page} is for the HTML report, not for ${format}`, `Leave out --${page} or the format.`);
  return format;
}

async function showPage({ args, terminal }: CommandContext, { folder }: SavedRun): Promise<number> {
  const live = args.has('watch');
  const { file, story } = await saveReport(folder, { live });
  terminal.print(shown(file));
  if (args.has('open')) await openInBrowser(file);
  return live && story.verdict === null ? follow(folder, terminal.note) : EXIT.done;
}

/** Writes the page anew whenever the run has gone on, until it has finished. */
async function follow(folder: string, note: (text: string) => void): Promise<number> {
  const interrupt = watchInterrupt({ first: () => undefined, second: () => undefined });
  const events = join(folder, 'events.jsonl');
  let seen = '';
  note('Following the run; Ctrl-C ends it.');
  try {
    while (!interrupt.asked()) {
      await wait(LOOK_EVERY);
      const now = stateOf(events);
      if (now === seen) continue;
      seen = now;
      if (await isFinished(folder)) return EXIT.done;
    }
    // The page that stays must not wait for more.
    await saveReport(folder);
    return EXIT.interrupted;
  } finally {
    interrupt.stop();
  }
}

async function isFinished(folder: string): Promise<boolean> {
  try {
    return (await saveReport(folder, { live: true })).story.verdict !== null;
  } catch (error) {
    // A run that is begun again starts its events anew: for a moment there are none.
    if (error instanceof MaspoError && error.code === 'MASPO-NO-EVENTS') return false;
    throw error;
  }
}

function stateOf(file: string): string {
  const stat = statSync(file, { throwIfNoEntry: false });
  return stat === undefined ? '' : `${stat.size} ${stat.mtimeMs}`;
}
