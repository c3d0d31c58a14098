import { createPrompt, type Proposal } from '@maspo/core';
import { fakeAgent, type OperatorTest, rejectionsOf, testOperator } from '@maspo/core/testing';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import plugin from '../index.ts';

const parent = createPrompt({ task: 'Write a note.' });
const theirs = createPrompt({ task: 'Read the note. KEEP' });
const reader = fakeAgent({ id: 'reader', successors: ['router'] as never });
const router = fakeAgent({ id: 'router', frozen: ['KEEP'] });
const both = (own: string, other: string): string =>
  `<prompt>\n## task\n${own}\n</prompt>\n<partner_prompt>\n## task\n${other}\n</partner_prompt>`;

async function align(replies: readonly string[], more: OperatorTest = {}) {
  const others = [{ agent: router, incumbent: theirs, population: [] }];
  const test = { parent, agent: reader, agents: [reader, router], others, replies, options: { model: 'big' }, ...more };
  return testOperator<readonly Proposal[]>(plugin.mutate?.align, test);
}

test('a model is shown both prompts and their hand-over, and its two prompts are one proposal', async () => {
  const { result, requests } = await align([both('Write two lines.', 'Read the second line. KEEP')]);
  const [proposal] = result;
  assert.ok(proposal !== undefined && 'companions' in proposal);
  assert.is(proposal.prompt.text, 'Write two lines.');
  assert.equal(
    Object.entries(proposal.companions).map(([id, { text }]) => [id, text]),
    [['router', 'Read the second line. KEEP']],
  );
  const asked = JSON.stringify(requests[0]?.messages);
  for (const part of ['Write a note.', 'Read the note. KEEP', 'word for word', 'router'])
    assert.ok(asked.includes(part), part);
});

test('a reply without the second prompt, or that loses frozen text of the other agent, is asked for once more', async () => {
  const good = both('Write two lines.', 'Read the second line. KEEP');
  for (const bad of ['<prompt>\n## task\nWrite two lines.\n</prompt>', both('Write two lines.', 'Read it.')]) {
    const { result, requests } = await align([bad, good]);
    assert.ok(result[0] !== undefined && 'companions' in result[0], JSON.stringify(result));
    assert.is(requests.length, 2);
  }
  const lost = both('Write two lines.', 'Read it.');
  assert.equal(rejectionsOf((await align([lost, lost])).result), ['frozen-span-lost']);
});

test('two prompts that stay as they are, and an agent that nobody reads, are told', async () => {
  const same = both('Write a note.', 'Read the note. KEEP');
  assert.equal(rejectionsOf((await align([same, same])).result), ['unchanged']);
  assert.equal(rejectionsOf((await align([], { others: [] })).result), ['no-neighbour']);
});

test.run();
