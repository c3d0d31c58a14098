import type { OutputContract } from '@maspo/core';
import { fakeAgent, fakeItems, fakeOutput, type OperatorTest, testOperator } from '@maspo/core/testing';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import plugin from './index.ts';

type Name = 'exact-match' | 'json-equal' | 'choice' | 'contains' | 'regex' | 'numeric' | 'contract';

async function score(
  name: Name,
  options: object,
  reply: string | ReturnType<typeof fakeOutput>,
  more: OperatorTest = {},
) {
  const output = typeof reply === 'string' ? fakeOutput(reply) : reply;
  const { result } = await testOperator(plugin.score?.[name], { ...more, output, options: { ...options } });
  return result;
}

const labelled = (label: unknown): OperatorTest => ({ item: fakeItems([{ label: label as string }])[0] as never });
const contract = (kept: OutputContract): OperatorTest => ({ agent: fakeAgent({ contract: kept }) });
const broken = (text: string) => fakeOutput(text, { value: null, problem: 'is broken' });
const failure = (run: Promise<unknown>) =>
  run.then(
    () => 'it did not fail',
    (thrown: Error) => thrown.message,
  );

test('exact-match: the canonical value is compared with the label', async () => {
  const field = { field: 'label' };
  assert.is(await score('exact-match', field, fakeOutput('I say: Bug', { value: 'bug' }), labelled('BUG ')), 1);
  assert.is(await score('exact-match', field, 'billing', labelled('bug')), 0);
  assert.is(await score('exact-match', field, fakeOutput('{"n": 3}', { value: { n: 3 } }), labelled({ n: '3' })), 1);
});

test('exact-match: text without a value is normalised', async () => {
  assert.is(await score('exact-match', { field: 'label' }, fakeOutput('1,200.', { value: null }), labelled(1200)), 1);
});

test('exact-match: a broken contract scores 0 even if its text is the label', async () => {
  assert.is(await score('exact-match', { field: 'label' }, broken('bug'), labelled('bug')), 0);
});

test('exact-match: an answer that is the label to the letter is right, whatever the canonical form of free text makes of it', async () => {
  const text = contract({ kind: 'text' });
  for (const label of ['10⁵', '(A)', '1½', 'f(x)', '_'])
    assert.is(
      await score('exact-match', { field: 'label' }, fakeOutput(label, { value: 'mangled' }), {
        ...text,
        ...labelled(label),
      }),
      1,
      label,
    );
  const power = { ...text, ...labelled('105') };
  assert.is(await score('exact-match', { field: 'label' }, fakeOutput('10⁵', { value: '10^5' }), power), 0);
});

test('json-equal: members are compared in any order, by value, from a value or from text', async () => {
  const label = labelled({ team: 'Bug', n: 2 });
  const field = { field: 'label' };
  assert.is(await score('json-equal', field, fakeOutput('x', { value: { n: '2.0', team: 'bug' } }), label), 1);
  assert.is(await score('json-equal', field, '```json\n{"n": 2, "team": "bug"}\n```', label), 1);
  assert.is(await score('json-equal', field, '{"n": 2}', label), 0);
  assert.is(await score('json-equal', field, '{"n": 2, "team": "bug", "more": 1}', label), 0);
  assert.is(await score('json-equal', field, 'the team is bug', label), 0);
  assert.is(await score('json-equal', field, '{"n": 2}', labelled('{"n": 2}')), 1);
});

test('json-equal: chosen members alone can count, and a share of them', async () => {
  const label = labelled({ a: 1, b: 2, c: 3 });
  assert.is(await score('json-equal', { field: 'label', keys: ['a'] }, '{"a": 1, "b": 0}', label), 1);
  assert.is(
    await score('json-equal', { field: 'label', partial: true }, '{"a": 1, "b": 2, "c": 0, "d": 0}', label),
    0.5,
  );
  assert.is(await score('json-equal', { field: 'label', keys: ['constructor'] }, '{}', label), 1);
});

test('json-equal: of several right ones the nearest counts, and a list is compared with a list', async () => {
  assert.is(await score('json-equal', { field: 'label' }, '{"a": 2}', labelled([{ a: 1 }, { a: 2 }])), 1);
  assert.is(await score('json-equal', { field: 'label' }, '[1, 2]', labelled([1, 2])), 1);
  assert.is(await score('json-equal', { field: 'label' }, '[2, 1]', labelled([1, 2])), 0);
  assert.is(await score('json-equal', { field: 'label' }, '1', labelled([])), 0);
});

test('json-equal: numbers and depths that cannot be held are no JSON', async () => {
  assert.is(await score('json-equal', { field: 'label' }, '1e999', labelled(1)), 0);
  assert.is(await score('json-equal', { field: 'label' }, '['.repeat(100_000) + ']'.repeat(100_000), labelled([1])), 0);
});

