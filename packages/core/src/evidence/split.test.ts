import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { seedRoot } from '../random.ts';
import type { Item } from '../types.ts';
import { defaultCounts, splitItems } from './split.ts';

const items = (count: number): Item[] => Array.from({ length: count }, (_, index) => ({ id: `${index}`, fields: {} }));
const node = (seed: number) => seedRoot(seed).derive('split');

test('no item is in two splits, and each split has as many as asked for', () => {
  const splits = splitItems(items(30), { train: 10, validation: 8, test: 7 }, node(1));
  assert.equal([splits.train.length, splits.validation.length, splits.test.length], [10, 8, 7]);
  const ids = [...splits.train, ...splits.validation, ...splits.test].map(({ id }) => id);
  assert.is(new Set(ids).size, 25);
});

test('one seed gives one split, another seed another', () => {
  const train = (seed: number): string[] =>
    splitItems(items(30), { train: 10, validation: 8, test: 7 }, node(seed)).train.map(({ id }) => id);
  assert.equal(train(1), train(1));
  assert.not.equal(train(1), train(2));
});

test('the training items do not depend on how many are held out', () => {
  const train = (test: number): string[] =>
    splitItems(items(30), { train: 10, validation: 8, test }, node(1)).train.map(({ id }) => id);
  assert.equal(train(0), train(12));
});

test('a split that is larger than the data is refused', () => {
  assert.throws(() => splitItems(items(5), { train: 3, validation: 2, test: 1 }, node(1)), RangeError);
});

test('by default a third is for the search, a quarter decides, the rest tests', () => {
  assert.equal(defaultCounts(180), { train: 60, validation: 45, test: 75 });
  assert.equal(defaultCounts(2), { train: 1, validation: 1, test: 0 });
  assert.equal(defaultCounts(10_000), { train: 200, validation: 200, test: 200 });
  for (let total = 2; total < 1000; total++) {
    const { train, validation, test } = defaultCounts(total);
    assert.ok(train + validation + test <= total && train > 0 && validation > 0, `${total}`);
  }
});

test.run();
