import { createPrompt, type OutputContract, type Prompt, type Proposal, type Trace } from '@maspo/core';
import {
  agentId,
  fakeAgent,
  fakeOutput,
  fakeTrace,
  type OperatorTest,
  promptsOf,
  rejectionsOf,
  testOperator,
} from '@maspo/core/testing';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import plugin from '../index.ts';

const parent = createPrompt({ task: 'Sort it.' });
const choice: OutputContract = { kind: 'choice', choices: ['billing', 'bug'] };

const broken = (problem: string, text = 'Hm.'): Trace =>
  fakeTrace({ output: fakeOutput(text, { value: null, problem }) });

async function constrain(contract: OutputContract, traces: readonly Trace[], more: OperatorTest = {}) {
  const agent = fakeAgent({ contract });
  const inputs = { parent, agent, agents: [agent], traces, ...more };
  return (await testOperator<readonly Proposal[]>(plugin.mutate?.constraint, inputs)).result;
}

/** What each seed of chance adds behind the task, counted. */
async function rules(contract: OutputContract, traces: readonly Trace[], more: OperatorTest = {}) {
  const counts = new Map<string, number>();
  for (let randomSeed = 0; randomSeed < 60; randomSeed++)
    for (const prompt of promptsOf(await constrain(contract, traces, { ...more, randomSeed }))) {
      const rule = prompt.get('format');
      counts.set(rule, (counts.get(rule) ?? 0) + 1);
    }
  return counts;
}

const schema = {
  type: 'object',
  required: ['team', 'why'],
  properties: { team: { enum: ['billing', 'bug'] }, list: { type: 'array', items: { enum: ['a', 'b'] } } },
};
const json: OutputContract = { kind: 'json', schema };

const violations: readonly (readonly [OutputContract, Trace, readonly string[]])[] = [
  [
    choice,
    broken('names none of billing, bug'),
    [
      'Answer with exactly one word: billing or bug.',
      'Never answer anything but billing or bug.',
      'Your whole answer must be billing or bug.',
    ],
  ],
  [
    choice,
    broken('names billing and bug'),
    ['Decide for one of billing or bug, and do not name the others.', 'Name only one of billing or bug.'],
  ],
  [
    { kind: 'text', maxWords: 7 },
    broken('has more than 7 words'),
    ['Never write more than 7 words.', 'Write at most 7 words.'],
  ],
  [{ kind: 'text' }, broken('is empty', ''), ['Always write an answer.', 'Never leave the answer empty.']],
  [
    { kind: 'regex', pattern: '^\\d+$' },
    broken('does not match ^\\d+$'),
    ['The answer must match this pattern: ^\\d+$', 'Write nothing but a text of the form ^\\d+$'],
  ],
  [
    json,
    broken('is not JSON', 'Sure: {"team": "bug"}'),
    [
      'Reply with one JSON value and nothing else.',
      'The first character of the reply must be {, the last one }.',
      'Write no text before or after the JSON.',
    ],
  ],
  [
    json,
    broken('is not JSON', '{"team": "bug", "why": "the'),
    ['Keep the values of the JSON short, and close all braces.', 'Make the JSON short enough to be complete.'],
  ],
  [
    json,
    broken("does not satisfy its schema: the value must have required property 'why'", '{}'),
    ['The JSON must have all of these keys: team, why.', 'The JSON must have the key "why".'],
  ],
  [
    json,
    broken('does not satisfy its schema: /team must be equal to one of the allowed values', '{}'),
    ['"team" in the JSON is billing or bug, nothing else.', '"team" in the JSON must be one of: billing, bug.'],
  ],
  [
    json,
    broken('does not satisfy its schema: /list/0 must be equal to one of the allowed values', '{}'),
    ['"list.0" in the JSON is a or b, nothing else.', '"list.0" in the JSON must be one of: a, b.'],
  ],
  [json, broken('does not satisfy its schema: /age must be integer', '{}'), ['"age" in the JSON must be integer.']],
];
for (const [contract, trace, wordings] of violations) {
  const problem = trace.output.kind === 'text' ? trace.output.problem : '';
  test(`an output that ${problem} (${contract.kind}) brings a rule against it`, async () => {
    assert.equal([...(await rules(contract, [trace])).keys()].sort(), wordings);
  });
}

test('an answer that was cut before it came to the choice is asked to begin with it', async () => {
  const cut = broken('names none of billing, bug', 'The customer writes that the app they have');
  assert.ok((await rules(choice, [cut])).has('Give the answer first, before anything else.'));
});

test('the commoner a violation, the likelier its rule', async () => {
  const none = broken('names none of billing, bug');
  const counts = await rules(choice, [none, none, none, none, broken('names billing and bug')]);
  const both = [...counts].filter(([rule]) => rule.includes('one of')).reduce((sum, [, count]) => sum + count, 0);
  assert.ok(both > 0 && both < 30, String(both));
});

test('without violations it says so', async () => {
  assert.equal(rejectionsOf(await constrain(choice, [fakeTrace({ output: fakeOutput('bug') })])), [
    'no output broke its contract',
  ]);
  assert.equal(rejectionsOf(await constrain(choice, [])), ['no output broke its contract']);
  const failed = fakeTrace({ output: { kind: 'failed', reason: 'refused' } });
  assert.equal(rejectionsOf(await constrain(choice, [failed])), ['no output broke its contract']);
});

test('another wording of a rule takes the place of the one that did not help', async () => {
  let prompt: Prompt = parent;
  for (let randomSeed = 0; randomSeed < 20; randomSeed++)
    [prompt = parent] = promptsOf(
      await constrain(choice, [broken('names none of billing, bug')], { parent: prompt, randomSeed }),
    );
  assert.is(prompt.get('format').match(/\./g)?.length, 1, prompt.text);
  const done = parent.set('format', '"age" in the JSON must be integer.');
  const again = broken('does not satisfy its schema: /age must be integer', '{}');
  assert.equal(rejectionsOf(await constrain(json, [again], { parent: done })), ['the rules are there already']);
});

test('frozen wordings stay beside a new one', async () => {
  const frozen = ['exactly one word'];
  const agent = fakeAgent({ contract: choice, frozen });
  const ruled = parent.set('format', 'Answer with exactly one word: billing or bug.');
  for (const rule of (await rules(choice, [broken('names none of billing, bug')], { agent, parent: ruled })).keys())
    assert.match(rule, /^Answer with exactly one word: billing or bug\. (?:Never|Your)/);
});

test('where its own outputs are well, the contracts of its readers count', async () => {
  const agent = fakeAgent({ id: 'reader', isAnswer: false, successors: [agentId('router')] });
  const agents = [agent, fakeAgent({ contract: choice })];
  const next = [{ agent: agentId('router'), output: fakeOutput('Hm', { value: null, problem: 'names none of …' }) }];
  const trace = fakeTrace({ output: fakeOutput('a note'), next });
  assert.equal([...(await rules(choice, [trace], { agent, agents })).keys()].sort(), [
    'Say whether it is billing or bug.',
    'The one who reads your answer must choose between billing or bug: say which one fits.',
  ]);
});

test('of the rules one is drawn that the core would try: the prompt must not grow too long', async () => {
  // Room for two wordings, and for no longer one.
  const long = createPrompt({ task: 'x'.repeat(1157) });
  const traces = [broken('names none of billing, bug')];
  for (const randomSeed of [1, 2, 3, 4]) {
    const [prompt] = promptsOf(await constrain(choice, traces, { parent: long, randomSeed }));
    assert.match(prompt?.text ?? '', /Your whole answer|Never answer/);
  }
});

test.run();
