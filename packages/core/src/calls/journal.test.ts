import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { setImmediate as turn } from 'node:timers/promises';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { MaspoError } from '../errors.ts';
import { scratchFolder } from '../test/plan.fixture.ts';
import { answer } from '../test/toy.fixture.ts';
import { type CallResult, openJournal } from './journal.ts';
import type { CallKey } from './key.ts';

const key = (text: string): CallKey => text as CallKey;
const about = { role: 'agent', model: 'small', run: 'run' } as const;
const said = (text: string): CallResult => ({ kind: 'answer', answer: answer(text) });
const newFile = (): string => join(scratchFolder(), '.maspo', 'journal.db');

/** What opening (or using) a journal throws. */
function refusal(act: () => unknown): MaspoError {
  try {
    act();
  } catch (error) {
    assert.instance(error, MaspoError, String(error));
    return error as MaspoError;
  }
  throw new Error('it was not refused');
}

test('what was put is read back, by this connection and by a later one', async () => {
  const file = newFile();
  const journal = openJournal(file);
  assert.is(journal.get(key('a')), undefined);
  const results: Record<string, CallResult> = {
    a: { kind: 'answer', answer: { ...answer('“hi” {{x}} \n'), reasoning: 'r', usage: null } },
    b: { kind: 'failed', reason: 'refused' },
    c: { kind: 'effect', value: { deep: [1, null, 'x'] } },
  };
  for (const [name, result] of Object.entries(results))
    assert.equal(await journal.put(key(name), about, result), result);
  await journal.close();
  const later = openJournal(file);
  for (const [name, result] of Object.entries(results)) assert.equal(later.get(key(name)), result);
  await later.close();
});

test('the first write of a key wins, whichever connection made it, and every writer reads it back', async () => {
  const file = newFile();
  const [one, other] = [openJournal(file), openJournal(file)];
  const standing = await Promise.all([
    one.put(key('a'), about, said('one')),
    other.put(key('a'), about, said('other')),
    one.put(key('a'), about, said('late')),
  ]);
  assert.equal(standing, [said('one'), said('one'), said('one')]);
  assert.equal([one.get(key('a')), other.get(key('a'))], [said('one'), said('one')]);
  await one.close();
  await other.close();
});

test('writes of one turn of the event loop are one transaction, and nobody sees a result before its commit', async () => {
  const file = newFile();
  const journal = openJournal(file);
  const reader = new DatabaseSync(file);
  const rows = () => Number(reader.prepare('SELECT count(*) AS n FROM calls').get()?.n);
  const puts = Array.from({ length: 100 }, (_, index) => journal.put(key(`k${index}`), about, said(`${index}`)));
  const seen: number[] = [];
  for (const put of puts) void put.then(() => seen.push(rows()));
  assert.is(rows(), 0);
  await Promise.all(puts);
  assert.equal(new Set(seen), new Set([100]));
  reader.close();
  await journal.close();
});

test('a decision is recorded once for each run, and null is a value', async () => {
  const file = newFile();
  const [one, other] = [openJournal(file), openJournal(file)];
  assert.is(one.decision('run', 'adopt 1'), undefined);
  assert.equal(
    await Promise.all([
      one.decide('run', 'adopt 1', null),
      other.decide('run', 'adopt 1', 'no'),
      other.decide('another run', 'adopt 1', 'no'),
    ]),
    [null, null, 'no'],
  );
  assert.is(other.decision('run', 'adopt 1'), null);
  await one.close();
  await other.close();
});

test('close writes what is pending', async () => {
  const file = newFile();
  const journal = openJournal(file);
  const put = journal.put(key('a'), about, said('last'));
  await journal.close();
  assert.equal(await put, said('last'));
  const later = openJournal(file);
  assert.equal(later.get(key('a')), said('last'));
  await later.close();
});

test('a write after close fails with a message, it does not hang', async () => {
  const journal = openJournal(newFile());
  await journal.close();
  try {
    await journal.put(key('a'), about, said('late'));
    assert.unreachable();
  } catch (error) {
    assert.match((error as Error).message, /cannot write to the journal .*not open/);
  }
});

test("another connection's lock is waited for, and the event loop goes on meanwhile", async () => {
  const file = newFile();
  const journal = openJournal(file);
  const other = new DatabaseSync(file);
  other.exec('BEGIN IMMEDIATE');
  let settled = false;
  const put = journal.put(key('a'), about, said('patient')).finally(() => {
    settled = true;
  });
  for (let turns = 0; turns < 5; turns++) await turn();
  assert.is(settled, false);
  other.exec('COMMIT');
  other.close();
  assert.equal(await put, said('patient'));
  await journal.close();
});

test('a journal can be opened and read while another connection is writing', async () => {
  const file = newFile();
  const journal = openJournal(file);
  await journal.put(key('a'), about, said('there'));
  const other = new DatabaseSync(file);
  other.exec('BEGIN IMMEDIATE');
  const second = openJournal(file);
  assert.equal(second.get(key('a')), said('there'));
  other.exec('COMMIT');
  other.close();
  await second.close();
  await journal.close();
});

