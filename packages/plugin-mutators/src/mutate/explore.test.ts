import { createPrompt, type Proposal } from '@maspo/core';
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
import { STRATEGIES } from './strategies.ts';

const parent = createPrompt({ role: 'You sort.', task: 'Read it. Decide.' });
const others = ['One.', 'Two.', 'Three.', 'Four.'].map((task) => fakeCandidate(createPrompt({ task })));
const population = [fakeCandidate(parent), ...others];
const reply = (task: string) => `<prompt>## task\n${task}</prompt>`;

async function explore(more: OperatorTest) {
  const inputs = { parent, population, ...more, options: { model: 'big', ...more.options } };
  const { result, requests } = await testOperator<readonly Proposal[]>(plugin.mutate?.explore, inputs);
  const shown = requests.map(({ messages }) => messages.map(({ content }) => content).join('\n'));
  return { prompts: promptsOf(result), rejections: rejectionsOf(result), shown, requests };
}

test('the model sees what was tried and is given a strategy', async () => {
  const { prompts, shown, requests } = await explore({ replies: [reply('Rule out.')] });
  assert.is(prompts[0]?.text, 'Rule out.');
  assert.is(requests[0]?.sampling.temperature, 1);
  assert.match(shown[0] ?? '', /<current_prompt>\n## role\n\nYou sort\./);
  assert.is(shown[0]?.match(/<other_prompt>/g)?.length, 3);
  assert.not.match(shown[0] ?? '', /Four\./);
  assert.ok(STRATEGIES.some((strategy) => shown[0]?.includes(strategy)));
  assert.not.match((await explore({ replies: [reply('x')], options: { shown: 0 } })).shown[0] ?? '', /other_prompt/);
});

test('another seed of chance suggests another strategy', async () => {
  const asked = new Set<string>();
  for (let randomSeed = 0; randomSeed < 10; randomSeed++)
    asked.add((await explore({ replies: [reply('x')], randomSeed, options: { temperature: 0 } })).shown[0] ?? '');
  assert.ok(asked.size > 3);
});

test('the sentences of another prompt, in whatever order, are not different', async () => {
  const old = reply('decide. Read  it! You sort');
  assert.equal((await explore({ replies: [old, old] })).rejections, ['not-different']);
  assert.equal((await explore({ replies: [reply('four'), reply('TWO')] })).rejections, ['not-different']);
  assert.is((await explore({ replies: [old, reply('Ask: which?')] })).prompts.length, 1);
});

test('frozen text must be kept', async () => {
  const agent = fakeAgent({ frozen: ['Decide.'] });
  assert.equal((await explore({ agent, replies: [reply('a'), reply('b')] })).rejections, ['frozen-span-lost']);
});

test.run();
