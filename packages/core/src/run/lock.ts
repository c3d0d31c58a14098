import { readFileSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { isBusy } from '../calls/journal-error.ts';
import { MaspoError, messageOf } from '../errors.ts';

/** A run that this process works on, for as long as this object is held: a lock that nobody holds is collected, and free. */
export interface RunLock {
  release(): void;
}

/**
 * Takes a run for this process. The lock is one of the database engine's on an empty file: the system frees it however
 * the process ends, so no kill leaves a stale one. (Reading the file by other means would free it: only its name is used.)
 * @throws MaspoError MASPO-RUN-BUSY if another process, or another session of this one, works on the run.
 */
export function lockRun(folder: string, runId: string): RunLock {
  const owner = join(folder, 'owner.json');
  let database: DatabaseSync | null = null;
  try {
    database = new DatabaseSync(join(folder, 'lock'), { timeout: 0 });
    database.exec('BEGIN EXCLUSIVE');
    writeFileSync(owner, `${JSON.stringify({ pid: process.pid, host: hostname(), since: new Date() })}\n`);
  } catch (cause) {
    database?.close();
    if (isBusy(cause))
      throw new MaspoError(
        'MASPO-RUN-BUSY',
        `run ${runId} is being worked on by ${describe(owner)}`,
        'Let it finish, or stop it and go on with `maspo resume`: what it was answered is kept.',
      );
    throw new MaspoError(
      'MASPO-FOLDER',
      `cannot take the run ${runId}: ${messageOf(cause)}`,
      `Make ${folder} writable, and free disk space.`,
      { cause },
    );
  }
  return { release: () => database.close() };
}

function describe(owner: string): string {
  try {
    const { pid, host, since } = JSON.parse(readFileSync(owner, 'utf8')) as Readonly<Record<string, unknown>>;
    return `process ${Number(pid)}${host === hostname() ? '' : ` on ${String(host)}`}, since ${String(since)}`;
  } catch {
    return 'another process';
  }
}
