import { join } from 'node:path';
import { promptsOf, rejectionsOf, testOperator } from '@maspo/core/testing';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import plugin from './index.ts';

const test = suite('exec as a mutator');
const script = join(import.meta.dirname, '../test/programs/mutator.js');

const mutate = (...args: readonly string[]) =>
  testOperator(plugin.mutate?.exec, { options: { command: [process.execPath, script, ...args] } });

test('a section that is left out stays, an empty one is dropped', async () => {
  const [first, second] = promptsOf((await mutate()).result);
  assert.equal(first?.sections, {
    role: 'You route support messages.',
    task: 'Decide which team gets the message. Be quick. Be brief.',
    context: '',
    format: '',
  });
  assert.is(second?.get('role'), '');
});

test('the program sees a seed of its own, the traces, the training items and the label fields', async () => {
  const [, second] = promptsOf((await mutate()).result);
  assert.match(second?.get('context') ?? '', /^router \d+ bug 9 team$/);
});

test('each place in the run has another seed', async () => {
  const contextWith = async (randomSeed: number) => {
    const options = { command: [process.execPath, script] };
    const { result } = await testOperator(plugin.mutate?.exec, { options, randomSeed });
    return promptsOf(result)[1]?.get('context');
  };
  assert.is(await contextWith(1), await contextWith(1));
  assert.is.not(await contextWith(1), await contextWith(2));
});

test('what is no prompt is rejected with the reason, beside what is one', async () => {
  const prompts = [{ task: 'Good.' }, { tone: 'nice' }, { task: 3 }, 'text', { rejected: 'nothing to improve' }];
  const { result } = await mutate(JSON.stringify({ prompts }));
  assert.equal(
    promptsOf(result).map((prompt) => prompt.get('task')),
    ['Good.'],
  );
  assert.equal(rejectionsOf(result), [
    '"tone" of a prompt must be one of role, task, context, format, and text',
    '"task" of a prompt must be one of role, task, context, format, and text',
    'a prompt of the program is no object: "\\"text\\""',
    'nothing to improve',
  ]);
});

test('a reply that is no list of prompts is one rejection', async () => {
  assert.equal(rejectionsOf((await mutate('Try this: be nice.')).result), [
    'the program must print {"prompts": [{"task": "…"}]} and printed "Try this: be nice."',
  ]);
});

test('a program that fails is one rejection', async () => {
  assert.equal(rejectionsOf((await mutate('fail')).result), ['the program ended with exit code 1: out of ideas']);
});

test.run();
