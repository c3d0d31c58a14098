import { readdirSync, readFileSync } from 'node:fs';
import { findPackageJSON } from 'node:module';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { installedPlugins } from '@maspo/core/plan';
import { UsageError } from '../arguments.ts';
import { firstPartySchema } from '../first-party.ts';
import { plural } from '../format.ts';
import { commandLine, shellLine, shown } from '../invocation.ts';
import { printableLine } from '../printable.ts';
import type { Paint } from '../terminal.ts';
import { configFile, type Job, type ModelChoice, needsJudge } from './config.ts';
import { type Found, isThere } from './detect.ts';
import { SAMPLE_FILE } from './job.ts';
import { messagesFile } from './messages.ts';
import { FIRST_MODEL, pluginsFor } from './providers.ts';

const CONFIG = 'maspo.config.yaml';
const SCHEMA = 'maspo.schema.json';

/** All that is to be written. */
export interface Setup {
  /** The folder of the config, absolute. */
  readonly dir: string;
  readonly choice: ModelChoice;
  /** What was found when it was looked for. */
  readonly there: Found;
  readonly job: Job;
  /** Whether the data file has to be written as well. */
  readonly isSample: boolean;
}

export type Files = Readonly<Record<string, string>>;

/** The files by name. @param isComplete Whether all plugins are there: without them there is no schema yet. */
export async function filesOf({ dir, choice, job, isSample }: Setup, isComplete: boolean): Promise<Files> {
  return {
    [CONFIG]: configFile(choice, job),
    ...(isSample ? { [SAMPLE_FILE]: messagesFile() } : {}),
    ...(isComplete ? { [SCHEMA]: `${JSON.stringify(await firstPartySchema(dir), null, 2)}\n` } : {}),
  };
}

/** @throws UsageError where there is a config of another format: nobody would know which one counts. */
export function refuseSecondConfig(dir: string): void {
  const other = entriesOf(dir).find((name) => name.startsWith('maspo.config.') && name !== CONFIG);
  if (other !== undefined)
    throw new UsageError(
      `${shown(dir)} has a config already: ${other}`,
      'Remove it first, or name another folder: maspo init DIR',
    );
}

/** The config that is there, if any. */
export const configIn = (dir: string): string[] => entriesOf(dir).filter((name) => name === CONFIG);

/** Files that are there with another content. */
export const takenIn = (dir: string, files: Files): string[] => {
  const present = entriesOf(dir);
  return Object.keys(files).filter((name) => present.includes(name) && contentOf(join(dir, name)) !== files[name]);
};

function entriesOf(dir: string): string[] {
  try {
    return readdirSync(dir);
  } catch {
    return [];
  }
}

function contentOf(file: string): string | null {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return null;
  }
}

/** What `npm install` has to bring, so that the config runs in its folder. */
export async function missingPackages({ dir, choice }: Pick<Setup, 'dir' | 'choice'>): Promise<string[]> {
  const packages = ['@maspo/core', ...pluginsFor(choice.provider).map((name) => `@maspo/plugin-${name}`)];
  const installed = await installedPlugins(packages, dir);
  const missing = packages.filter((name) => !installed.includes(name));
  return missing.length === 0 || isInstalled('maspo', dir) ? missing : ['maspo', ...missing];
}

function isInstalled(name: string, dir: string): boolean {
  try {
    return findPackageJSON(name, pathToFileURL(join(dir, CONFIG))) !== undefined;
  } catch {
    return false;
  }
}

/** Lines to paste, in order. */
export function nextCommands({ dir, choice, there }: Setup, missing: readonly string[]): string[] {
  const place = shown(dir);
  const install = ['npm', 'install', ...(place === '.' ? [] : ['--prefix', place]), ...missing];
  return [
    ...(missing.length > 0 ? [shellLine(install), commandLine(['schema', '--out', SCHEMA], dir)] : []),
    ...(choice.provider === 'ollama' && !isThere(choice.model, there)
      ? [shellLine(['ollama', 'pull', choice.model])]
      : []),
    commandLine(['plan'], dir),
    commandLine(['optimize'], dir),
  ];
}

/** The same as data. */
export const factsOf = ({ choice, job }: Setup) => ({
  provider: choice.provider,
  model: choice.model,
  data: {
    file: job.file,
    items: job.items,
    input: job.input.map(({ field }) => field),
    label: job.label?.field ?? null,
  },
});

/** What was written for what, what to know about it, and what to do next. */
export function summary(
  setup: Setup,
  files: Files,
  taken: readonly string[],
  next: readonly string[],
  paint: Paint,
): string {
  const { dir, choice, job } = setup;
  const written = Object.keys(files).map(
    (name) => `${taken.includes(name) ? 'overwrote' : 'wrote'} ${shown(join(dir, name))}`,
  );
  const notes = notesOn(setup).map((note) => `${paint('yellow', 'note:')} ${note}`);
  return [
    ...written,
    '',
    `model    ${choice.model} (${choice.provider})`,
    `data     ${printableLine(job.file)}: ${plural(job.items, 'item')}`,
    `reads    ${printableLine(job.input.map(({ field }) => field).join(', '))}`,
    `answers  ${printableLine(aboutLabel(job))}`,
    ...(notes.length > 0 ? ['', ...notes] : []),
    '',
    paint('bold', 'next'),
    ...next.map((line) => `  ${line}`),
  ].join('\n');
}

function aboutLabel({ label }: Job): string {
  if (label === null) return 'no answers known: a judge compares';
  const { field, form } = label;
  switch (form.kind) {
    case 'choice':
      return `${field}, one of ${form.choices.join(', ')}`;
    case 'number':
      return `${field}, a number`;
    case 'words':
      return `${field}, the same words`;
    case 'json':
      return `${field}, the same JSON`;
    case 'prose':
      return `${field} is too long to be compared with: a judge compares`;
  }
}

const FEW_ITEMS = 30;

function notesOn({ choice: { provider, model }, there, job }: Setup): string[] {
  const notes: (string | false)[] = [
    job.items < FEW_ITEMS && `${plural(job.items, 'item')} prove little; 100 or more are better`,
    needsJudge(job) && 'a small model judges badly: give `judge` a larger one in the config',
    provider === 'ollama' &&
      there.ollama === null &&
      'no Ollama answers: start it with `ollama serve`, or set OLLAMA_HOST',
    provider === 'openai' &&
      model !== FIRST_MODEL.openai &&
      'add `usd` to `budget`, and `price` to the model, to cap the cost',
    provider === 'openai' && (process.env.OPENAI_API_KEY ?? '') === '' && 'set OPENAI_API_KEY before you run it',
  ];
  return notes.filter((note) => note !== false);
}
