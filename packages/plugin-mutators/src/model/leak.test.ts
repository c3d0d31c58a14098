import { fakeItems } from '@maspo/core/testing';
import fc from 'fast-check';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { LEAK_WORDS, leakIn } from './leak.ts';

const items = fakeItems([
  { text: 'One two three, four five six seven eight nine.' },
  { parts: ['a short one', { inner: 'The deep text is found as well: it has words.' }], n: 12345678 },
  { text: '我昨天买的手机今天坏了怎么办' },
]);

test('eight words in a row of an item are a copy, seven are not', () => {
  assert.is(
    leakIn('Say: ONE two-three four; five six seven eight!', items, []),
    'one two three four five six seven eight',
  );
  assert.is(
    leakIn('One two three four five six seven. Eight, then.', items, []),
    'one two three four five six seven eight',
  );
  assert.is(leakIn('One two three four five six seven.', items, []), null);
  assert.is(leakIn('One two three four and five six seven eight nine.', items, []), null);
});

test('texts inside lists and maps count', () => {
  assert.ok(leakIn('the deep text is found as well it', items, []) !== null);
});

test('what the parent has may stay', () => {
  const copied = 'Two three four five six seven eight nine';
  assert.ok(leakIn(copied, items, ['Something else']) !== null);
  assert.is(leakIn(copied, items, [`Example: ${copied}`]), null);
  assert.ok(leakIn(`One ${copied}`, items, [`Example: ${copied}`]) !== null);
});

test('scripts without spaces are counted by characters', () => {
  assert.ok(leakIn('例子：我昨天买的手机今天', items, []) !== null);
  assert.is(leakIn('例子：我昨天买的', items, []), null);
});

const word = fc.constantFrom('a', 'b', 'c', 'd');
const text = fc.array(word, { maxLength: 24 });

test('it finds what a search by hand finds', () =>
  fc.assert(
    fc.property(text, text, text, (prompt, item, known) => {
      const grams = (words: readonly string[]) =>
        words.map((_, at) => words.slice(at, at + LEAK_WORDS).join(' ')).filter((gram) => gram.length === 15);
      const expected = grams(prompt).some((gram) => grams(item).includes(gram) && !grams(known).includes(gram));
      assert.is(leakIn(prompt.join(' '), fakeItems([{ text: item.join(' ') }]), [known.join(' ')]) !== null, expected);
    }),
    { numRuns: 300 },
  ));

test.run();
