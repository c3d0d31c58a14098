import { MaspoError, messageOf } from '../errors.ts';

/** Primary result codes of SQLite that a user can do something about. */
const BUSY = 5;
const READONLY = 8;
const CORRUPT = 11;
const FULL = 13;
const CANTOPEN = 14;
const NOTADB = 26;

const KEPT = 'Nothing that it holds was lost.';

/** What a failure of the database means to a user: what happened, and what to do. */
export function journalError(doing: 'open' | 'read' | 'write to', file: string, cause: unknown): MaspoError {
  if (cause instanceof MaspoError) return cause;
  const [why, fix] = explain(codeOf(cause), file, messageOf(cause));
  return new MaspoError('MASPO-JOURNAL', `cannot ${doing} the journal ${file}: ${why}`, fix, { cause });
}

function explain(code: number | undefined, file: string, message: string): readonly [why: string, fix: string] {
  switch (code) {
    case BUSY:
      return ['another program keeps it locked', `End what works on it, then resume. ${KEPT}`];
    case READONLY:
      return ['it is read-only', `Make the file and its folder writable for this user, then resume. ${KEPT}`];
    case FULL:
      return ['the disk is full', `Free disk space, then resume. ${KEPT}`];
    case CANTOPEN:
      return [message, `Check that ${file} is a file in a folder that this user may write to.`];
    case CORRUPT:
    case NOTADB:
      return [
        code === NOTADB ? 'it is no database' : `it is damaged (${message})`,
        'It was left as it is. Put a backup in its place (with its -wal file, if there is one), or move it away to start a new one: then its calls are paid again.',
      ];
    default:
      return [message, `Look at the disk, then resume. ${KEPT}`];
  }
}

const codeOf = (cause: unknown): number | undefined =>
  cause instanceof Error && 'errcode' in cause ? Number(cause.errcode) & 0xff : undefined;

export const isBusy = (cause: unknown): boolean => codeOf(cause) === BUSY;
