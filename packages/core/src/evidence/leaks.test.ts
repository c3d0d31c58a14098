import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { seedRoot } from '../random.ts';
import { type Item, SPLITS } from '../types.ts';
import { dealItems, notesOnLeaks, type Reading } from './leaks.ts';

const reading: Reading = { textOf: ({ fields }) => String(fields.text), labels: ['team'] };
const itemsOf = (texts: readonly string[]): Item[] =>
  texts.map((text, index) => ({ id: `${index + 1}`, fields: { text, team: index % 2 === 0 ? 'bug' : 'bill' } }));
const node = seedRoot(1).derive('split');
const sentence = (n: number): string => `Message ${n} tells of something that happened on day ${n} to customer ${n}.`;

test('near-duplicates are dealt into one split, and counted', () => {
  // Each message three times, in other dresses.
  const texts = [0, 1, 2].flatMap((dress) =>
    Array.from({ length: 20 }, (_, n) =>
      dress === 1 ? sentence(n).toUpperCase() : `${sentence(n)}${'!'.repeat(dress)}`,
    ),
  );
  const { splits, notes } = dealItems(itemsOf(texts), { train: 21, validation: 15, test: 12 }, reading, node);
  assert.equal(
    SPLITS.map((split) => splits[split].length),
    [21, 15, 12],
  );
  assert.is(splits.spare?.length, 12);
  assert.equal(notesOnLeaks(splits, reading.textOf), []);
  assert.equal(notes, ['60 of 60 items are near-duplicates, in 20 groups, each kept in one split']);
});

test('where nothing is repeated there is nothing to say', () => {
  const { splits, notes } = dealItems(
    itemsOf(Array.from({ length: 30 }, (_, n) => sentence(n))),
    { train: 10, validation: 10, test: 5 },
    reading,
    node,
  );
  assert.equal([splits.train.length, splits.spare?.length, notes], [10, 5, []]);
});

test('each split has its share of the labels', () => {
  const { splits } = dealItems(
    itemsOf(Array.from({ length: 60 }, (_, n) => sentence(n))),
    { train: 20, validation: 20, test: 20 },
    reading,
    node,
  );
  for (const split of SPLITS) assert.is(splits[split].filter(({ fields }) => fields.team === 'bug').length, 10);
});

test('splits that come out smaller because of near-duplicates say so', () => {
  const texts = [...Array.from({ length: 5 }, () => 'The same again.'), 'One.', 'Another.', 'A third.', 'The last.'];
  const { splits, notes } = dealItems(itemsOf(texts), { train: 4, validation: 2, test: 2 }, reading, node);
  assert.equal([splits.train.length, splits.validation.length, splits.test.length], [4, 2, 0]);
  assert.equal(notes, [
    '5 of 9 items are near-duplicates, in 1 group, which is kept in one split',
    'test has 0 of the 2 items asked for: near-duplicates of items in other splits are left out',
  ]);
});

test('items that all say the same are dealt out one by one, and the leak is told', () => {
  const { splits, notes } = dealItems(
    itemsOf(Array.from({ length: 6 }, () => 'The same thing.')),
    { train: 2, validation: 2, test: 2 },
    reading,
    node,
  );
  assert.equal([splits.train.length, splits.validation.length, splits.test.length], [2, 2, 2]);
  assert.match(notes[0] ?? '', /^validation has 2 near-duplicates of train items: \d of \d, …$/);
});

test('what given splits share is counted, with the first of each pair', () => {
  const named = (name: string, texts: readonly string[]): Item[] =>
    texts.map((text, index) => ({ id: `${name}:${index + 1}`, fields: { text } }));
  const splits = {
    train: named('train', ['One thing.', 'Two things.', 'One thing.']),
    validation: named('validation', ['two things', 'Three things.', 'one thing']),
    test: named('test', ['Three things', 'Four things.']),
    spare: named('spare', ['four things']),
  };
  assert.equal(notesOnLeaks(splits, reading.textOf), [
    'validation has 2 near-duplicates of train items: validation:1 of train:2, …',
    'test has a near-duplicate of validation items: test:1 of validation:2',
    'spare has a near-duplicate of test items: spare:1 of test:2',
  ]);
});

test.run();
