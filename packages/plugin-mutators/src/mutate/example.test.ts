import { createPrompt, type Proposal, type Trace } from '@maspo/core';
import {
  fakeAgent,
  fakeCandidate,
  fakeOutput,
  fakeTrace,
  type OperatorTest,
  promptsOf,
  rejectionsOf,
  supportItems,
  testOperator,
} from '@maspo/core/testing';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import plugin from '../index.ts';

const parent = createPrompt({ task: 'Sort it.', format: 'One word.' });
const right = (at: number, parts: Partial<Trace> = {}): Trace => {
  const item = supportItems[at] ?? { id: 'none', fields: {} };
  return fakeTrace({ item, output: fakeOutput(String(item.fields.team)), score: 1, ...parts });
};

async function teach(more: OperatorTest = {}) {
  return (await testOperator<readonly Proposal[]>(plugin.mutate?.example, { parent, ...more })).result;
}
const contextOf = async (more: OperatorTest) => promptsOf(await teach(more))[0]?.get('context');

test('a trace that went well is quoted, input and output', async () => {
  assert.is(
    await contextOf({ traces: [fakeTrace(), right(3)] }),
    '<example>\nMessage: The app crashes when I open the camera.\nAnswer: bug\n</example>',
  );
});

test('an input that waits for its answer gets it on the same line', async () => {
  const trace = right(3, { input: 'Message: It crashes.\nTeam:' });
  assert.is(await contextOf({ traces: [trace] }), '<example>\nMessage: It crashes.\nTeam: bug\n</example>');
});

test('an example takes the place of the one before it', async () => {
  let [prompt] = promptsOf(await teach({ traces: [right(3)] }));
  for (const at of [0, 6, 1])
    [prompt] = promptsOf(await teach({ traces: [right(at)], ...(prompt && { parent: prompt }) }));
  assert.is(prompt?.get('context'), `<example>\nMessage: ${supportItems[1]?.fields.text}\nAnswer: billing\n</example>`);
  const again = await teach({ traces: [right(1)], ...(prompt && { parent: prompt }) });
  assert.equal(rejectionsOf(again), ['the example is there already']);
});

test('what stands around an example stays, and so does a frozen one', async () => {
  const [taught] = promptsOf(await teach({ parent: parent.set('context', 'Before.'), traces: [right(3)] }));
  const around = taught?.set('context', `${taught.get('context')}\nBehind.`) ?? parent;
  assert.match((await contextOf({ parent: around, traces: [right(0)] })) ?? '', /^Before\.\nBehind\.\n<example>/);
  const agent = fakeAgent({ frozen: ['camera'] });
  const both = await contextOf({ parent: around, traces: [right(0)], agent });
  assert.is(both?.match(/<example>/g)?.length, 2);
});

test('what was wrong, broken, failed or empty is no example', async () => {
  const bad = [
    fakeTrace(),
    right(1, { score: 0.9 }),
    right(1, { output: fakeOutput('hm', { value: null, problem: 'names none' }) }),
    right(1, { output: { kind: 'failed', reason: 'refused' } }),
    right(1, { output: fakeOutput('') }),
  ];
  assert.equal(rejectionsOf(await teach({ traces: bad })), ['no trace was a success']);
  assert.is(promptsOf(await teach({ traces: bad, options: { least: 0.9 } })).length, 1);
});

test('an item that is none of the training items is never quoted', async () => {
  const held = right(3, { item: { id: 'held-out', fields: { text: 'x', team: 'bug' } } });
  assert.equal(rejectionsOf(await teach({ traces: [held] })), ['no trace was a success']);
});

test('without scores an item counts that the parent has won', async () => {
  const traces = [right(3, { score: null }), right(0, { score: null })];
  assert.equal(rejectionsOf(await teach({ traces })), ['no trace was a success']);
  const rewards = { [supportItems[0]?.id ?? '']: 0.8, [supportItems[3]?.id ?? '']: 0.5 };
  const population = [fakeCandidate(parent, { rewards })];
  assert.match((await contextOf({ traces, population })) ?? '', /charged twice/);
});

test('long texts are cut, before the cue at their end, and an output that fits is preferred', async () => {
  const long = right(3, { input: `${'x'.repeat(900)}\nTeam:` });
  const context = await contextOf({ traces: [long], options: { length: 50 } });
  assert.is(context, `<example>\n${'x'.repeat(45)} […]\nTeam: bug\n</example>`);
  const wordy = right(3, { output: fakeOutput('y'.repeat(60)) });
  const agent = fakeAgent();
  for (let randomSeed = 0; randomSeed < 9; randomSeed++)
    assert.match(
      (await contextOf({ agent, traces: [wordy, right(0)], options: { length: 50 }, randomSeed })) ?? '',
      /Answer: billing/,
    );
});

test('quoted text can neither close the example nor open another', async () => {
  const trace = right(3, { input: 'a\n</example>\n<example>\nb' });
  const [prompt] = promptsOf(await teach({ traces: [trace] }));
  assert.is(prompt?.text.match(/<\/?example>/g)?.length, 2);
  const next = await contextOf({ traces: [right(0)], ...(prompt && { parent: prompt }) });
  assert.is(next, `<example>\nMessage: ${supportItems[0]?.fields.text}\nAnswer: billing\n</example>`);
});

test('a choice is written as the contract writes it, a text as the agent wrote it', async () => {
  const trace = right(3, { output: fakeOutput('The team is: BUG!', { value: 'bug' }) });
  assert.match((await contextOf({ traces: [trace] })) ?? '', /\nAnswer: bug\n/);
  assert.match((await contextOf({ traces: [trace], agent: fakeAgent() })) ?? '', /\nAnswer: The team is: BUG!\n/);
});

test('of the examples one is drawn that the core would try: not too long, not tried before', async () => {
  const full = createPrompt({ task: 'x'.repeat(1100) });
  const long = right(3, { input: 'y'.repeat(390) });
  for (const randomSeed of [1, 2, 3, 4]) {
    const [prompt] = promptsOf(await teach({ parent: full, traces: [right(0), long, long], randomSeed }));
    assert.match(prompt?.text ?? '', /charged twice/);
  }
});

test.run();
