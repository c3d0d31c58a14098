import { existsSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { listRuns, MaspoError, type Result, readJson, runsFolder, type SavedRun } from '@maspo/core';
import { suggest, UsageError } from './arguments.ts';
import type { CommandContext } from './command.ts';
import { commandLine } from './invocation.ts';

/** The folder of the project: that of `--config`, else the nearest one, from here upwards, that has runs. */
export function projectFolder({ args, cwd }: Pick<CommandContext, 'args' | 'cwd'>): string {
  const config = args.text('config');
  if (config !== undefined) {
    const folder = dirname(resolve(cwd, config));
    return basename(folder) === '.config' ? dirname(folder) : folder;
  }
  for (let folder = cwd; ; folder = dirname(folder)) {
    if (existsSync(runsFolder(folder))) return folder;
    if (dirname(folder) === folder) return cwd;
  }
}

/** The run of this id (or the beginning of one), by default the first that `wanted` takes. @throws UsageError, MaspoError */
export function findRun(
  dir: string,
  id: string | undefined,
  wanted: { what: string; is(run: SavedRun): boolean },
): SavedRun {
  const runs = listRuns(dir);
  if (id !== undefined) return namedRun(runs, id);
  const run = runs.find(wanted.is);
  if (run !== undefined) return run;
  throw new MaspoError(
    'MASPO-NO-RUN',
    `there is no ${wanted.what} run in ${dir}`,
    runs.length === 0 ? 'Start one: maspo optimize' : `Name one: ${runs.map(({ runId }) => runId).join(', ')}.`,
  );
}

function namedRun(runs: readonly SavedRun[], id: string): SavedRun {
  const matching = runs.filter(({ runId }) => runId.startsWith(id));
  const [run] = matching;
  if (run !== undefined && matching.length === 1) return run;
  const names = runs.map(({ runId }) => runId);
  if (run !== undefined)
    throw new UsageError(
      `several runs begin with "${id}"`,
      `Write more of it: ${matching.map(({ runId }) => runId).join(', ')}.`,
    );
  throw new UsageError(
    `there is no run "${id}"`,
    names.length === 0
      ? 'There are no runs here: maspo optimize starts one.'
      : suggest(id, names, `Runs: ${names.join(', ')}.`),
  );
}

/** What a finished run returned: by default the one that finished last. @throws UsageError, MaspoError */
export function findResult(dir: string, id: string | undefined): { readonly run: SavedRun; readonly result: Result } {
  const run = findRun(dir, id, { what: 'finished', is: ({ finished }) => finished });
  const result = readJson<Result>(join(run.folder, 'result.json'));
  if (result !== null) return { run, result };
  throw new MaspoError(
    'MASPO-UNFINISHED',
    `run ${run.runId} has not finished`,
    `First: ${commandLine(['resume', run.runId], dir)}`,
  );
}
