import { join } from 'node:path';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { openJournal } from '../calls/journal.ts';
import { messages, scratchFolder } from '../test/plan.fixture.ts';
import { countLooks, hashOfTest, lookOfRun, recordLook } from './looks.ts';

const open = (dir = scratchFolder()) => openJournal(join(dir, 'journal.db'));

test('looks of runs and of evaluations count together, for the items that they were at', async () => {
  const journal = open();
  assert.is(countLooks(journal, ['r1', 'r2'], 'h'), 0);
  await journal.decide('r1', lookOfRun('h'), true);
  await recordLook(journal, 'h', 'one');
  await recordLook(journal, 'h', 'two');
  await recordLook(journal, 'other', 'three');
  assert.is(countLooks(journal, ['r1', 'r2'], 'h'), 3);
  assert.is(countLooks(journal, ['r1', 'r2'], 'other'), 1);
  assert.equal(journal.decision('', 'test look 2 of h'), { by: 'two' });
  await journal.close();
});

test('processes that look at the same time take a row each', async () => {
  const dir = scratchFolder();
  const journals = [open(dir), open(dir), open(dir)];
  await Promise.all(journals.map((journal, index) => recordLook(journal, 'h', `${index}`)));
  assert.equal(
    journals.map((journal) => countLooks(journal, [], 'h')),
    [3, 3, 3],
  );
  for (const journal of journals) await journal.close();
});

test('a test split is known by its items, not by their order or ids', () => {
  const items = messages('test', 5);
  const renamed = items.toReversed().map((item, index) => ({ ...item, id: `${index}` }));
  assert.is(hashOfTest(items), hashOfTest(renamed));
  assert.is.not(hashOfTest(items), hashOfTest(items.slice(1)));
});

test.run();
