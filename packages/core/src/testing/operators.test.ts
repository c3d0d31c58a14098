import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { definePlugin } from '../plugin/contract.ts';
import { fakeModel } from './fake-model.ts';
import { fakeCandidate, supportItems } from './fakes.ts';
import { operatorInputs, promptsOf, rejectionsOf, testOperator } from './operators.ts';

const failure = async (run: Promise<unknown>): Promise<string> => {
  try {
    await run;
  } catch (thrown) {
    return (thrown as Error).message;
  }
  return 'it did not fail';
};

const polite = definePlugin({
  name: 'polite',
  mutate: {
    polite: {
      description: 'Adds a courtesy line.',
      options: {
        type: 'object',
        properties: { line: { type: 'string', default: 'Please.', description: 'The line.' } },
      },
      run: ({ parent, options }) => [parent.append('task', options.line), { rejected: 'one is enough' }],
    },
  },
}).mutate?.polite;

test('an operator runs on fakes with its defaults filled in', async () => {
  const { result, requests } = await testOperator(polite);
  assert.match(promptsOf(result)[0]?.get('task') ?? '', /Please\.$/);
  assert.equal(rejectionsOf(result), ['one is enough']);
  assert.equal(requests, []);
});

test('options that the schema does not know or allow are refused', async () => {
  assert.match(await failure(testOperator(polite, { options: { lines: 'x' } })), /additional properties/);
  assert.match(await failure(testOperator(polite, { options: { line: 3 } })), /must be string/);
});

test('a default that its own schema refuses is found', async () => {
  const options = { type: 'object', properties: { n: { type: 'integer', default: 0.5, description: 'n' } } } as const;
  const broken = { description: 'x', options, run: () => [] };
  assert.match(await failure(testOperator(broken)), /default of option "n"/);
});

test('an operator that draws outside rng is found', async () => {
  let run = 0;
  const moody = { description: 'x', run: () => [operatorInputs().seed.set('task', `try ${run++}`)] };
  assert.match(await failure(testOperator(moody)), /two runs with the same inputs differ/);
});

test('an answer of the wrong shape is found', async () => {
  assert.match(await failure(testOperator({ description: 'x', run: () => ['a text', 3] })), /proposals are prompts/);
  assert.match(await failure(testOperator({ description: 'x', run: () => ['nobody'] })), /is no candidate/);
  assert.match(await failure(testOperator({ description: 'x', kind: 'absolute', run: () => 1.2 })), /from 0 to 1/);
});

test('asking more often than declared is found, even if the operator swallows the error', async () => {
  const greedy = {
    description: 'x',
    maxCalls: 1,
    run: async ({ ask }: { ask(model: string, messages: []): Promise<unknown> }) => {
      await ask('m', []);
      await ask('m', []).catch(() => {});
      return [];
    },
  };
  assert.match(await failure(testOperator(greedy, { replies: () => 'yes' })), /asked 2 times and declares maxCalls: 1/);
});

test('equal requests have one reply, and another sample a new one', async () => {
  type Tools = { ask(model: string, messages: [], settings?: { sample: number }): Promise<{ text: string }> };
  const asking = {
    description: 'x',
    maxCalls: 3,
    run: async ({ ask }: Tools) => {
      const replies = [await ask('m', []), await ask('m', []), await ask('m', [], { sample: 1 })];
      return [{ rejected: replies.map(({ text }) => text).join(' ') }];
    },
  };
  const { result, requests } = await testOperator(asking, { replies: ['one', 'two'] });
  assert.equal(rejectionsOf(result), ['one one two']);
  assert.is(requests.length, 2);
});

test('an effect under once is done once over all runs', async () => {
  let done = 0;
  type Tools = { once(key: string, input: null, effect: () => Promise<number>): Promise<number> };
  const effect = {
    description: 'x',
    run: async ({ once }: Tools) => [{ rejected: String(await once('count', null, async () => ++done)) }],
  };
  assert.equal(rejectionsOf((await testOperator(effect)).result), ['1']);
});

test('a fake model is a plugin with the provider "fake"', async () => {
  const model = fakeModel(({ messages }) => `heard ${messages.at(-1)?.content}`);
  const request = { model: 'm', messages: [{ role: 'user' as const, content: 'hi you' }] };
  const answer = await model.forward?.fake?.run({
    ...request,
    sampling: { temperature: 0, maxTokens: 8 },
    options: {},
    signal: new AbortController().signal,
    log: () => {},
  });
  assert.equal(answer, { text: 'heard hi you', finish: 'stop', usage: { inputTokens: 2, outputTokens: 3 } });
  assert.is(model.requests.length, 1);
});

test('the fakes are complete requests', () => {
  const inputs = operatorInputs({ labelFields: [] });
  assert.is(inputs.items, supportItems);
  assert.equal(inputs.labelFields, []);
  assert.equal(inputs.candidates[0], fakeCandidate(inputs.parent));
});

test.run();
