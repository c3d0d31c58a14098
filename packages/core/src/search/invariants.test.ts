import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { createPrompt } from '../system/prompt.ts';
import { lengthCap, violation } from './invariants.ts';

const seed = createPrompt({ role: 'You route messages.', task: 'Answer with one of: a, b.' });

test('a prompt that keeps the frozen spans and a sane length may be tried', () => {
  assert.is(violation(seed.append('task', 'Be brief.'), seed, ['one of: a, b']), null);
});

test('an empty prompt, a lost span and a prompt that grew too long may not', () => {
  assert.is(violation(createPrompt({}), seed, []), 'empty');
  assert.is(violation(seed.set('task', 'Answer.'), seed, ['one of: a, b']), 'frozen-span-lost');
  assert.is(violation(seed.set('task', 'x'.repeat(1200)), seed, []), 'too-long');
});

test('every span must be there; in which section does not matter', () => {
  const moved = seed.set('task', 'Answer.').set('format', 'Answer with one of: a, b.');
  assert.is(violation(moved, seed, ['one of: a, b']), null);
  assert.is(violation(moved, seed, ['one of: a, b', 'politely']), 'frozen-span-lost');
});

test('a prompt may grow to six times its seed, and a short seed to 1,200 characters', () => {
  assert.is(lengthCap(seed), 1200);
  assert.is(lengthCap(createPrompt({ task: 'x'.repeat(500) })), 3000);
  const long = createPrompt({ task: 'x'.repeat(500) });
  assert.is(violation(long.set('task', 'y'.repeat(3000)), long, []), null);
  assert.is(violation(long.set('task', 'y'.repeat(3001)), long, []), 'too-long');
});

test.run();
