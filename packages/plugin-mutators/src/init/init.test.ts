import { createPrompt, type OutputContract, type Prompt, type Proposal, type Section } from '@maspo/core';
import {
  agentId,
  fakeAgent,
  fakeItems,
  type OperatorTest,
  promptsOf,
  rejectionsOf,
  supportItems,
  testOperator,
} from '@maspo/core/testing';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import plugin from '../index.ts';

const seed = createPrompt({ role: 'You are a support agent.', task: 'Decide which team gets the message.' });
const router = fakeAgent({
  predecessors: [agentId('reader')],
  contract: { kind: 'choice', choices: ['billing', 'bug', 'account'] },
});
const reader = fakeAgent({
  id: 'reader',
  isAnswer: false,
  successors: [router.id],
  purpose: 'Write a short note on the message.',
});
const noteSeed = createPrompt({ role: 'You are a reader.', task: 'Write a short note on the message.' });
const system = { agents: [reader, router] };
const atRouter: OperatorTest = { ...system, agent: router, seed };
const atReader: OperatorTest = { ...system, agent: reader, seed: noteSeed };

const propose = async (more: OperatorTest) =>
  (await testOperator<readonly Proposal[]>(plugin.init?.variants, more)).result;

/** All templates of an agent. */
async function all(more: OperatorTest): Promise<Prompt[]> {
  const found: Prompt[] = [];
  for (let randomSeed = 0; randomSeed < 8; randomSeed++)
    found.push(...promptsOf(await propose({ ...more, randomSeed, options: { count: 64 } })));
  return found;
}

const alone = (contract: OutputContract, more: OperatorTest = {}): OperatorTest => {
  const agent = fakeAgent({ contract, purpose: 'Answer the question.' });
  return { agent, agents: [agent], seed: createPrompt({ task: 'Answer the question.' }), labelFields: [], ...more };
};

const has = (prompts: readonly Prompt[], section: Section, text: string): boolean =>
  prompts.some((prompt) => prompt.get(section).includes(text));

test('seed gives the seed', async () => {
  const { result } = await testOperator<readonly Proposal[]>(plugin.init?.seed, { seed });
  assert.equal(
    promptsOf(result).map(({ id }) => id),
    [seed.id],
  );
});

test('variants are as many as asked, different, and none is the seed', async () => {
  for (const count of [1, 6, 20]) {
    const ids = promptsOf(await propose({ ...atRouter, options: { count } })).map(({ id }) => id);
    assert.is(new Set([...ids, seed.id]).size, count + 1);
  }
});

test('six variants cover all sections, and a brief prompt is among them', async () => {
  for (const inputs of [atRouter, atReader]) {
    const prompts = promptsOf(await propose(inputs));
    const base = inputs.seed ?? seed;
    const changed = (section: Section) => prompts.filter((prompt) => prompt.get(section) !== base.get(section)).length;
    for (const section of ['role', 'task', 'context', 'format'] as const) assert.ok(changed(section) > 0, section);
    assert.ok(
      prompts.some(({ sections }) => sections.role === '' && sections.context === '' && sections.format === ''),
    );
  }
});

test('another seed of chance draws other variants', async () => {
  const drawn = async (randomSeed: number) =>
    promptsOf(await propose({ ...atRouter, randomSeed }))
      .map(({ id }) => id)
      .join();
  assert.is.not(await drawn(1), await drawn(2));
});

test('an agent that chooses is told its labels in each way', async () => {
  const prompts = await all(atRouter);
  for (const text of [
    'Answer with one of: billing, bug, account.',
    'Reply with one word: billing, bug or account.',
    'Answer only billing, bug or account, nothing else.',
  ])
    assert.ok(has(prompts, 'format', text), text);
  assert.ok(has(prompts, 'task', 'Answer with one word: billing, bug or account.'));
  assert.ok(has(prompts, 'context', 'billing: charged, invoice'));
  assert.ok(has(prompts, 'context', 'notes of other assistants'));
});

test('labels are listed in both directions', async () => {
  const prompts = await all(atRouter);
  assert.ok(has(prompts, 'task', 'Answer billing, bug or account.'));
  assert.ok(has(prompts, 'task', 'Answer account, bug or billing.'));
});

test('labels of several words are not called words', async () => {
  const agent = fakeAgent({ contract: { kind: 'choice', choices: ['very good', 'bad'] } });
  for (const { text } of await all({ agent, agents: [agent], seed })) assert.not.match(text, /one word/);
});

test('an agent before the answer is told who reads it and what is decided', async () => {
  const prompts = await all(atReader);
  assert.ok(has(prompts, 'task', 'Copy the key words of the message.'));
  assert.ok(has(prompts, 'task', 'Repeat the most important words of the message.'));
  assert.ok(has(prompts, 'task', 'Say whether it is about billing, bug or account.'));
  assert.ok(has(prompts, 'context', 'another assistant that decides between billing, bug and account'));
  assert.ok(has(prompts, 'context', 'with this task: You route support messages.'));
});

