import { createPrompt, type Prompt, type Proposal } from '@maspo/core';
import { fakeAgent, promptsOf, rejectionsOf, testOperator } from '@maspo/core/testing';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import plugin from '../index.ts';

async function drop(parent: Prompt, options = {}, frozen: readonly string[] = [], randomSeed = 1) {
  const test = { parent, options, agent: fakeAgent({ frozen }), randomSeed };
  return (await testOperator<readonly Proposal[]>(plugin.mutate?.['drop-section'], test)).result;
}

async function texts(parent: Prompt, options = {}, frozen: readonly string[] = []): Promise<string[]> {
  const found = new Set<string>();
  for (let randomSeed = 0; randomSeed < 40; randomSeed++)
    for (const { text } of promptsOf(await drop(parent, options, frozen, randomSeed))) found.add(text);
  return [...found].sort();
}

const parent = createPrompt({ role: 'Role.', task: 'One. Two.' });

test('a section or a sentence goes', async () => {
  assert.equal(await texts(parent), ['One. Two.', 'Role.', 'Role.\nOne.', 'Role.\nTwo.']);
});

test('the unit can be chosen', async () => {
  assert.equal(await texts(parent, { unit: 'section' }), ['One. Two.', 'Role.']);
  assert.equal(await texts(parent, { unit: 'sentence' }), ['Role.\nOne.', 'Role.\nTwo.']);
});

test('frozen text stays', async () => {
  assert.equal(await texts(parent, {}, ['Two']), ['One. Two.', 'Role.\nTwo.']);
});

test('the last section stays, and then it says so', async () => {
  assert.equal(rejectionsOf(await drop(createPrompt({ task: 'One.' }))), ['nothing can be dropped']);
});

test.run();
