import { createPrompt, type Prompt, type Proposal } from '@maspo/core';
import { fakeAgent, fakeCandidate, promptsOf, rejectionsOf, testOperator } from '@maspo/core/testing';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import plugin from '../index.ts';
import { LEXICON } from '../lexicon.ts';
import { replacePhrase, wordMatches } from './replace-phrase.ts';

interface Case {
  readonly labels?: readonly string[];
  readonly population?: readonly Prompt[];
  readonly frozen?: readonly string[];
  readonly options?: Readonly<Record<string, unknown>>;
}

async function swap(parent: Prompt, { population = [], frozen = [], options = {}, labels }: Case = {}, randomSeed = 1) {
  const agent = fakeAgent({
    frozen,
    ...(labels === undefined ? {} : { contract: { kind: 'choice', choices: labels } }),
  });
  const { result } = await testOperator<readonly Proposal[]>(plugin.mutate?.['phrase-swap'], {
    parent,
    population: population.map((prompt) => fakeCandidate(prompt)),
    agent,
    agents: [agent],
    options,
    randomSeed,
  });
  return result;
}

async function texts(parent: Prompt, more: Case = {}): Promise<string[]> {
  const found = new Set<string>();
  for (let randomSeed = 0; randomSeed < 60; randomSeed++)
    for (const { text } of promptsOf(await swap(parent, more, randomSeed))) found.add(text);
  return [...found].sort();
}

test('a phrase is exchanged for the others of its group, capital for capital', async () => {
  assert.equal(await texts(createPrompt({ task: 'Choose a team.' })), [
    'Name a team.',
    'Pick a team.',
    'Select a team.',
  ]);
});

test('hedges can go', async () => {
  assert.equal(await texts(createPrompt({ task: 'Please sum.' })), ['Sum.']);
});

test('one swap changes one phrase, more swaps change more', async () => {
  const parent = createPrompt({ task: 'Please sum, please.' });
  assert.equal(await texts(parent), ['Please sum.', 'Sum, please.']);
  assert.equal(await texts(parent, { options: { swaps: 2 } }), ['Sum.']);
});

test('listed labels change their order', async () => {
  const labels = ['red', 'dark red', 'blue'];
  assert.equal(await texts(createPrompt({ format: 'Name red, dark red or blue.' }), { labels }), [
    'Name blue, dark red or red.',
    'Name dark red, blue or red.',
  ]);
  assert.equal(await texts(createPrompt({ format: 'a | b' }), { labels: ['a', 'b'] }), ['b | a']);
  for (const other of ['red or blue', 'red. dark red. blue'])
    assert.equal(await texts(createPrompt({ format: other }), { labels }), [], other);
  assert.equal(await texts(createPrompt({ format: 'a | b' }), { labels: ['a', 'b'], frozen: ['a |'] }), []);
});

test('frozen spans are not touched', async () => {
  const parent = createPrompt({ task: 'Choose a team. Be careful.' });
  for (const text of await texts(parent, { frozen: ['Choose a'] })) assert.match(text, /Choose a team/);
  assert.equal(rejectionsOf(await swap(createPrompt({ task: 'Choose it.' }), { frozen: ['Choose it.'] })), [
    'no phrase can be exchanged',
  ]);
});

test('labels, JSON, code and examples keep their words', async () => {
  const labels = ['very good', 'right'];
  const task = 'Say very good or right.\n{"a": "very"} `really`\n<example>\nA quite short one\n</example>';
  const swapped = await texts(createPrompt({ task }), { labels });
  assert.ok(swapped.length > 0);
  for (const text of swapped) {
    assert.match(text, /very good/);
    assert.match(text, /\bright\b/);
    assert.ok(text.endsWith(task.slice(task.indexOf('\n'))), text);
  }
});

test('a sentence of another prompt can take the place of one in the same section', async () => {
  const parent = createPrompt({ task: 'Aaa.\nBbb.' });
  const other = createPrompt({ role: 'Rrr.', task: 'Ccc. Aaa.' });
  assert.equal(await texts(parent, { population: [parent, other] }), ['Aaa.\nCcc.', 'Ccc.\nBbb.', 'Rrr.\nAaa.\nBbb.']);
});

test('without a known phrase and without another prompt it says so', async () => {
  assert.equal(rejectionsOf(await swap(createPrompt({ task: 'Xyz.' }))), ['no phrase can be exchanged']);
});

test('phrases match whole words, whatever their case', () => {
  assert.equal(wordMatches('Pick a toothpick, PICK', 'pick'), [
    [0, 4],
    [18, 22],
  ]);
  assert.equal(wordMatches('anything', ''), []);
});

test('leaving a phrase out leaves no gap', () => {
  const without = (text: string, phrase: string) => replacePhrase(text, wordMatches(text, phrase)[0] ?? [0, 0], '');
  assert.is(without('Read it carefully.', 'carefully'), 'Read it.');
  assert.is(without('Decide. Be quick. Then stop.', 'be quick'), 'Decide. Then stop.');
  assert.is(without('Answer only a or b.', 'only'), 'Answer a or b.');
  assert.is(without('Always say it.', 'always'), 'Say it.');
});

test('no group of the lexicon has a phrase twice, and every phrase that is found has another to become', () => {
  for (const { swap: found, into = [] } of LEXICON) {
    const all = [...found, ...into];
    assert.is(new Set(all).size, all.length, all.join(', '));
    assert.ok(found.length > 0 && all.length > 1, all.join(', '));
  }
});

test.run();
