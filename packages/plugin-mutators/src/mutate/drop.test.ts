import { createPrompt, type Prompt, type Proposal } from '@maspo/core';
import { fakeAgent, promptsOf, rejectionsOf, testOperator } from '@maspo/core/testing';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import plugin from '../index.ts';
import { withoutClauses } from './clauses.ts';

interface Case {
  readonly options?: Readonly<Record<string, unknown>>;
  readonly frozen?: readonly string[];
}

async function drop(parent: Prompt, { options = {}, frozen = [] }: Case = {}, randomSeed = 1) {
  const agent = fakeAgent({ frozen, contract: { kind: 'choice', choices: ['billing', 'bug'] } });
  const test = { parent, options, agent, agents: [agent], randomSeed };
  return (await testOperator<readonly Proposal[]>(plugin.mutate?.drop, test)).result;
}

async function texts(parent: Prompt, more: Case = {}): Promise<string[]> {
  const found = new Set<string>();
  for (let randomSeed = 0; randomSeed < 60; randomSeed++)
    for (const { text } of promptsOf(await drop(parent, more, randomSeed))) found.add(text);
  return [...found].sort();
}

const parent = createPrompt({ role: 'You sort.', task: 'Read the whole note, then name the team. Be brief.' });

test('one sentence goes, or one clause', async () => {
  assert.equal(await texts(parent), [
    'Read the whole note, then name the team. Be brief.',
    'You sort.\nBe brief.',
    'You sort.\nName the team. Be brief.',
    'You sort.\nRead the whole note, then name the team.',
    'You sort.\nRead the whole note. Be brief.',
  ]);
});

test('the unit can be chosen', async () => {
  assert.is((await texts(parent, { options: { unit: 'sentence' } })).length, 3);
  assert.equal(await texts(parent, { options: { unit: 'clause' } }), [
    'You sort.\nName the team. Be brief.',
    'You sort.\nRead the whole note. Be brief.',
  ]);
});

test('frozen text stays', async () => {
  for (const text of await texts(parent, { frozen: ['then name', 'You sort.'] }))
    assert.match(text, /^You sort\.[\s\S]*then name/);
});

test('no clause with a label goes', async () => {
  const listing = createPrompt({ task: 'Choose the right team, for it is billing or bug, and say it.' });
  assert.equal(await texts(listing, { options: { unit: 'clause' } }), [
    'Choose the right team, for it is billing or bug.',
    'For it is billing or bug, and say it.',
  ]);
});

test('a worked example goes as a whole', async () => {
  const taught = createPrompt({ task: 'Sort it.\n<example>\nAaa bbb, ccc ddd. Eee.\nAnswer: bug\n</example>' });
  assert.equal(await texts(taught, { options: { unit: 'sentence' } }), [
    '<example>\nAaa bbb, ccc ddd. Eee.\nAnswer: bug\n</example>',
    'Sort it.',
  ]);
  assert.equal(await texts(taught, { options: { unit: 'clause' } }), []);
});

test('the last sentence stays, and then it says so', async () => {
  assert.equal(rejectionsOf(await drop(createPrompt({ task: 'One.' }))), ['nothing can be dropped']);
});

const without = (sentence: string, fixed = '\0') => {
  const at = sentence.indexOf(fixed);
  return withoutClauses(sentence, ([from, to]) => at !== -1 && from < at + fixed.length && at < to);
};

test('what is left keeps its bullet, its capital and its stop', () => {
  assert.equal(without('- If you are not sure, choose the likely one.\n'), [
    '- Choose the likely one.\n',
    '- If you are not sure.\n',
  ]);
  assert.equal(without('2. Sort it (as you like).'), ['2. Sort it.']);
});

test('single words, colons and fixed text are no clauses', () => {
  assert.equal(without('Name red, green, blue.'), ['Green, blue.']);
  assert.equal(without('Key words: refund.'), []);
  assert.equal(without('Read it all, then say {"a, b c"}.', '{"a, b c"}'), ['Say {"a, b c"}.']);
});

test.run();
