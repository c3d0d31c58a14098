import { createWriteStream, existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Paid } from '../calls/context.ts';
import type { SpendByRole } from '../calls/usage.ts';
import type { Json } from '../canonical.ts';
import { MaspoError, messageOf } from '../errors.ts';
import { type Redact, redactJson } from '../redact.ts';
import { createPrompt, type Prompt, printPrompt } from '../system/prompt.ts';
import type { RunEvent } from './events.ts';
import type { Result } from './result.ts';

/** `plan.json`: what a run was started with. */
export interface SavedPlan {
  readonly version: 1;
  readonly runId: string;
  /** The config file, relative to the project's folder. */
  readonly config: string;
  readonly seed: number;
  /** The resolved config, secrets out. */
  readonly plan: Json;
  /** Versions of the plugins' packages by name; null for a single file. */
  readonly plugins: Readonly<Record<string, string | null>>;
  /** Content hash of all items in their splits, 12 hex digits. */
  readonly data: string;
  /** The name under which looks at its test split are counted. */
  readonly test: string;
}

/** What was known when a run was begun. */
export interface Begun {
  /** What it was expected to spend. */
  readonly expected: SpendByRole;
  /** Of what it ran on: maspo, Node. */
  readonly versions: Readonly<Record<string, string>>;
}

/** `usage.json`: what may differ between two ways to the same result. */
export interface SavedUsage {
  /** Seconds of search, all sessions together. */
  readonly seconds: number;
  readonly sessions: number;
  readonly attempts: number;
  readonly retries: number;
  readonly fromJournal: number;
  readonly paid: Paid['spend'];
  /** What attempts that got no answer in time may have cost beside. */
  readonly lost: Paid['lost'];
  /** Of the first session. */
  readonly begun: Begun | null;
}

/** The folder of one run: `.maspo/runs/<runId>/`. */
export interface RunFolder {
  readonly path: string;
  readonly exists: boolean;
  writePlan(plan: SavedPlan): void;
  readUsage(): SavedUsage | null;
  writeUsage(usage: SavedUsage): void;
  /** A run that is under way again has no result until it has reached its end. */
  clearResult(): void;
  /** Starts events.jsonl anew: a resumed run writes the same lines again. */
  openEvents(): { write(event: RunEvent): Promise<void>; close(): Promise<void> };
  /** `result.json` and `prompts/<agent>.md`, each put in place whole. */
  writeResult(result: Result): void;
}

export const projectFolder = (dir: string): string => join(dir, '.maspo');
export const journalFile = (dir: string): string => join(projectFolder(dir), 'journal.db');
export const runsFolder = (dir: string): string => join(projectFolder(dir), 'runs');

/** @throws MaspoError MASPO-FOLDER if it cannot be made. */
export function openRunFolder(dir: string, runId: string, redact: Redact): RunFolder {
  const path = join(runsFolder(dir), runId);
  const exists = existsSync(join(path, 'plan.json'));
  try {
    mkdirSync(path, { recursive: true });
    // The run folder and the journal are this machine's; a project's repository keeps them out without being told.
    writeFileSync(join(projectFolder(dir), '.gitignore'), '*\n');
  } catch (cause) {
    throw new MaspoError('MASPO-FOLDER', `cannot write to ${path}: ${messageOf(cause)}`, 'Make the folder writable.', {
      cause,
    });
  }
  const writeJson = (name: string, value: unknown): void =>
    replaceFile(join(path, name), `${JSON.stringify(redactJson(redact, value), null, 2)}\n`);
  return {
    path,
    exists,
    writePlan: (plan) => writeJson('plan.json', plan),
    readUsage: () => readJson<SavedUsage>(join(path, 'usage.json')),
    writeUsage: (usage) => writeJson('usage.json', usage),
    clearResult: () => rmSync(join(path, 'result.json'), { force: true }),
    openEvents: () => openEvents(join(path, 'events.jsonl'), redact),
    writeResult: (result) => {
      const prompts = Object.entries(result.agents).map(([id, { prompt }]) => [id, createPrompt(prompt)] as const);
      writePrompts(join(path, 'prompts'), prompts, redact);
      writeJson('result.json', result);
    },
  };
}

/** Writes `<agent>.md` for each agent. */
export function writePrompts(folder: string, prompts: readonly (readonly [string, Prompt])[], redact: Redact): void {
  mkdirSync(folder, { recursive: true });
  for (const [agent, prompt] of prompts) replaceFile(join(folder, `${agent}.md`), redact(printPrompt(prompt)));
}

/** A reader sees the old file or the new one, never a part. */
function replaceFile(file: string, text: string): void {
  try {
    writeFileSync(`${file}.tmp`, text);
    renameSync(`${file}.tmp`, file);
  } catch (cause) {
    throw unwritable(file, cause);
  }
}

const unwritable = (file: string, cause: unknown): MaspoError =>
  new MaspoError(
    'MASPO-FOLDER',
    `cannot write ${file}: ${messageOf(cause)}`,
    'Free disk space and make the folder writable, then resume: what was answered is in the journal.',
    { cause },
  );

/** The JSON in a file; null where there is no such file or it is damaged. */
export function readJson<T>(file: string): T | null {
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as T;
  } catch {
    return null;
  }
}

function openEvents(file: string, redact: Redact): ReturnType<RunFolder['openEvents']> {
  rmSync(file, { force: true });
  const stream = createWriteStream(file, { flags: 'wx' });
  let failure: Error | null = null;
  stream.on('error', (error) => {
    failure = error;
  });
  const check = (): void => {
    if (failure !== null) throw unwritable(file, failure);
  };
  return {
    write: async (event) => {
      check();
      if (!stream.write(`${JSON.stringify(redactJson(redact, event))}\n`))
        await new Promise<void>((resolve) => {
          const goOn = (): void => {
            stream.off('drain', goOn).off('close', goOn);
            resolve();
          };
          stream.on('drain', goOn).on('close', goOn);
        });
    },
    close: async () => {
      await new Promise<void>((resolve) => stream.end(() => resolve()));
      check();
    },
  };
}
