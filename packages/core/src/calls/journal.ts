import { mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import { DatabaseSync, type StatementSync } from 'node:sqlite';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Json } from '../canonical.ts';
import { MaspoError } from '../errors.ts';
import type { Answer, Role } from '../types.ts';
import { isBusy, journalError } from './journal-error.ts';
import type { CallKey } from './key.ts';

/** The settled result of a call: it never changes once it is in the journal. */
export type CallResult =
  | { readonly kind: 'answer'; readonly answer: Answer }
  /** The call failed for this item for good (content refused, context overflow). */
  | { readonly kind: 'failed'; readonly reason: string }
  /** The result of `once`. */
  | { readonly kind: 'effect'; readonly value: Json };

/** Who paid for a call: what `maspo journal` counts and prunes by. */
export interface About {
  readonly role: Role | 'effect';
  /** The model, or the operator of an effect. */
  readonly model: string;
  /** The run that made it first. */
  readonly run: string;
}

/** The only state of a project (law 1): results of calls, and the facts that single runs have recorded. */
export interface Journal {
  get(key: CallKey): CallResult | undefined;
  /** Resolves after COMMIT, with the result that stands: the first that any process wrote. */
  put(key: CallKey, about: About, result: CallResult): Promise<CallResult>;
  decision(run: string, name: string): Json | undefined;
  /** Records a fact of a run once; resolves with the value that stands. */
  decide(run: string, name: string, value: Json): Promise<Json>;
  /** Writes what is pending and closes. */
  close(): Promise<void>;
}

const SCHEMA_VERSION = 2;

// A rowid table with a unique hash: WITHOUT ROWID is twice as large and three times slower (DESIGN §7).
const SCHEMA = `
  CREATE TABLE IF NOT EXISTS calls (
    id INTEGER PRIMARY KEY, key TEXT NOT NULL UNIQUE, role TEXT NOT NULL, model TEXT NOT NULL, run TEXT NOT NULL,
    at INTEGER NOT NULL, result TEXT NOT NULL);
  CREATE TABLE IF NOT EXISTS decisions (
    id INTEGER PRIMARY KEY, run TEXT NOT NULL, name TEXT NOT NULL, value TEXT NOT NULL, UNIQUE (run, name));
  PRAGMA user_version = ${SCHEMA_VERSION};`;

// Version 1 did not say who paid, nor when.
const FROM_VERSION_1 = `
  ALTER TABLE calls ADD COLUMN run TEXT NOT NULL DEFAULT '';
  ALTER TABLE calls ADD COLUMN at INTEGER NOT NULL DEFAULT 0;
  PRAGMA user_version = ${SCHEMA_VERSION};`;

// The no-op update makes RETURNING give the row that stands, whoever wrote it first.
const PUT_CALL = `INSERT INTO calls (key, role, model, run, at, result) VALUES (?, ?, ?, ?, unixepoch(), ?)
  ON CONFLICT (key) DO UPDATE SET key = key RETURNING result`;
const PUT_DECISION = `INSERT INTO decisions (run, name, value) VALUES (?, ?, ?)
  ON CONFLICT (run, name) DO UPDATE SET run = run RETURNING value`;

const OPEN_TIMEOUT_MS = 5000;
const BUSY_TIMEOUT_MS = 50;
const BUSY_RETRY_MS = 20;
const BUSY_RETRIES = 1500;

interface Write {
  readonly statement: StatementSync;
  readonly column: 'result' | 'value';
  readonly values: readonly string[];
  resolve(standing: string): void;
  reject(error: unknown): void;
}

/**
 * Opens (or makes) the journal of a project.
 * @throws MaspoError MASPO-JOURNAL when the file cannot be opened, is no journal, or is of a newer version.
 */
export function openJournal(file: string): Journal {
  const { database, getCall, getDecision, putCall, putDecision } = open(file);
  const writer = createWriter(database, file);
  return {
    get: (key) => read<CallResult>(file, 'result', () => getCall.get(key)),
    put: async (key, { role, model, run }, result) => {
      const standing = await writer.write(putCall, 'result', [key, role, model, run, JSON.stringify(result)]);
      return JSON.parse(standing) as CallResult;
    },
    decision: (run, name) => read<Json>(file, 'value', () => getDecision.get(run, name)),
    decide: async (run, name, value) =>
      JSON.parse(await writer.write(putDecision, 'value', [run, name, JSON.stringify(value)])) as Json,
    close: async () => {
      await writer.drain();
      database.close();
    },
  };
}

