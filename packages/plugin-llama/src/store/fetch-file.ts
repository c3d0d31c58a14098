import { mkdir, rename } from 'node:fs/promises';
import { basename, dirname } from 'node:path';
import { CallError } from '@maspo/core/plan';
import { reasonOf } from '../reason.ts';
import { claimPart, removePart, sizeOf } from './part.ts';
import { createMeter, type OnProgress } from './progress.ts';
import { type Source, whyNot } from './sources.ts';
import { hashFile } from './verify.ts';

/** A file that is to be in the store. */
export interface Wanted {
  /** Of the model, for messages. */
  readonly name: string;
  readonly path: string;
  /** Bytes; null = unknown. */
  readonly size: number | null;
  /** null = unknown: what comes is believed. */
  readonly sha256: string | null;
  /** Tried in order. */
  readonly sources: readonly Source[];
}

export interface FetchSettings {
  readonly signal: AbortSignal;
  readonly onProgress: OnProgress;
}

const underway = new Map<string, Promise<string>>();

/**
 * Fetches a file from the first source that has it, verifies it, and moves it into place in one step.
 * @returns the label of the source.
 * @throws CallError (permanent) that lists every source with its reason, or names what is wrong with the folder.
 */
export function fetchFile(wanted: Wanted, settings: FetchSettings): Promise<string> {
  // A second call in this process would write into the same part.
  const known = underway.get(wanted.path);
  if (known !== undefined) return known;
  const fetched = fetchOnce(wanted, settings).finally(() => underway.delete(wanted.path));
  underway.set(wanted.path, fetched);
  return fetched;
}

async function fetchOnce(wanted: Wanted, settings: FetchSettings): Promise<string> {
  try {
    await mkdir(dirname(wanted.path), { recursive: true });
    const part = await claimPart(wanted.path);
    const reasons: string[] = [];
    for (const source of wanted.sources) {
      const reason = await trySource(source, part, wanted, settings);
      if (reason === null) return source.label;
      reasons.push(`  - ${source.label}: ${reason}`);
    }
    throw notFetched(wanted, reasons);
  } catch (thrown) {
    settings.signal.throwIfAborted();
    throw folderFailure(thrown, wanted) ?? thrown;
  }
}

/** @returns null if the file is in place, else why not. */
async function trySource(
  source: Source,
  part: string,
  wanted: Wanted,
  settings: FetchSettings,
): Promise<string | null> {
  const { signal, onProgress } = settings;
  try {
    await source.fetch({ part, signal, onBytes: createMeter(wanted.name, source.label, onProgress) });
    const problem = await problemOf(part, wanted);
    if (problem === null) {
      await rename(part, wanted.path);
      await removePart(part);
      return null;
    }
    await removePart(part);
    return problem;
  } catch (thrown) {
    signal.throwIfAborted();
    if (folderFailure(thrown, wanted) !== undefined) throw thrown;
    return whyNot(thrown, source.label);
  }
}

async function problemOf(part: string, { size, sha256 }: Wanted): Promise<string | null> {
  const got = await sizeOf(part);
  if (size !== null && got !== size) return `the file has ${got} bytes instead of ${size}; it was removed`;
  const hash = sha256 === null ? null : await hashFile(part);
  return hash === sha256
    ? null
    : `the file is not the one expected (SHA-256 ${hash?.slice(0, 12)}… instead of ${sha256?.slice(0, 12)}…); it was removed`;
}

function notFetched({ name, path, sources }: Wanted, reasons: readonly string[]): CallError {
  const tried = sources.length === 1 ? 'the source was tried' : `all ${sources.length} sources were tried`;
  return new CallError(
    'permanent',
    `the model ${name} could not be fetched; ${tried}:\n${reasons.join('\n')}`,
    `Place the file at ${path}, or set MASPO_MODELS to a folder that has ${basename(path)}.`,
  );
}

/** An error of the store's folder or disk: no other source would help. */
function folderFailure(thrown: unknown, { name, path, size }: Wanted): CallError | undefined {
  if (thrown instanceof CallError) return undefined;
  const { code, syscall } = thrown as Partial<NodeJS.ErrnoException>;
  const folder = dirname(path);
  if (syscall === undefined) return undefined;
  if (code === 'ENOSPC' || code === 'EDQUOT') {
    const need = size === null ? '' : ` (it needs ${Math.ceil(size / 1e6)} MB)`;
    return new CallError(
      'permanent',
      `no space left in ${folder} for the model ${name}${need}`,
      'Make room, or set MASPO_MODELS to a folder on another disk.',
      { cause: thrown },
    );
  }
  if (code === 'EACCES' || code === 'EPERM' || code === 'EROFS' || code === 'ENOTDIR' || code === 'EEXIST')
    return new CallError(
      'permanent',
      `the model store ${folder} cannot be written: ${reasonOf(thrown)}`,
      'Set MASPO_MODELS, or the option `directory`, to a folder that you may write.',
      { cause: thrown },
    );
  return undefined;
}
