import fc from 'fast-check';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { normalise } from './text.ts';

test('what surrounds an answer does not matter, a question mark neither; what is in it does', () => {
  for (const text of ['(B)', '**B**', '"b".', 'B)', '_b_', ' b! ', 'b?', 'b.?', '"b"?!'])
    assert.is(normalise(text), 'b', text);
  assert.is.not(normalise('a-b'), normalise('a b'));
  assert.is.not(normalise('.5'), normalise('5'));
});

test('normalising twice changes nothing', () =>
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme' }), (text) => assert.is(normalise(normalise(text)), normalise(text))),
  ));

test.run();
