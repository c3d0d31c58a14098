import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import type { MaspoError } from '../errors.ts';
import { scratchFolder } from '../test/plan.fixture.ts';
import { answer } from '../test/toy.fixture.ts';
import { openJournal } from './journal.ts';
import { checkJournal, previewPruning, pruneJournal, reportJournal } from './journal-report.ts';
import type { CallKey } from './key.ts';

/** A journal with rows of these runs; `at` sets the clock of a run's rows. */
async function journalWith(rows: Readonly<Record<string, number>>, at: Readonly<Record<string, number>> = {}) {
  const file = join(scratchFolder(), 'journal.db');
  const journal = openJournal(file);
  for (const [run, count] of Object.entries(rows)) {
    for (let row = 0; row < count; row++) {
      const result = { kind: 'answer', answer: answer('x'.repeat(1000)) } as const;
      await journal.put(
        `${run} ${row}` as CallKey,
        { role: row === 0 ? 'judge' : 'agent', model: 'small', run },
        result,
      );
    }
    await journal.decide(run, 'clock', 'stop');
  }
  await journal.close();
  const database = new DatabaseSync(file);
  for (const [run, time] of Object.entries(at))
    database.prepare('UPDATE calls SET at = ? WHERE run = ?').run(time, run);
  database.close();
  return file;
}

const thrown = (act: () => unknown): MaspoError | null => {
  try {
    act();
    return null;
  } catch (error) {
    return error as MaspoError;
  }
};

test('a report counts rows by role and model and by run, and the bytes on disk', async () => {
  const report = reportJournal(await journalWith({ one: 3, two: 1 }, { one: 100, two: 200 }));
  assert.is(report.rows, 4);
  assert.ok(report.bytes.database > 4000);
  assert.equal(report.models, [
    { by: { role: 'agent', model: 'small' }, rows: 2 },
    { by: { role: 'judge', model: 'small' }, rows: 2 },
  ]);
  assert.equal(report.runs, [
    { run: 'two', rows: 1, decisions: 1, first: 200, last: 200 },
    { run: 'one', rows: 3, decisions: 1, first: 100, last: 100 },
  ]);
});

test('a journal that is being written to can be reported on and checked', async () => {
  const file = await journalWith({ one: 2 });
  const writer = new DatabaseSync(file);
  writer.exec('BEGIN IMMEDIATE');
  assert.is(reportJournal(file).rows, 2);
  assert.equal(checkJournal(file), []);
  writer.exec('COMMIT');
  writer.close();
});

test('pruning deletes what runs that are gone paid, and their decisions, and gives the space back', async () => {
  const file = await journalWith({ gone: 200, kept: 2 });
  const pruning = { runs: ['gone'], before: null, spare: [] };
  assert.equal(previewPruning(file, pruning), { rows: 200, decisions: 1 });
  const { rows, decisions, freed } = pruneJournal(file, pruning);
  assert.equal([rows, decisions], [200, 1]);
  assert.ok(freed > 150_000, `${freed}`);
  assert.equal(
    reportJournal(file).runs.map(({ run, rows: left }) => [run, left]),
    [['kept', 2]],
  );
  assert.equal(checkJournal(file), []);
});

test('age prunes whoever paid, but never what a spared run paid', async () => {
  const file = await journalWith({ old: 3, young: 3, spared: 3 }, { old: 100, young: 900, spared: 100 });
  const { rows } = pruneJournal(file, { runs: ['spared'], before: 500, spare: ['spared'] });
  assert.is(rows, 3);
  assert.equal(
    reportJournal(file).runs.map(({ run, rows: left, decisions }) => [run, left, decisions]),
    [
      ['young', 3, 1],
      ['spared', 3, 1],
      ['old', 0, 1],
    ],
  );
});

test('pruning is refused while another process writes, and deletes nothing', async () => {
  const file = await journalWith({ gone: 2 });
  const writer = new DatabaseSync(file);
  writer.exec('BEGIN IMMEDIATE');
  const error = thrown(() => pruneJournal(file, { runs: ['gone'], before: null, spare: [] }));
  assert.is(error?.code, 'MASPO-JOURNAL-BUSY');
  assert.match(error?.message ?? '', 'another process is writing');
  writer.exec('COMMIT');
  writer.close();
  assert.is(reportJournal(file).rows, 2);
});

test('no journal, no database and a newer journal are told apart', async () => {
  const folder = scratchFolder();
  assert.match(thrown(() => reportJournal(join(folder, 'none.db')))?.message ?? '', 'there is no journal at');
  writeFileSync(join(folder, 'text.db'), 'no database at all, but long enough to be read as one'.repeat(40));
  assert.match(thrown(() => reportJournal(join(folder, 'text.db')))?.message ?? '', 'cannot read the journal');
  const file = await journalWith({ one: 1 });
  const database = new DatabaseSync(file);
  database.exec('PRAGMA user_version = 99');
  database.close();
  assert.match(thrown(() => reportJournal(file))?.message ?? '', 'a journal of version 99');
});

test.run();
