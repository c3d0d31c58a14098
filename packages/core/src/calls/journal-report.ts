import { existsSync, statSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import { MaspoError } from '../errors.ts';
import { isBusy, journalError } from './journal-error.ts';

/** The version of the tables that are read here. */
const VERSION = 2;

/** Rows of the journal that have something in common. */
export interface RowsOf<Key extends string> {
  readonly by: Readonly<Record<Key, string>>;
  readonly rows: number;
}

/** What one run has paid for first, and recorded. */
export interface RunRows {
  /** `''`: rows of a journal that did not say yet who paid. */
  readonly run: string;
  readonly rows: number;
  readonly decisions: number;
  /** Seconds of the clock: its first and last row; 0 = not known. */
  readonly first: number;
  readonly last: number;
}

export interface JournalReport {
  readonly file: string;
  /** On disk: the database, and its log of what is not in it yet. */
  readonly bytes: { readonly database: number; readonly log: number };
  readonly rows: number;
  readonly models: readonly RowsOf<'role' | 'model'>[];
  readonly runs: readonly RunRows[];
}

/**
 * What is in a journal. It is opened for reading only: a run that is under way is not disturbed.
 * @throws MaspoError MASPO-JOURNAL if there is none, or it cannot be read.
 */
export function reportJournal(file: string): JournalReport {
  return readOnly(file, (database) => {
    const count = database.prepare('SELECT count(*) AS rows FROM calls').get();
    return {
      file,
      bytes: bytesOf(file),
      rows: Number(count?.rows),
      models: database
        .prepare('SELECT role, model, count(*) AS rows FROM calls GROUP BY role, model ORDER BY role, model')
        .all()
        .map(({ role, model, rows }) => ({ by: { role: String(role), model: String(model) }, rows: Number(rows) })),
      runs: runsIn(database),
    };
  });
}

// Looks at a test split by `evaluate` are decisions of no run.
function runsIn(database: DatabaseSync): RunRows[] {
  const runs = database.prepare(
    `SELECT run, sum(rows) AS rows, sum(decisions) AS decisions, max(first) AS first, max(last) AS last FROM (
       SELECT run, count(*) AS rows, 0 AS decisions, min(at) AS first, max(at) AS last FROM calls GROUP BY run
       UNION ALL SELECT run, 0, count(*), 0, 0 FROM decisions WHERE run <> '' GROUP BY run)
     GROUP BY run ORDER BY last DESC, run`,
  );
  return runs.all().map(({ run, rows, decisions, first, last }) => ({
    run: String(run),
    rows: Number(rows),
    decisions: Number(decisions),
    first: Number(first),
    last: Number(last),
  }));
}

/** What SQLite finds wrong with the file; nothing where it is whole. @throws MaspoError MASPO-JOURNAL if it cannot be opened. */
export function checkJournal(file: string): string[] {
  return readOnly(file, (database) => {
    const lines = database
      .prepare('PRAGMA integrity_check')
      .all()
      .map((row) => String(Object.values(row)[0]));
    return lines.filter((line) => line !== 'ok');
  });
}

/** Which rows go: those of these runs, and those that are older. */
export interface Pruning {
  /** Runs whose rows and decisions go. */
  readonly runs: readonly string[];
  /** Seconds of the clock: rows before it go, whoever paid for them; null = none for their age. */
  readonly before: number | null;
  /** Runs that may need their rows again: nothing of theirs goes. */
  readonly spare: readonly string[];
}

export interface Pruned {
  readonly rows: number;
  readonly decisions: number;
  /** Bytes that the files are smaller; 0 where another process holds them: the space is used again. */
  readonly freed: number;
}

// Lists come in as JSON: one prepared statement for any number of runs.
const CALLS = `run NOT IN (SELECT value FROM json_each(?1))
  AND (run IN (SELECT value FROM json_each(?2)) OR at < ?3)`;
const DECISIONS = `run NOT IN (SELECT value FROM json_each(?1)) AND run IN (SELECT value FROM json_each(?2))`;

/** What `pruneJournal` would delete. */
export function previewPruning(file: string, pruning: Pruning): Omit<Pruned, 'freed'> {
  const { spare, gone, before } = parameters(pruning);
  return readOnly(file, (database) => ({
    rows: Number(database.prepare(`SELECT count(*) AS n FROM calls WHERE ${CALLS}`).get(spare, gone, before)?.n),
    decisions: Number(database.prepare(`SELECT count(*) AS n FROM decisions WHERE ${DECISIONS}`).get(spare, gone)?.n),
  }));
}

/**
 * Deletes rows and gives the space back.
 * @throws MaspoError MASPO-JOURNAL-BUSY if another process is writing.
 */
export function pruneJournal(file: string, pruning: Pruning): Pruned {
  const { spare, gone, before } = parameters(pruning);
  const size = total(bytesOf(file));
  const deleted = withDatabase(file, { timeout: LOCK_TIMEOUT_MS }, (database) => {
    begin(database, file);
    const rows = database.prepare(`DELETE FROM calls WHERE ${CALLS}`).run(spare, gone, before).changes;
    const decisions = database.prepare(`DELETE FROM decisions WHERE ${DECISIONS}`).run(spare, gone).changes;
    database.exec('COMMIT');
    giveBack(database);
    return { rows: Number(rows), decisions: Number(decisions) };
  });
  return { ...deleted, freed: Math.max(0, size - total(bytesOf(file))) };
}

const LOCK_TIMEOUT_MS = 500;

const parameters = ({ runs, before, spare }: Pruning) => ({
  spare: JSON.stringify(spare),
  gone: JSON.stringify(runs),
  before: before ?? -1,
});

function begin(database: DatabaseSync, file: string): void {
  try {
    database.exec('BEGIN IMMEDIATE');
  } catch (cause) {
    if (!isBusy(cause)) throw cause;
    throw new MaspoError(
      'MASPO-JOURNAL-BUSY',
      `another process is writing to ${file}`,
      'Nothing was deleted. Try again when it is done.',
      { cause },
    );
  }
}

/** A file shrinks only while nobody else reads it; otherwise its free pages are used by the next rows. */
function giveBack(database: DatabaseSync): void {
  try {
    database.exec('VACUUM; PRAGMA wal_checkpoint(TRUNCATE);');
  } catch (error) {
    if (!isBusy(error)) throw error;
  }
}

const sizeOf = (file: string): number => statSync(file, { throwIfNoEntry: false })?.size ?? 0;
const bytesOf = (file: string) => ({ database: sizeOf(file), log: sizeOf(`${file}-wal`) });
const total = ({ database, log }: ReturnType<typeof bytesOf>): number => database + log;

const readOnly = <T>(file: string, read: (database: DatabaseSync) => T): T =>
  withDatabase(file, { readOnly: true, timeout: LOCK_TIMEOUT_MS }, read);

function withDatabase<T>(
  file: string,
  options: ConstructorParameters<typeof DatabaseSync>[1],
  use: (database: DatabaseSync) => T,
): T {
  if (!existsSync(file))
    throw new MaspoError('MASPO-JOURNAL', `there is no journal at ${file}`, 'The first run makes it: maspo optimize');
  let database: DatabaseSync | undefined;
  try {
    database = new DatabaseSync(file, options);
    checkVersion(database, file);
    return use(database);
  } catch (cause) {
    throw journalError('read', file, cause);
  } finally {
    database?.close();
  }
}

function checkVersion(database: DatabaseSync, file: string): void {
  const version = Number(database.prepare('PRAGMA user_version').get()?.user_version ?? 0);
  if (version === VERSION) return;
  throw new MaspoError(
    'MASPO-JOURNAL',
    `${file} is a journal of version ${version}, this maspo reports on ${VERSION}`,
    version > VERSION ? 'Upgrade maspo.' : 'The next run brings it up to date.',
  );
}
