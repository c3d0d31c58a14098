import type { Evaluation, ItemAnswer } from '@maspo/core';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { junitOf } from './junit.ts';

const test = suite('JUnit');

const evaluation = (answers: readonly ItemAnswer[]): Evaluation =>
  ({
    split: 'test',
    items: answers.length,
    answers,
    score: { mean: 0.5, interval: [0.25, 0.75], n: 2 },
    preference: null,
  }) as unknown as Evaluation;

test('an item is a test case: passed, failed with what was expected, an error where its call failed, skipped without a score', () => {
  const xml = junitOf(
    evaluation([
      { item: 'a', score: 1, expected: { team: 'bug' }, answer: 'bug' },
      { item: 'b', score: 0, expected: { team: 'bug' }, answer: 'billing' },
      { item: 'c', score: null, expected: { team: 'bug' }, answer: { failed: 'refused' } },
      { item: 'd', score: null, expected: {}, answer: 'bug' },
    ]),
  );
  assert.match(xml, '<testsuite name="test" tests="4" failures="1" errors="1" skipped="1">');
  assert.match(xml, '<property name="interval" value="0.25 0.75"/>');
  assert.match(xml, '<testcase classname="maspo.test" name="item a"></testcase>');
  assert.match(xml, '<failure type="score" message="score 0">expected team: bug\nactual: billing</failure>');
  assert.match(xml, '<error type="call" message="refused"/>');
  assert.match(xml, '<skipped message="it could not be scored"/>');
});

test('an answer that is half right passes, as one does that is as good as the seed’s', () => {
  const answers = [0.5, 0.49].map((score) => ({ item: `${score}`, score, expected: {}, answer: 'x' }));
  assert.match(junitOf(evaluation(answers)), 'failures="1"');
});

test('hostile text cannot end an element, and no character stands there that XML does not allow', () => {
  const hostile = ']]>"\'</failure><x a="&amp;">\u0000\u0008\u001b[2J\ud800\uffff\n::error::';
  const xml = junitOf(
    evaluation([
      { item: hostile, score: 0, expected: { [hostile]: hostile }, answer: hostile },
      { item: 'e', score: null, expected: {}, answer: { failed: hostile } },
    ]),
  );
  assert.not.match(xml, /[^\n\u0020-\ud7ff\ue000-\ufffd]/);
  assert.equal(
    xml.match(/<\/?\w+/g)?.filter((tag) => tag === '<x' || tag === '</failure'),
    ['</failure'],
  );
  assert.match(xml, ']]&gt;&quot;');
});

test.run();
