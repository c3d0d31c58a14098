import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { splitThinking } from './reasoning.ts';

test('a leading think block becomes reasoning', () => {
  assert.equal(splitThinking('<think>\nIt is a bug.\n</think>\n\nbug'), { text: 'bug', reasoning: 'It is a bug.' });
});

test('a block that was cut before its end is all reasoning', () => {
  assert.equal(splitThinking('<think>Let me see'), { text: '', reasoning: 'Let me see' });
});

test('an empty block leaves no reasoning', () => {
  assert.equal(splitThinking('<think>\n\n</think>\n\nbug'), { text: 'bug' });
});

test('tags inside the reply are text', () => {
  const reply = 'Write <think>why</think> first.';
  assert.equal(splitThinking(reply), { text: reply });
  assert.equal(splitThinking('no opening</think>tag'), { text: 'no opening</think>tag' });
});

test.run();