test('an agent whose reader chooses is told to answer with one of its choices, first of all', async () => {
  for (const count of [1, 6, 12]) {
    const texts = promptsOf(await propose({ ...atReader, options: { count } })).map(({ text }) => text);
    assert.match(texts[0] ?? '', /Answer with one word: (?:billing, bug or account|account, bug or billing)\.$/);
  }
  assert.ok((await all(atReader)).some(({ text }) => text === 'Answer with one word: account, bug or billing.'));
  const middle = fakeAgent({
    id: 'middle',
    isAnswer: false,
    predecessors: [reader.id],
    successors: [router.id],
    contract: { kind: 'choice', choices: ['very hot', 'cold'] },
  });
  const agents = [{ ...reader, successors: [middle.id] }, middle, router];
  const prompts = await all({ agent: agents[0] ?? reader, agents, seed: noteSeed });
  assert.ok(has(prompts, 'task', 'Answer with one of these: very hot or cold.'));
  assert.ok(has(prompts, 'format', 'Answer with one of these: very hot or cold.'));
});

test('labels of items that it does not see are in no variant', async () => {
  const texts = (await all({ ...atReader, agents: [reader, { ...router, contract: { kind: 'text' } }] })).map(
    ({ text }) => text,
  );
  assert.ok(texts.some((text) => /billing, bug or account/.test(text)));
  const some = supportItems.filter(({ fields }) => fields.team !== 'bug');
  const agents = [reader, { ...router, contract: { kind: 'text' as const } }];
  for (const { text } of await all({ ...atReader, agents, items: some })) assert.not.match(text, /\bbug\b/);
});

test('labels come from the items where the contract has none', async () => {
  const agent = fakeAgent({ purpose: seed.text });
  assert.ok(has(await all({ agent, agents: [agent], seed }), 'format', 'Answer with one of: billing, bug, account.'));
});

test('without labels nothing is said of labels', async () => {
  for (const { text } of await all({ ...atReader, agents: [reader], labelFields: [] }))
    assert.not.match(text, /billing|either|\bor\b \./);
});

test('the form that the contract wants is asked for', async () => {
  const schema = { type: 'object', properties: { name: {}, age: {} } };
  assert.ok(has(await all(alone({ kind: 'json', schema })), 'format', 'Reply with JSON only.'));
  assert.ok(has(await all(alone({ kind: 'json', schema })), 'format', 'the keys: name, age.'));
  assert.ok(has(await all(alone({ kind: 'regex', pattern: '^\\d+$' })), 'format', '^\\d+$'));
  assert.ok(has(await all(alone({ kind: 'text', maxWords: 7 })), 'format', 'Write at most 7 words.'));
});

test('where the right answers are numbers, a number is asked for', async () => {
  const items = fakeItems([1, 22, 333].map((answer) => ({ question: 'How many?', answer })));
  assert.ok(
    has(await all(alone({ kind: 'text' }, { items, labelFields: ['answer'] })), 'format', 'End with the number alone.'),
  );
});

test('only the given sections change', async () => {
  for (const prompt of promptsOf(
    await propose({ ...atRouter, options: { count: 30, sections: ['task', 'format'] } }),
  )) {
    assert.is(prompt.get('role'), seed.get('role'));
    assert.is(prompt.get('context'), '');
  }
});

test('frozen spans stay in every variant', async () => {
  const agent = { ...router, frozen: ['which team'] };
  for (const { text } of await all({ ...atRouter, agent, agents: [reader, agent] })) assert.match(text, /which team/);
});

const variant = (task: string) => `<variant>\n## task\n${task}\n</variant>`;

test('a model words half of the variants', async () => {
  const replies = [`Here: ${variant('One.')}\n${variant('Two {"a": 1}.')}${variant('Three.')}`];
  const { result, requests } = await testOperator<readonly Proposal[]>(plugin.init?.variants, {
    ...atRouter,
    replies,
    options: { model: 'big' },
  });
  assert.is(result.length, 6);
  assert.equal(
    promptsOf(result)
      .slice(-3)
      .map(({ text }) => text),
    ['One.', 'Two {"a": 1}.', 'Three.'],
  );
  assert.match(requests[0]?.messages[1]?.content ?? '', /Write 3 different variants/);
});

test('what the reply lacks is counted as rejected', async () => {
  const rejected = async (reply: string) =>
    rejectionsOf(await propose({ ...atRouter, replies: [reply], options: { model: 'big', count: 4 } }));
  assert.equal(await rejected('I cannot.'), ['no-reply', 'no-reply']);
  assert.equal(await rejected(`${variant('One.')}<variant>cut`), ['unreadable', 'unreadable']);
  assert.equal(await rejected(variant('One.')), ['no-reply']);
  assert.equal(await rejected(variant('One.').repeat(2)), ['duplicate']);
  assert.equal(await rejected(`<variant>## tone\nx</variant><variant> </variant>`), ['unreadable', 'empty']);
  const copied = variant('Look for: the app crashes when I open the camera.');
  assert.equal(await rejected(copied + variant('Two.')), ['leak']);
});

test('the model, too, changes only the given sections and keeps frozen text', async () => {
  const replies = [`<variant>## role\nR.\n## task\nT.</variant><variant>## role\nS.</variant>`];
  const agent = { ...router, frozen: ['which team'] };
  const options = { model: 'big', count: 3, sections: ['role'] };
  const result = await propose({ ...atRouter, agent, replies, options });
  assert.equal(
    promptsOf(result)
      .slice(-2)
      .map(({ sections }) => [sections.role, sections.task]),
    [
      ['R.', seed.get('task')],
      ['S.', seed.get('task')],
    ],
  );
  const lost = await propose({ ...atRouter, agent, replies, options: { model: 'big', count: 3 } });
  assert.equal(rejectionsOf(lost), ['frozen-span-lost', 'frozen-span-lost']);
});

test.run();
