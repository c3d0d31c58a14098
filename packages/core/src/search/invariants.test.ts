import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { createCopyCheck } from '../evidence/copies.ts';
import { createPrompt, type Prompt } from '../system/prompt.ts';
import { fakeItems } from '../testing/fakes.ts';
import { violation } from './invariants.ts';

const seed = createPrompt({ role: 'You route messages.', task: 'Answer with one of: a, b.' });
const items = fakeItems([{ text: 'my parcel has never come and I want my money back' }]);
const copies = createCopyCheck({ train: items, heldOut: [], labelFields: [] });

const reasonFor = (prompt: Prompt, frozen: readonly string[] = [], from = seed, quotes = false): string | null =>
  violation(prompt, { agent: { purpose: from.text, frozen }, known: [from.text], quotes, copies })?.reason ?? null;

test('a prompt that keeps the frozen spans and a sane length may be tried', () => {
  assert.is(reasonFor(seed.append('task', 'Be brief.'), ['one of: a, b']), null);
});

test('an empty prompt, a lost span and a prompt that grew too long may not', () => {
  assert.is(reasonFor(createPrompt({})), 'empty');
  assert.is(reasonFor(seed.set('task', 'Answer.'), ['one of: a, b']), 'frozen-span-lost');
  assert.is(reasonFor(seed.set('task', 'x'.repeat(1200))), 'too-long');
});

test('every span must be there; in which section does not matter', () => {
  const moved = seed.set('task', 'Answer.').set('format', 'Answer with one of: a, b.');
  assert.is(reasonFor(moved, ['one of: a, b']), null);
  assert.is(reasonFor(moved, ['one of: a, b', 'politely']), 'frozen-span-lost');
});

test('a prompt may grow to six times its seed, and a short seed to 1,200 characters', () => {
  const short = createPrompt({ task: 'x' });
  assert.is(reasonFor(short.set('task', 'y'.repeat(1200)), [], short), null);
  assert.is(reasonFor(short.set('task', 'y'.repeat(1201)), [], short), 'too-long');
  const long = createPrompt({ task: 'x'.repeat(500) });
  assert.is(reasonFor(long.set('task', 'y'.repeat(3000)), [], long), null);
  assert.is(reasonFor(long.set('task', 'y'.repeat(3001)), [], long), 'too-long');
});

test('a prompt must not copy an item, unless its operator quotes', () => {
  const copy = seed.append('task', 'Say so if "My parcel has never come, and I want my money"!');
  assert.is(reasonFor(copy), 'leak');
  assert.is(reasonFor(copy, [], seed, true), null);
  assert.is(reasonFor(seed.append('task', 'Say so if a parcel has never come.')), null);
});

test('a placeholder is never filled in a prompt, so none may be new; other braces are text', () => {
  assert.is(reasonFor(seed.append('task', 'The message is {{item.text}}.')), 'placeholder');
  assert.is(reasonFor(seed.append('task', 'Read {{ reader.output }} first.')), 'placeholder');
  assert.is(reasonFor(seed.append('task', 'Reply as {"team": "{{name}}"} or \\boxed{x}.')), null);
  const old = seed.append('task', 'Say {{item.text}}.');
  assert.is(reasonFor(old.append('task', 'Be brief.'), [], old), null);
});

test('what is wrong is said so that a model can mend it', () => {
  const say = (prompt: Prompt) =>
    violation(prompt, { agent: { purpose: '', frozen: ['KEEP'] }, known: [], quotes: false, copies })?.say;
  assert.is(say(seed), 'frozen text is missing in the new prompt');
  assert.is(
    say(seed.append('task', 'KEEP: my parcel has never come and I want')),
    'the new prompt copies a case word for word: "my parcel has never come and i want"',
  );
});

test.run();