test('no label, no score', async () => {
  for (const name of ['exact-match', 'json-equal', 'choice', 'numeric', 'contains'] as const)
    assert.is(await score(name, { field: 'nowhere' }, 'bug'), null, name);
  assert.is(await score('regex', { pattern: 'bug', field: 'nowhere' }, 'bug'), null);
});

test('choice: the one choice in free text is compared', async () => {
  const options = { field: 'label', choices: ['bug', 'billing'] };
  assert.is(await score('choice', options, 'The team is Bug.', labelled('bug')), 1);
  assert.is(await score('choice', options, 'bug or billing', labelled('bug')), 0);
  assert.is(await score('choice', options, 'no idea', labelled('bug')), 0);
});

test("choice: the contract's choices are the default, and its breach does not matter", async () => {
  const agent = contract({ kind: 'choice', choices: ['bug', 'billing'] });
  assert.is(await score('choice', { field: 'label' }, broken('It is a bug'), { ...agent, ...labelled('bug') }), 1);
});

test('choice: without any choices it says what to write', async () => {
  const run = score('choice', { field: 'label' }, 'bug', { ...contract({ kind: 'text' }), ...labelled('bug') });
  assert.match(await failure(run), /no choices to look for/);
});

test('contains: finds the label or a fixed text, as whole words', async () => {
  assert.is(await score('contains', { field: 'label' }, 'In New  York city', labelled('new york')), 1);
  assert.is(await score('contains', { text: 'cat' }, 'concatenate'), 0);
  assert.is(await score('contains', { text: 'cat', wholeWords: false }, 'concatenate'), 1);
  assert.is(await score('contains', { field: 'label' }, 'It was Lutetia', labelled(['Paris', 'Lutetia'])), 1);
});

test('contains: needs exactly one of field and text', async () => {
  assert.match(await failure(score('contains', {}, 'x')), /refused: it needs one of/);
  assert.match(await failure(score('contains', { text: 'a', field: 'label' }, 'x')), /needs one of/);
});

test('regex: a match scores 1, and with a field its group must be the label', async () => {
  assert.is(await score('regex', { pattern: '^\\d+$' }, '123'), 1);
  assert.is(await score('regex', { pattern: '^\\d+$' }, '12a'), 0);
  assert.is(
    await score('regex', { pattern: 'team: (\\w+)', flags: 'i', field: 'label' }, 'Team: BUG', labelled('bug')),
    1,
  );
  assert.is(await score('regex', { pattern: 'team: (\\w+)', field: 'label' }, 'team: x', labelled('bug')), 0);
});

test('regex: a pattern that cannot be read is an error, not a score', async () => {
  assert.match(await failure(score('regex', { pattern: '(' }, 'x')), /its pattern cannot be read/);
});

test('regex: a pattern that backtracks without end is given up', async () => {
  const run = score('regex', { pattern: '^(a+)+$' }, `${'a'.repeat(60)}b`);
  assert.match(await failure(run), /took more than 1 s/);
});

test('regex: only the first 10,000 characters are searched', async () => {
  assert.is(await score('regex', { pattern: 'end' }, `${'x'.repeat(9_997)}end`), 1);
  assert.is(await score('regex', { pattern: 'end' }, `${'x'.repeat(10_000)}end`), 0);
});

test('numeric: the last number counts, within a tolerance', async () => {
  assert.is(await score('numeric', { field: 'label' }, '3 + 4 = 7', labelled('#### 7')), 1);
  assert.is(await score('numeric', { field: 'label' }, '7.01', labelled(7)), 0);
  assert.is(await score('numeric', { field: 'label', tolerance: 0.02 }, '7.01', labelled(7)), 1);
  assert.is(await score('numeric', { field: 'label', relative: 0.1 }, '-109', labelled(-100)), 1);
  assert.is(await score('numeric', { field: 'label' }, 'seven', labelled(7)), 0);
  assert.is(await score('numeric', { field: 'label' }, broken('7'), labelled(7)), 0);
  assert.is(await score('numeric', { field: 'label' }, '7', labelled('seven')), null);
});

test('contract: 1 where it holds, 0 where it is broken, nothing for plain text', async () => {
  const choice = contract({ kind: 'choice', choices: ['a', 'b'] });
  assert.is(await score('contract', {}, 'a', choice), 1);
  assert.is(await score('contract', {}, broken('c'), choice), 0);
  assert.is(await score('contract', {}, 'a', contract({ kind: 'text' })), null);
  assert.is(await score('contract', {}, broken('a b c'), contract({ kind: 'text', maxWords: 2 })), 0);
});

test.run();
