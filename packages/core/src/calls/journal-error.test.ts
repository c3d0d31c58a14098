import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { MaspoError } from '../errors.ts';
import { isBusy, journalError } from './journal-error.ts';

/** As node:sqlite throws it; extended codes carry the primary one in their last byte. */
const failed = (errcode: number, message = 'database or disk is full'): Error =>
  Object.assign(new Error(message), { errcode });

const CASES: readonly (readonly [string, number, RegExp, RegExp])[] = [
  ['locked', 5, /another program keeps it locked/, /then resume/],
  ['read-only', 8, /it is read-only/, /Make the file and its folder writable/],
  ['read-only, because its folder is', 8 | (6 << 8), /it is read-only/, /Make the file and its folder writable/],
  ['full', 13, /the disk is full/, /Free disk space/],
  ['damaged', 11, /it is damaged/, /left as it is/],
  ['no database', 26, /it is no database/, /left as it is/],
  ['failing', 10, /disk I\/O error/, /Look at the disk/],
];
for (const [name, code, why, fix] of CASES) {
  test(`a journal that is ${name} is an error that says so and what to do`, () => {
    const error = journalError('write to', '/p/journal.db', failed(code, 'disk I/O error'));
    assert.is(error.code, 'MASPO-JOURNAL');
    assert.match(error.message, '/p/journal.db');
    assert.match(error.message, why);
    assert.match(error.hint, fix);
  });
}

test('an error that says it already is passed on', () => {
  const error = new MaspoError('MASPO-JOURNAL', 'newer', 'Upgrade.');
  assert.is(journalError('open', '/p/journal.db', error), error);
});

test('a lock is told from all else', () => {
  assert.equal(
    [isBusy(failed(5)), isBusy(failed(5 | (2 << 8))), isBusy(failed(13)), isBusy(null)],
    [true, true, false, false],
  );
});

test.run();
