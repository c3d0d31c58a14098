import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { matchesLabel, sameValue } from './values.ts';

test('case, white space, quotes and punctuation at the ends do not matter', () => {
  assert.ok(sameValue('  "Billing".\n', 'billing'));
  assert.ok(sameValue('New   York!', 'new york'));
  assert.not.ok(sameValue('bug', 'bugs'));
  assert.not.ok(sameValue('a-b', 'a b'));
});

test('numbers are compared as numbers, whatever their type', () => {
  assert.ok(sameValue('1,000.50', 1000.5));
  assert.ok(sameValue('+7', '7'));
  assert.not.ok(sameValue('12', '1,2'));
});

test('digits that are no number stay text', () => {
  assert.not.ok(sameValue('007', '7'));
  assert.not.ok(sameValue('12345678901234567890', '12345678901234567891'));
});

test('booleans equal their words, null equals nothing else', () => {
  assert.ok(sameValue(true, 'True'));
  assert.not.ok(sameValue(null, ''));
});

test('objects are compared member by member, in any order', () => {
  assert.ok(sameValue({ team: 'Bug', n: '2' }, { n: 2, team: 'bug.' }));
  assert.not.ok(sameValue({ team: 'bug' }, { team: 'bug', n: 2 }));
});

test('a list as label accepts any of its entries, unless the value is a list itself', () => {
  assert.ok(matchesLabel('Paris', ['Lutetia', 'paris']));
  assert.not.ok(matchesLabel('Rome', ['Lutetia', 'paris']));
  assert.ok(matchesLabel(['a', 'b'], ['A', 'B']));
  assert.not.ok(matchesLabel(['a'], ['A', 'B']));
});

test('one number has many spellings', () => {
  for (const text of [
    '1000',
    '1,000',
    '1000.0',
    '1,000.00',
    '+1000',
    '1e3',
    '10³',
    '10^3',
    '1 × 10^{3}',
    '(1,000)',
    ' 1000. ',
  ])
    assert.ok(sameValue(text, 1000), text);
  for (const text of ['1000.5', '1,00', '01000', '10 3', '103', '1000 kg']) assert.not.ok(sameValue(text, 1000), text);
  assert.ok(sameValue('−0.50', '-.5'));
});

test('a power is not its digits', () => {
  assert.ok(sameValue('10⁵', '100,000'));
  assert.not.ok(sameValue('10⁵', '105'));
  assert.not.ok(sameValue('2ⁿ', '2n'));
});

test.run();
