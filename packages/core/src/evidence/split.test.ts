import fc from 'fast-check';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { seedRoot } from '../random.ts';
import { type Item, SPLITS } from '../types.ts';
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

test('what no split asks for is spare, and where nothing is left there is none', () => {
  const splits = splitItems(items(30), { train: 10, validation: 8, test: 7 }, node(1));
  const dealt = SPLITS.flatMap((split) => splits[split]);
  assert.is(new Set([...dealt, ...(splits.spare ?? [])].map(({ id }) => id)).size, 30);
  assert.not.ok('spare' in splitItems(items(30), { train: 10, validation: 8, test: 12 }, node(1)));
});

const labelled = (labels: readonly string[]): Item[] =>
  labels.map((label, index) => ({ id: `${index}`, fields: { text: `text ${index}`, label } }));
const stratumOf = ({ fields }: Item): string => String(fields.label);
const counted = (part: readonly Item[] = [], label: string): number =>
  part.filter((item) => stratumOf(item) === label).length;

test('every split has each label in its proportion, to the item', () => {
  const label = fc.constantFrom('a', 'a', 'a', 'b', 'b', 'c');
  const parts = fc.tuple(fc.nat(10), fc.nat(10), fc.nat(10), fc.nat(20));
  fc.assert(
    fc.property(fc.array(label, { minLength: 40, maxLength: 80 }), parts, fc.nat(99), (labels, sizes, seed) => {
      const [train = 0, validation = 0, test = 0] = sizes;
      const all = labelled(labels);
      const splits = splitItems(all, { train, validation, test }, node(seed), { stratumOf });
      for (const part of [splits.train, splits.validation, splits.test, splits.spare ?? []])
        for (const each of ['a', 'b', 'c']) {
          const due = (part.length * counted(all, each)) / all.length;
          // A stretch of a systematic sample: each stratum is off by less than one at either end.
          assert.ok(Math.abs(counted(part, each) - due) <= 2.5, `${counted(part, each)} of ${due}`);
        }
    }),
  );
});

test('a rare label that the search and the test need is not left to chance', () => {
  const all = labelled(Array.from({ length: 100 }, (_, index) => (index % 10 === 0 ? 'rare' : 'common')));
  for (let seed = 0; seed < 50; seed++) {
    const splits = splitItems(all, { train: 40, validation: 30, test: 30 }, node(seed), { stratumOf });
    assert.equal(
      SPLITS.map((split) => counted(splits[split], 'rare')),
      [4, 3, 3],
    );
  }
});

test('the lines of the file may stand in any order: each split has the same items', () => {
  const all = labelled(Array.from({ length: 60 }, (_, index) => 'abc'.charAt(index % 3)));
  const textsIn = (order: readonly Item[], split: 'train' | 'validation' | 'test' | 'spare') =>
    // Where items have no ids of their own, they are called after their lines.
    (splitItems(renumbered(order), { train: 20, validation: 15, test: 10 }, node(3), { stratumOf })[split] ?? []).map(
      ({ fields }) => fields.text,
    );
  const renumbered = (order: readonly Item[]): Item[] => order.map((item, index) => ({ ...item, id: `${index + 1}` }));
  for (const split of [...SPLITS, 'spare'] as const)
    assert.equal(textsIn(all, split), textsIn(all.toReversed(), split));
});

/** Items of which each belongs to the group of this number. */
const grouped = (groups: readonly number[]) => ({ all: items(groups.length), groups });

test('a group is never in two splits, and counts are kept as long as groups are small', () => {
  fc.assert(
    fc.property(fc.array(fc.nat(25), { minLength: 20, maxLength: 60 }), fc.nat(99), (members, seed) => {
      const { all, groups } = grouped(members);
      const [train, validation, test] = [8, 6, 4];
      const splits = splitItems(all, { train, validation, test }, node(seed), { groups });
      const parts = [splits.train, splits.validation, splits.test, splits.spare ?? []];
      const homes = new Map<number, number>();
      for (const [part, its] of parts.entries())
        for (const { id } of its) {
          const group = groups[Number(id)] ?? -1;
          assert.is(homes.get(group) ?? part, part);
          homes.set(group, part);
        }
      const largest = Math.max(...[...Map.groupBy(groups, (group) => group).values()].map(({ length }) => length));
      if (largest <= 2 && all.length >= 30)
        assert.equal([splits.train.length, splits.validation.length, splits.test.length], [train, validation, test]);
    }),
  );
});

test('a group that fits nowhere is cut, and what is cut off is in no split', () => {
  const { all, groups } = grouped([0, 0, 0, 0, 4, 4, 4, 4]);
  const splits = splitItems(all, { train: 3, validation: 3, test: 2 }, node(1), { groups });
  assert.equal([splits.train.length, splits.validation.length, splits.test.length], [3, 3, 0]);
  assert.is(splits.spare, undefined);
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
