import fc from 'fast-check';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { fold, normalise } from './text.ts';

test('superscripts, fractions and subscripts do not run into the digits beside them', () => {
  assert.is(fold('10⁵'), '10^5');
  assert.is(fold('10⁻³'), '10^-3');
  assert.is(fold('xⁿ'), 'x^n');
  assert.is(fold('1½'), '1 1/2');
  assert.is(fold('¾'), '3/4');
  assert.is(fold('log₂8'), 'log2 8');
  assert.is(fold('H₂O'), 'H2O');
});

test('wide letters, ligatures and long minus signs get their plain spelling', () => {
  assert.is(fold('ＡＢ１'), 'AB1');
  assert.is(fold('ﬁt'), 'fit');
  assert.is(fold('−3'), '-3');
});

test('what surrounds an answer does not matter, what is in it does', () => {
  for (const text of ['(B)', '**B**', '"b".', 'B)', '_b_', ' b! ']) assert.is(normalise(text), 'b', text);
  assert.is(normalise('New\n York'), 'new york');
  assert.is.not(normalise('a-b'), normalise('a b'));
  assert.is.not(normalise('.5'), normalise('5'));
});

test('normalising twice changes nothing', () =>
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme' }), (text) => assert.is(normalise(normalise(text)), normalise(text))),
  ));

test.run();
