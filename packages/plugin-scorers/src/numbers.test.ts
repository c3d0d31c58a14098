import fc from 'fast-check';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { lastNumber, wholeNumber } from './numbers.ts';

const cases: readonly (readonly [string, number | null])[] = [
  ['The answer is 42.', 42],
  ['First 3, then 1,234.5', 1234.5],
  ['That is 12%', 12],
  ['It costs $5', 5],
  ['It costs -$5.50', -5.5],
  ['−3 degrees', -3],
  ['.5', 0.5],
  ['1e-3', 0.001],
  ['3/4', 0.75],
  ['3 / 4 of it', 0.75],
  ['2024/05/01', 1],
  ['1/0', null],
  ['1,2,3', 3],
  ['7-4', 4],
  ['covid-19', 19],
  ['- 5 apples', 5],
  ['x2 and y12', null],
  ['\\boxed{42}', 42],
  ['#### 18', 18],
  ['4 people', 4],
  ['none', null],
  ['', null],
  ['about 10⁵ of them', 100_000],
  ['about 6.02 × 10²³', 6.02e23],
  ['so 3 \\times 10^{-2}', 0.03],
  ['½ of it', 0.5],
];

for (const [text, number] of cases)
  test(`the last number of ${JSON.stringify(text)} is ${number}`, () => assert.is(lastNumber(text), number));

test('a number that was printed is read back', () =>
  fc.assert(
    fc.property(fc.double({ min: -1e9, max: 1e9, noNaN: true }), (value) => {
      assert.is(lastNumber(`It is ${value}.`), value === 0 ? lastNumber('0') : value);
    }),
  ));

test('a text that is a number and nothing else is its value', () => {
  assert.is(wholeNumber('1,234.50'), 1234.5);
  assert.is(wholeNumber('-10^2'), -100);
  for (const text of ['', '-', '007', '1,2', '1/2', '5 apples', '2^10', '10^999', '1'.repeat(16)])
    assert.is(wholeNumber(text), null, text);
});

test('a long text of digits takes no longer than its length', () => {
  assert.is(wholeNumber(`${'1'.repeat(100_000)}x`), null);
  assert.is(lastNumber(`${'1,'.repeat(50_000)}2`), 2);
});

test.run();