test('a failed write rejects its callers and leaves the journal usable', async () => {
  const file = newFile();
  const journal = openJournal(file);
  const other = new DatabaseSync(file);
  other.exec("CREATE TRIGGER full BEFORE INSERT ON calls WHEN NEW.key = 'b' BEGIN SELECT RAISE(ABORT, 'full'); END");
  other.close();
  const outcomes = await Promise.allSettled(['a', 'b'].map((name) => journal.put(key(name), about, said(name))));
  for (const outcome of outcomes) {
    assert.is(outcome.status, 'rejected');
    const { code, message, hint } = (outcome as PromiseRejectedResult).reason as MaspoError;
    assert.equal([code, message], ['MASPO-JOURNAL', `cannot write to the journal ${file}: full`]);
    assert.match(hint, 'Nothing that it holds was lost');
  }
  assert.is(journal.get(key('a')), undefined);
  assert.equal(await journal.put(key('a'), about, said('again')), said('again'));
  await journal.close();
});

test('a journal of a newer version is refused, and left as it is', async () => {
  const file = newFile();
  await openJournal(file).close();
  const newer = new DatabaseSync(file);
  newer.exec('PRAGMA user_version = 7');
  newer.close();
  const { code, message, hint } = refusal(() => openJournal(file));
  assert.is(code, 'MASPO-JOURNAL');
  assert.is(message, `${file} was written by a newer maspo (journal version 7, this one knows 2)`);
  assert.is(hint, 'Upgrade maspo, or move the file away to start a new journal.');
});

test('a journal of version 1 is brought up to date and keeps what it holds', async () => {
  const file = newFile();
  await openJournal(file).close();
  const old = new DatabaseSync(file);
  old.exec(`DROP TABLE calls; PRAGMA user_version = 1;
    CREATE TABLE calls (
      id INTEGER PRIMARY KEY, key TEXT NOT NULL UNIQUE, role TEXT NOT NULL, model TEXT NOT NULL, result TEXT NOT NULL)`);
  const kept = JSON.stringify(said('kept'));
  old.prepare('INSERT INTO calls (key, role, model, result) VALUES (?, ?, ?, ?)').run('k', 'agent', 'small', kept);
  old.close();
  const journal = openJournal(file);
  assert.equal(journal.get(key('k')), said('kept'));
  assert.equal(await journal.put(key('a'), about, said('new')), said('new'));
  await journal.close();
});

test('a file that is no database is refused by name', () => {
  const file = join(scratchFolder(), 'journal.db');
  writeFileSync(file, 'this is a text file, and a long enough one to be read as a header of a database'.repeat(20));
  const { code, message, hint } = refusal(() => openJournal(file));
  assert.is(code, 'MASPO-JOURNAL');
  assert.is(message, `cannot open the journal ${file}: it is no database`);
  assert.match(hint, 'move it away to start a new one');
});

test('a database that is no journal is refused by name', () => {
  const file = join(scratchFolder(), 'journal.db');
  const foreign = new DatabaseSync(file);
  foreign.exec('CREATE TABLE other (x); PRAGMA user_version = 1');
  foreign.close();
  const { code, message } = refusal(() => openJournal(file));
  assert.is(code, 'MASPO-JOURNAL');
  assert.match(message, `cannot open the journal ${file}: no such table: calls`);
});

test('a journal with damaged pages is reported when they are read, by name and with what to do', async () => {
  const file = newFile();
  const journal = openJournal(file);
  await Promise.all(
    Array.from({ length: 200 }, (_, index) => journal.put(key(`k${index}`), about, said('x'.repeat(200)))),
  );
  await journal.close();
  const bytes = readFileSync(file);
  bytes.fill(0xff, 4096 * 2);
  writeFileSync(file, bytes);
  const { code, message, hint } = refusal(() => {
    const damaged = openJournal(file);
    for (let index = 0; index < 200; index++) damaged.get(key(`k${index}`));
  });
  assert.is(code, 'MASPO-JOURNAL');
  assert.match(message, file);
  assert.match(message, 'it is damaged (');
  assert.match(hint, 'Put a backup in its place');
});

test('a row that is no result is reported by name', async () => {
  const file = newFile();
  const journal = openJournal(file);
  await journal.put(key('a'), about, said('x'));
  const other = new DatabaseSync(file);
  other.exec("UPDATE calls SET result = '{'");
  other.close();
  const { code, message } = refusal(() => journal.get(key('a')));
  assert.is(code, 'MASPO-JOURNAL');
  assert.match(message, file);
  await journal.close();
});

test('a folder that cannot be made is an error that names the file', () => {
  const folder = scratchFolder();
  writeFileSync(join(folder, 'file'), '');
  const file = join(folder, 'file', 'journal.db');
  const { code, message } = refusal(() => openJournal(file));
  assert.equal([code, message.startsWith(`cannot open the journal ${file}: `)], ['MASPO-JOURNAL', true]);
});

test.run();
