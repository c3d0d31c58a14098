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

const parent = createPrompt({ task: 'Choose a team. Say bug or billing.' });
const choices = ['bug', 'billing'];
const agent = fakeAgent({ contract: { kind: 'choice', choices } });

async function swap(more: OperatorTest, from: readonly string[] = ['model']) {
  const inputs = { parent, population: [], agent, agents: [agent], ...more };
  const options = { model: 'big', from, ...more.options };
  const outcome = await testOperator<readonly Proposal[]>(plugin.mutate?.['phrase-swap'], { ...inputs, options });
  const { result, requests } = outcome;
  const shown = requests.map(({ messages }) => messages.map(({ content }) => content).join('\n'));
  return { texts: promptsOf(result).map(({ text }) => text), rejections: rejectionsOf(result), shown, requests };
}

/** The phrase that the model is asked to replace. */
const asked = (shown: string | undefined): string => /in its place: "(.*)"/.exec(shown ?? '')?.[1] ?? '';

test('the phrase of the model takes the place of one that was drawn', async () => {
  const phrases = new Set<string>();
  for (let randomSeed = 0; randomSeed < 20; randomSeed++) {
    const { texts, shown, requests } = await swap({ randomSeed, replies: ['Sure: <phrase> xyz $& {a} </phrase>'] });
    const old = asked(shown[0]);
    phrases.add(old);
    const expected = /^[A-Z]/.test(old) ? 'Xyz $& {a}' : 'xyz $& {a}';
    assert.equal(texts, [parent.text.split(old).join(expected)]);
    assert.is(requests.length, 1);
  }
  assert.equal([...phrases].sort(), ['Choose a', 'Choose a team', 'a team']);
});

test('frozen text, labels and examples are not drawn', async () => {
  const quoting = createPrompt({ task: 'Say bug or billing. Be very kind.\n<example>\nIt is broken\n</example>' });
  const frozen = { ...agent, frozen: ['Be very'] };
  const { shown, rejections } = await swap({ parent: quoting, agent: frozen, replies: ['<phrase>Or</phrase>'] });
  assert.ok(['Say', 'or', 'kind'].includes(asked(shown[0])), shown[0]);
  assert.equal(rejections, []);
  const fixed = { ...agent, frozen: [parent.text] };
  const none = await swap({ agent: fixed });
  assert.equal([none.rejections, none.requests.length], [['no phrase can be exchanged'], 0]);
});

const useless: readonly (readonly [reply: string, reason: string])[] = [
  ['', 'no-reply'],
  ['another team', 'no-reply'],
  ['<phrase>a', 'unreadable'],
  ['<phrase>a</phrase><phrase>b</phrase>', 'unreadable'],
  ['<phrase>a\nb</phrase>', 'unreadable'],
  ['<phrase> </phrase>', 'empty'],
  [`<phrase>${'long '.repeat(40)}</phrase>`, 'too-long'],
  ['<phrase>the app crashes when I open the camera</phrase>', 'leak'],
];
for (const [reply, reason] of useless)
  test(`${JSON.stringify(reply.slice(0, 50))} twice is rejected as ${reason}, once it is repaired`, async () => {
    const { rejections, shown, requests } = await swap({ replies: () => reply });
    assert.equal(rejections, [reason]);
    assert.is(requests.length, 2);
    assert.match(
      shown[1] ?? '',
      /Your reply cannot be used: .*\.\nWrite the other words between <phrase> and <\/phrase>/,
    );
    const repaired = await swap({ replies: [reply, '<phrase>xyz</phrase>'] });
    assert.is(repaired.texts.length, 1);
  });

test('the same phrase again is no change', async () => {
  const same = (shown: string) => `<phrase>${asked(shown)}</phrase>`;
  const { rejections } = await swap({ replies: ({ messages }) => same(messages[1]?.content ?? '') });
  assert.equal(rejections, ['unchanged']);
});

test('a source that is left out gives nothing', async () => {
  const population = [fakeCandidate(createPrompt({ task: 'Other.' }))];
  const all = async (from: readonly string[], more: OperatorTest = {}) => {
    const found = new Set<string>();
    for (let randomSeed = 0; randomSeed < 30; randomSeed++)
      for (const text of (await swap({ population, replies: ['<phrase>xyz</phrase>'], ...more, randomSeed }, from))
        .texts)
        found.add(text);
    return [...found];
  };
  for (const text of await all(['lexicon'])) assert.not.match(text, /Other|xyz/);
  for (const text of await all(['population'])) assert.match(text, /Other/);
  const both = await all(['lexicon', 'model']);
  assert.ok(both.some((text) => /xyz/i.test(text)) && both.some((text) => !/xyz/i.test(text)));
});

test('other swaps follow that of the model', async () => {
  const rest: string[] = [];
  for (let randomSeed = 0; randomSeed < 20; randomSeed++) {
    const inputs = { randomSeed, options: { swaps: 2 }, replies: ['<phrase>the group</phrase>'] };
    const { texts, shown } = await swap(inputs, ['lexicon', 'model']);
    if (asked(shown[0]) === 'a team') rest.push(texts[0] ?? '');
  }
  assert.ok(rest.length > 0);
  for (const text of rest)
    assert.match(text, /^(?:Pick|Select|Name) the group\. |^Choose the group\. (?!Say bug or b)/);
});

test('without the name of a model it says what to set', async () => {
  const operator = plugin.mutate?.['phrase-swap'];
  const run = testOperator(operator, { parent, options: { from: ['lexicon', 'model'] } });
  const error = await run.then(
    () => null,
    (thrown: Error) => thrown,
  );
  assert.match(error?.message ?? '', /takes phrases from a model, and none is named\. Set its option `model`/);
});

test.run();