function open(file: string) {
  let database: DatabaseSync | null = null;
  try {
    mkdirSync(dirname(file), { recursive: true });
    // Another process may be making the same journal: opening is the one moment that may wait.
    database = new DatabaseSync(file, { timeout: OPEN_TIMEOUT_MS });
    const version = versionOf(database);
    if (version > SCHEMA_VERSION)
      throw new MaspoError(
        'MASPO-JOURNAL',
        `${file} was written by a newer maspo (journal version ${version}, this one knows ${SCHEMA_VERSION})`,
        'Upgrade maspo, or move the file away to start a new journal.',
      );
    // synchronous NORMAL loses no committed row when the process is killed, only (with WAL) when the machine is.
    database.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL;');
    if (version < SCHEMA_VERSION) migrate(database);
    database.exec(`PRAGMA busy_timeout = ${BUSY_TIMEOUT_MS}`);
    expectWritable(database);
    return {
      database,
      getCall: database.prepare('SELECT result FROM calls WHERE key = ?'),
      getDecision: database.prepare('SELECT value FROM decisions WHERE run = ? AND name = ?'),
      putCall: database.prepare(PUT_CALL),
      putDecision: database.prepare(PUT_DECISION),
    };
  } catch (cause) {
    database?.close();
    throw journalError('open', file, cause);
  }
}

/** That a file cannot be written is found out here, before a call is paid whose answer it could not keep. */
function expectWritable(database: DatabaseSync): void {
  try {
    database.exec('DELETE FROM decisions WHERE false');
  } catch (cause) {
    if (!isBusy(cause)) throw cause;
  }
}

/** Makes the tables, or brings them up to date; under a lock, because another process may be about to do the same. */
function migrate(database: DatabaseSync): void {
  database.exec('BEGIN IMMEDIATE');
  const version = versionOf(database);
  if (version === 0) database.exec(SCHEMA);
  if (version === 1) database.exec(FROM_VERSION_1);
  database.exec('COMMIT');
}

const versionOf = (database: DatabaseSync): number =>
  Number(database.prepare('PRAGMA user_version').get()?.user_version ?? 0);

/** The value of a row that a query finds. A damaged page or row must not look like a call that was never made. */
function read<T>(
  file: string,
  column: Write['column'],
  query: () => Record<string, unknown> | undefined,
): T | undefined {
  try {
    const row = query();
    return row === undefined ? undefined : (JSON.parse(String(row[column])) as T);
  } catch (cause) {
    throw journalError('read', file, cause);
  }
}

/** Group commit: writes that arrive while the loop turns once share a transaction. */
function createWriter(database: DatabaseSync, file: string) {
  let pending: Write[] = [];
  let flushing: Promise<void> | null = null;

  const flush = async (): Promise<void> => {
    while (pending.length > 0) {
      const batch = pending;
      pending = [];
      try {
        const standing = await commit(database, batch);
        batch.forEach((write, index) => {
          write.resolve(standing[index] ?? '');
        });
      } catch (cause) {
        const error = journalError('write to', file, cause);
        for (const write of batch) write.reject(error);
      }
    }
    flushing = null;
  };

  return {
    write: (statement: StatementSync, column: Write['column'], values: readonly string[]): Promise<string> =>
      new Promise((resolve, reject) => {
        pending.push({ statement, column, values, resolve, reject });
        flushing ??= new Promise<void>((turn) => setImmediate(turn)).then(flush);
      }),
    drain: async () => {
      while (flushing !== null) await flushing;
    },
  };
}

/** One transaction. Another process's lock is waited for without blocking the event loop for longer than the busy timeout. */
async function commit(database: DatabaseSync, batch: readonly Write[]): Promise<string[]> {
  for (let attempt = 0; ; attempt++) {
    try {
      database.exec('BEGIN IMMEDIATE');
    } catch (error) {
      if (!isBusy(error) || attempt >= BUSY_RETRIES) throw error;
      await sleep(BUSY_RETRY_MS);
      continue;
    }
    try {
      const standing = batch.map(({ statement, column, values }) => String(statement.get(...values)?.[column]));
      database.exec('COMMIT');
      return standing;
    } catch (error) {
      // Some failures (a full disk) have rolled back already.
      if (database.isTransaction) database.exec('ROLLBACK');
      throw error;
    }
  }
}
