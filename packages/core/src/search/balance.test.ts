import fc from 'fast-check';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { balanced } from './balance.ts';

const letters = [...'abcdefg'];

test('wrong and right ones come by turns, wrong first, each kind in its own order', () => {
  assert.is(balanced(letters, [1, 0, 1, 0, 1, 1, 1]).join(''), 'badcefg');
  assert.is(balanced(letters, [0, 0, 0, 0, 0, 1, 1]).join(''), 'afbgcde');
});

test('where all are equal or nothing is known the order stays', () => {
  for (const score of [0, 0.5, 1, null])
    assert.equal(
      balanced(
        letters,
        letters.map(() => score),
      ),
      letters,
    );
});

test('of graded scores those below the mean count as wrong', () => {
  assert.is(balanced(letters.slice(0, 4), [0.9, 0.8, 0.2, 0.4]).join(''), 'cadb');
});

test('no entry is lost and none comes twice', () =>
  fc.assert(
    fc.property(fc.array(fc.option(fc.double({ min: 0, max: 1, noNaN: true }))), (scores) => {
      const entries = scores.map((_, index) => index);
      assert.equal(
        [...balanced(entries, scores)].sort((a, b) => a - b),
        entries,
      );
    }),
  ));

test.run();
