import fc from 'fast-check';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { seedRoot } from '../random.ts';
import { groupNearDuplicates, itemText } from './near-duplicates.ts';

const together = (one: string, other: string): boolean => groupNearDuplicates([one, other])[1] === 0;

const SAME: readonly [string, string][] = [
  ['The bill is wrong.', '  the BILL is\nwrong'],
  ['“It is late,” she said', 'It is late she said!'],
  ['ﬁle № 1', 'file No 1'],
  ['Wie groß?', 'wie groß'],
];
const OTHER: readonly [string, string][] = [
  ['The bill 17 is wrong.', 'The bill 18 is wrong.'],
  ['How much is 2-3?', 'How much is 2+3?'],
  ['-3', '3'],
  ['', ''],
  ['?', '!'],
  ['one two', 'two one'],
  ['今天天气很好', '今天天气不好'],
];
for (const [one, other] of SAME)
  test(`says the same: ${JSON.stringify([one, other])}`, () => assert.ok(together(one, other)));
for (const [one, other] of OTHER)
  test(`says something else: ${JSON.stringify([one, other])}`, () => assert.not.ok(together(one, other)));

const words = (count: number, from = 0): string[] => Array.from({ length: count }, (_, index) => `w${from + index}`);

test('nine tenths of the 3-grams make a near-duplicate, and not one less', () => {
  // A text of n words has n − 2; another last word changes one of them: (n − 3) of (n − 1) are shared.
  const changed = (count: number): boolean =>
    together(words(count).join(' '), [...words(count - 1), 'other'].join(' '));
  assert.ok(changed(21), '18 of 20');
  assert.not.ok(changed(20), '17 of 19');
  // Words that are added at the end: 63 of 70, a size at which 0.9 · 70 is not 63.
  assert.ok(together(words(72).join(' '), words(65).join(' ')), '63 of 70');
  assert.not.ok(together(words(72).join(' '), words(64).join(' ')), '62 of 70');
});

test('near-duplicates of near-duplicates are one group, named after its first', () => {
  const text = (from: number): string => words(60, from).join(' ');
  assert.equal(groupNearDuplicates([text(0), 'something else', text(2), text(4)]), [0, 1, 0, 0]);
  assert.not.ok(together(text(0), text(4)));
});

/** All pairs, by the definition. */
function bruteForce(texts: readonly string[]): number[] {
  const shingles = texts.map((text) => {
    const list = text.split(' ');
    return new Set(list.slice(2).map((_, at) => list.slice(at, at + 3).join(' ')));
  });
  const groups = texts.map((_, index) => index);
  texts.forEach((text, i) => {
    texts.forEach((other, j) => {
      const [a, b] = [shingles[i] ?? new Set(), shingles[j] ?? new Set()];
      const shared = [...a].filter((shingle) => b.has(shingle)).length;
      const similar = a.size > 0 && 10 * shared >= 9 * (a.size + b.size - shared);
      if (text !== other && !similar) return;
      const [from, to] = [groups[Math.max(i, j)], groups[Math.min(i, j)] ?? 0].sort((x = 0, y = 0) => y - x);
      for (const [index, group] of groups.entries()) if (group === from) groups[index] = to ?? 0;
    });
  });
  return groups;
}

test('the groups are those of comparing every pair', () => {
  const edits = fc.array(fc.tuple(fc.nat(45), fc.constantFrom('a', 'b', 'c')), { maxLength: 4 });
  fc.assert(
    fc.property(
      fc.array(fc.tuple(fc.integer({ min: 3, max: 45 }), edits), { minLength: 2, maxLength: 12 }),
      (plans) => {
        const texts = plans.map(([length, changes]) => {
          const list = words(length);
          for (const [at, word] of changes) if (at < length) list[at] = word;
          return list.join(' ');
        });
        assert.equal(groupNearDuplicates(texts), bruteForce(texts));
      },
    ),
  );
});

test('near-duplicates are found among ten thousand items', () => {
  const rng = seedRoot(1).stream();
  const vocabulary = words(3000);
  const texts = Array.from({ length: 10_000 }, () => Array.from({ length: 22 }, () => rng.pick(vocabulary)).join(' '));
  const copies = [17, 5000, 9998].map((at) => `${texts[at]} indeed`);
  const groups = groupNearDuplicates([...texts, ...copies]);
  assert.equal(groups.slice(10_000), [17, 5000, 9998]);
  assert.is(new Set(groups).size, 10_000);
});

test('an item says what the agents read of it', () => {
  const item = { id: '1', fields: { id: 'x1', text: 'Late.', about: { n: 3 }, date: 'Monday', team: 'bug' } };
  assert.is(itemText(item, [['text'], ['about', 'n'], ['missing']], ['team']), 'Late.\n3\n');
  assert.is(itemText(item, [], ['team']), '{"n":3}\nMonday\nLate.');
});

test.run();
