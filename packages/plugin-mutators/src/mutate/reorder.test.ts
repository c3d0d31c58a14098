import { createPrompt, type Prompt, type Proposal } from '@maspo/core';
import { agentId, fakeAgent, promptsOf, rejectionsOf, testOperator } from '@maspo/core/testing';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import plugin from '../index.ts';

interface Case {
  readonly options?: Readonly<Record<string, unknown>>;
  readonly frozen?: readonly string[];
  readonly labels?: readonly string[];
}

async function reorder(parent: Prompt, { options = {}, frozen = [], labels }: Case = {}, randomSeed = 1) {
  const reader = fakeAgent({ id: 'reader', isAnswer: false, frozen, successors: [agentId('router')] });
  const contract = labels === undefined ? ({ kind: 'text' } as const) : ({ kind: 'choice', choices: labels } as const);
  const agents = [reader, fakeAgent({ contract })];
  const test = { parent, options, agent: reader, agents, labelFields: [], randomSeed };
  return (await testOperator<readonly Proposal[]>(plugin.mutate?.reorder, test)).result;
}

async function texts(parent: Prompt, more: Case = {}): Promise<string[]> {
  const found = new Set<string>();
  for (let randomSeed = 0; randomSeed < 80; randomSeed++)
    for (const { text } of promptsOf(await reorder(parent, more, randomSeed))) found.add(text);
  return [...found].sort();
}

test('a sentence moves within its section, or two change places', async () => {
  assert.equal(await texts(createPrompt({ role: 'R.', task: 'Aa. Bb. Cc.' })), [
    'R.\nAa. Cc. Bb.',
    'R.\nBb. Aa. Cc.',
    'R.\nBb. Cc. Aa.',
    'R.\nCc. Aa. Bb.',
    'R.\nCc. Bb. Aa.',
  ]);
});

test('numbers, bullets and lines stay where they are', async () => {
  assert.equal(await texts(createPrompt({ task: 'Do this:\n1. Read.\n2. Say' })), [
    'Do this:\n1. Say\n2. Read.',
    'Read.\n1. Do this:\n2. Say',
    'Read.\n1. Say\n2. Do this:',
    'Say\n1. Do this:\n2. Read.',
    'Say\n1. Read.\n2. Do this:',
  ]);
});

test('a sentence without a stop gets one where another follows', async () => {
  assert.equal(await texts(createPrompt({ task: 'Be brief. Use one word' })), ['Use one word. Be brief.']);
});

test('labels of a reader are listed in another order', async () => {
  const parent = createPrompt({ task: 'Say red, green or blue.', format: 'Be brief.' });
  assert.equal(await texts(parent, { labels: ['red', 'green', 'blue'] }), [
    'Say blue, green or red.\nBe brief.',
    'Say green, blue or red.\nBe brief.',
  ]);
  assert.equal(
    rejectionsOf(await reorder(parent, { labels: ['red', 'green', 'blue'], options: { unit: 'sentence' } })),
    ['nothing can change its place'],
  );
});

test('frozen text stays whole', async () => {
  const parent = createPrompt({ task: 'Aa. Bb. Cc.' });
  for (const text of await texts(parent, { frozen: ['Aa. Bb'] })) assert.is(text, 'Cc. Aa. Bb.');
});

test.run();
