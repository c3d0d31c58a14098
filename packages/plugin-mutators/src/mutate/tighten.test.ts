import { createPrompt, type Prompt, type Proposal } from '@maspo/core';
import { fakeAgent, type OperatorTest, promptsOf, rejectionsOf, testOperator } from '@maspo/core/testing';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import plugin from '../index.ts';

interface Case extends OperatorTest {
  readonly frozen?: readonly string[];
  readonly labels?: readonly string[];
}

async function tighten(parent: Prompt, { frozen = [], labels = ['billing', 'bug'], ...more }: Case = {}) {
  const agent = fakeAgent({ frozen, contract: { kind: 'choice', choices: labels } });
  const inputs = { parent, agent, agents: [agent], ...more };
  return testOperator<readonly Proposal[]>(plugin.mutate?.tighten, inputs);
}

async function texts(parent: Prompt, more: Case = {}): Promise<string[]> {
  const found = new Set<string>();
  for (let randomSeed = 0; randomSeed < 80; randomSeed++)
    for (const { text } of promptsOf((await tighten(parent, { ...more, randomSeed })).result)) found.add(text);
  return [...found].sort((a, b) => a.length - b.length || (a < b ? -1 : 1));
}

test('courtesies, fillers and wordy phrases go, all or some of them', async () => {
  assert.equal(await texts(createPrompt({ task: 'Please read it very carefully in order to sort it.' })), [
    'Read it carefully to sort it.',
    'Read it very carefully to sort it.',
    'Please read it carefully to sort it.',
    'Read it carefully in order to sort it.',
    'Please read it very carefully to sort it.',
    'Read it very carefully in order to sort it.',
    'Please read it carefully in order to sort it.',
  ]);
});

const shortest: readonly (readonly [string, string])[] = [
  ['Your task is to sort it. Thank you very much!', 'Sort it.'],
  ['Sort it, please.', 'Sort it.'],
  ['- Make sure to be exact.\n- It is important to be brief.', '- Be exact.\n- Be brief.'],
  ['Note that it is really hot.', 'It is hot.'],
  ['Prior to the answer, make use of all of the words.', 'Before the answer, use all words.'],
];
for (const [long, short] of shortest)
  test(`"${long}" becomes "${short}"`, async () => {
    assert.is((await texts(createPrompt({ task: long })))[0], short);
  });

test('a sentence that stands twice goes once, from whichever section', async () => {
  const parent = createPrompt({ role: 'Be brief.', task: 'Sort it. Be  brief!', format: 'be brief' });
  assert.is((await texts(parent))[0], 'Be brief.\nSort it.');
});

const alone: readonly (readonly [string, Case])[] = [
  ['If the message says thank you when you need to sort it, sort it.', {}],
  ['Say very good or bad.', { labels: ['very good', 'bad'] }],
  ['Reply as {"is": "very hot"} or `please go`.', {}],
  ['Please be brief.', { frozen: ['Please be'] }],
  ['Answer only with one word, always.', {}],
];
for (const [text, more] of alone)
  test(`"${text}" stays as it is`, async () => {
    const { result } = await tighten(createPrompt({ task: text }), more);
    assert.equal(rejectionsOf(result), ['nothing can be said in fewer words']);
  });

const parent = createPrompt({ task: 'Decide whether this message is about billing or about a bug. KEEP.' });
const reply = (text: string) => `<prompt>\n## task\n${text}\n</prompt>`;

async function byModel(replies: readonly string[], frozen: readonly string[] = []) {
  const { result, requests } = await tighten(parent, { replies, frozen, options: { model: 'big' } });
  return { texts: promptsOf(result).map(({ text }) => text), rejections: rejectionsOf(result), requests };
}

test('a model shortens, and is told what to keep', async () => {
  const { texts: found, requests } = await byModel([reply('Billing or bug? KEEP.')], ['KEEP']);
  assert.equal(found, ['Billing or bug? KEEP.']);
  const shown = requests[0]?.messages.map(({ content }) => content).join('\n') ?? '';
  assert.match(shown, /Keep these names as they are: billing, bug\./);
  assert.match(shown, /word for word: "KEEP"/);
});

test('a reply that is no shorter, or lost a label or frozen text, is rejected after a second try', async () => {
  const longer = reply(`${parent.text} Thanks.`);
  assert.equal((await byModel([longer, reply('Billing or bug?')])).texts, ['Billing or bug?']);
  assert.equal((await byModel([longer, longer])).rejections, ['not-shorter']);
  const lost = reply('Is it about billing?');
  assert.equal((await byModel([lost, lost])).rejections, ['labels-lost']);
  assert.equal((await byModel([lost, lost], ['KEEP'])).rejections, ['frozen-span-lost']);
});

test.run();
