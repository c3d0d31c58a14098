import { createPrompt, type Proposal, printPrompt } from '@maspo/core';
import {
  fakeAgent,
  fakeCandidate,
  type OperatorTest,
  promptsOf,
  rejectionsOf,
  testOperator,
} from '@maspo/core/testing';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import plugin from '../index.ts';

const first = createPrompt({ role: 'You sort.', task: 'Read it.' });
const second = createPrompt({ task: 'Decide. My card was charged although I cancelled.' });

async function merge(more: OperatorTest) {
  const inputs = { parents: [first, second] as const, population: [], options: { model: 'big' }, ...more };
  const { result, requests } = await testOperator<readonly Proposal[]>(plugin.crossover?.merge, inputs);
  const shown = requests.map(({ messages }) => messages.map(({ content }) => content).join('\n'));
  return { prompts: promptsOf(result), rejections: rejectionsOf(result), shown };
}
const reply = (task: string) => `<prompt>## task\n${task}</prompt>`;

test('the model sees both parents, with their scores where they are known', async () => {
  const population = [fakeCandidate(first, { score: 0.625 }), fakeCandidate(second, { n: 0 })];
  const { prompts, shown } = await merge({ population, replies: [reply('Read it. Decide.')] });
  assert.is(prompts[0]?.text, 'Read it. Decide.');
  assert.match(shown[0] ?? '', /<first_prompt score="0\.6[23]">\n## role\n\nYou sort\./);
  assert.match(shown[0] ?? '', /<second_prompt>\n## task\n\nDecide\./);
});

test('a parent is no child', async () => {
  for (const parent of [first, second]) {
    const same = `<prompt>${printPrompt(parent)}</prompt>`;
    assert.equal((await merge({ replies: [same, same] })).rejections, ['unchanged']);
  }
  assert.equal((await merge({ parents: [first, first] })).rejections, ['the parents do not differ']);
});

test('what either parent quotes may stay, what none does is a leak', async () => {
  const kept = reply('Read it. My card was charged although I cancelled.');
  assert.is((await merge({ replies: [kept] })).prompts.length, 1);
  const copied = reply('Read it. There is an error on the export page and more.');
  assert.equal((await merge({ replies: [copied, copied] })).rejections, ['leak']);
});

test('frozen text of either parent must stay', async () => {
  const agent = fakeAgent({ frozen: ['You sort.'] });
  assert.equal((await merge({ agent, replies: [reply('a'), reply('b')] })).rejections, ['frozen-span-lost']);
});

test.run();
