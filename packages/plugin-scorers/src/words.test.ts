import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { findChoice, wholeWords } from './words.ts';

const teams = ['billing', 'bug', 'account'];

test('one choice in a sentence is found', () => {
  assert.is(findChoice('The team is Billing, I think.', teams), 'billing');
  assert.is(findChoice('**bug**', teams), 'bug');
});

test('no choice and two choices are none', () => {
  assert.is(findChoice('I cannot say.', teams), null);
  assert.is(findChoice('billing or bug', teams), null);
});

test('a choice named twice is still one', () => assert.is(findChoice('bug. Yes, bug.', teams), 'bug'));

test('parts of words do not count', () => {
  assert.is(findChoice('debugging', teams), null);
  assert.is(findChoice('accounts', teams), null);
});

test('a longer choice hides a shorter one inside it', () => {
  assert.is(findChoice('It is a bug  report.', ['bug', 'bug report']), 'bug report');
  assert.is(findChoice('not urgent', ['urgent', 'not urgent']), 'not urgent');
});

test('choices are text, never patterns', () => {
  assert.is(findChoice('c', ['c++', '.']), null);
  assert.is(findChoice('I use c++ here', ['c++', 'c#']), 'c++');
  assert.not.ok(wholeWords('a.c').test('abc'));
});

test.run();
