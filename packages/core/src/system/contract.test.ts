import fc from 'fast-check';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import type { Json } from '../canonical.ts';
import type { OutputContract } from '../types.ts';
import { canonicalOutput, outputReader, parseChoice } from './contract.ts';

const TEAMS = ['billing', 'bug', 'account'];
const choose = (reply: string, choices: readonly string[] = TEAMS): Json => parseChoice(reply, choices).value;
const problemOf = (contract: OutputContract, reply: string): string | null => outputReader(contract)(reply).problem;
const valueIn = (contract: OutputContract, reply: string): Json => outputReader(contract)(reply).value;

for (const reply of [
  'billing',
  'Billing',
  ' BILLING.\n',
  '"billing"',
  '**billing**',
  '`billing`!',
  '“Billing”',
  '(billing)',
]) {
  test(`${JSON.stringify(reply)} is the choice billing`, () => {
    assert.equal(parseChoice(reply, TEAMS), { value: 'billing', problem: null });
  });
}

test('one choice in a sentence is the choice', () => {
  assert.is(choose('The team is billing, because of the invoice.'), 'billing');
  assert.is(choose('Team: Bug\nIt crashes.'), 'bug');
  assert.is(choose('bug bug bug'), 'bug');
});

test('a choice inside another word does not count', () => {
  assert.is(choose('I am debugging the accountant.'), null);
  assert.is(choose('bug_report'), null);
  assert.is(choose('bugs'), null);
  assert.is(choose('a ladybug'), null);
});

test('two choices break the contract, and so does none', () => {
  assert.equal(parseChoice('bug or billing', TEAMS), { value: null, problem: 'names billing and bug' });
  assert.equal(parseChoice('I do not know', TEAMS), { value: null, problem: 'names none of billing, bug, account' });
  assert.equal(parseChoice('', TEAMS), { value: null, problem: 'names none of billing, bug, account' });
});

test('a choice that stands only inside a longer one is not named', () => {
  for (const choices of [
    ['bug', 'bug report'],
    ['bug report', 'bug'],
  ]) {
    assert.is(choose('bug', choices), 'bug');
    assert.is(choose('Bug report.', choices), 'bug report');
    assert.is(choose('This is a bug report about the camera.', choices), 'bug report');
    assert.is(choose('This is a bug.', choices), 'bug');
    assert.is(choose('A bug, not a bug report.', choices), null);
  }
  assert.is(choose('very positive', ['positive', 'very positive', 'negative']), 'very positive');
  // What stands left and right of a choice is not joined to another.
  assert.is(choose('new big bug report', ['big report', 'bug', 'new']), null);
  assert.is(choose('big bug report', ['big report', 'bug']), 'bug');
});

test('characters that mean something in patterns mean themselves in choices', () => {
  assert.is(choose('It is written in C++ of course', ['C++', 'C#']), 'C++');
  assert.is(choose('(a.b)', ['a.b', 'axb']), 'a.b');
  assert.is(choose('I think 3+ is right', ['3+', '3']), '3+');
});

test('a choice is given back as it was declared', () => {
  assert.is(choose('YES', ['Yes', 'No']), 'Yes');
  assert.is(choose('the answer is no', ['Yes', 'No']), 'No');
});

test('every choice names itself, alone and in quotes', () => {
  const word = fc.stringMatching(/^[a-z]{1,5}( [a-z]{1,5})?$/);
  fc.assert(
    fc.property(fc.uniqueArray(word, { minLength: 1, maxLength: 5 }), (choices) => {
      for (const choice of choices) {
        assert.is(choose(` "${choice.toUpperCase()}". `, choices), choice);
        assert.is(choose(`1 ${choice} 2`, choices), choice);
      }
    }),
  );
});

test('text must not be empty, and keeps to its number of words', () => {
  assert.is(problemOf({ kind: 'text' }, ' \n '), 'is empty');
  assert.is(problemOf({ kind: 'text', maxWords: 3 }, 'one two  three\n'), null);
  assert.is(problemOf({ kind: 'text', maxWords: 3 }, 'one two three four'), 'has more than 3 words');
  assert.equal(outputReader({ kind: 'text' })('  A  Note. '), {
    kind: 'text',
    text: 'A  Note.',
    value: 'a note',
    problem: null,
  });
});

test('a regex gives its first group, or the whole match', () => {
  assert.is(valueIn({ kind: 'regex', pattern: 'Answer: (\\d+)' }, 'So. Answer: 42.'), '42');
  assert.is(valueIn({ kind: 'regex', pattern: '\\d+' }, 'about 42 of them'), '42');
  assert.is(valueIn({ kind: 'regex', pattern: '(a)|b' }, 'b'), 'b');
  assert.equal(outputReader({ kind: 'regex', pattern: '^\\d+$' })('42 of them'), {
    kind: 'text',
    text: '42 of them',
    value: null,
    problem: 'does not match ^\\d+$',
  });
});

const NOTE: OutputContract = {
  kind: 'json',
  schema: {
    type: 'object',
    required: ['team'],
    properties: { team: { enum: TEAMS }, urgency: { type: 'number' } },
    additionalProperties: false,
  },
};

test('JSON is read bare or in a fence, and nothing may stand around it', () => {
  const value = { team: 'bug', urgency: 2 };
  const bare = JSON.stringify(value);
  for (const reply of [
    bare,
    ` ${bare}\n`,
    `\`\`\`json\n${bare}\n\`\`\``,
    `\`\`\`\n${JSON.stringify(value, null, 2)}\n\`\`\`\n`,
  ])
    assert.equal(outputReader(NOTE)(reply).value, value);
  for (const reply of ['', 'bug', `Here it is: ${bare}`, `${bare} ${bare}`, '{team: bug}'])
    assert.is(problemOf(NOTE, reply), 'is not JSON');
});

test('JSON must satisfy its schema, and the problem says where it does not', () => {
  assert.is(problemOf(NOTE, '{}'), "does not satisfy its schema: the value must have required property 'team'");
  assert.is(
    problemOf(NOTE, '{"team":"sales"}'),
    'does not satisfy its schema: /team must be equal to one of the allowed values',
  );
  assert.is(valueIn(NOTE, '{"team":"sales"}'), null);
});

test('JSON that no hash can hold breaks the contract, not the run', () => {
  const anything: OutputContract = { kind: 'json', schema: {} };
  for (const reply of ['1e999', '{"a":[-1e999]}', `${'['.repeat(50_000)}${']'.repeat(50_000)}`]) {
    const output = outputReader(anything)(reply);
    assert.is(output.problem, 'is not JSON');
    canonicalOutput(output, anything);
  }
});

test('whatever a model replies, it is read without an error and has a form', () => {
  const contracts: OutputContract[] = [
    { kind: 'text', maxWords: 5 },
    { kind: 'choice', choices: TEAMS },
    { kind: 'regex', pattern: '(\\d+)' },
    NOTE,
    { kind: 'json', schema: {} },
  ];
  fc.assert(
    fc.property(fc.oneof(fc.string({ unit: 'binary' }), fc.json()), (reply) => {
      for (const contract of contracts) {
        const output = outputReader(contract)(reply);
        assert.is(output.text, reply.trim());
        if (output.problem !== null) assert.is(output.value, null);
        assert.type(canonicalOutput(output, contract), 'string');
      }
    }),
  );
});

const form = (contract: OutputContract, reply: string): string | null =>
  canonicalOutput(outputReader(contract)(reply), contract);

test('outputs that say the same have one form and tie', () => {
  const text: OutputContract = { kind: 'text' };
  assert.is(form(text, 'The  Answer.'), form(text, '"the answer"'));
  assert.is(form({ kind: 'choice', choices: TEAMS }, 'Bug!'), form({ kind: 'choice', choices: TEAMS }, 'It is a bug'));
  assert.is(form({ kind: 'regex', pattern: '\\d+' }, '42'), form({ kind: 'regex', pattern: '\\d+' }, 'it is 42'));
  assert.is(form(NOTE, '{"urgency":1,"team":"bug"}'), form(NOTE, '```json\n{ "team": "bug", "urgency": 1.0 }\n```'));
});

test('outputs that differ in meaning do not tie', () => {
  const text: OutputContract = { kind: 'text' };
  for (const [one, other] of [
    ['10⁵', '105'],
    ['2³', '23'],
    ['-5', '5'],
    ['5%', '5'],
    ['0.5', '5'],
    ['$5', '5'],
    ['f(x)', 'f(y)'],
    ['not a bug', 'a bug'],
  ] as const) {
    assert.not.equal(form(text, one), form(text, other), `${one} and ${other}`);
  }
  assert.is(form(text, '10⁵'), form(text, '10^5'));
});

test('broken outputs tie if they read the same, and never with one that holds', () => {
  const choice: OutputContract = { kind: 'choice', choices: TEAMS };
  assert.is(form(choice, 'No idea.'), form(choice, 'no idea'));
  assert.not.equal(form(choice, 'no idea'), form(choice, 'none'));
  assert.not.equal(canonicalOutput({ kind: 'text', text: 'x', value: 'x', problem: null }, choice), form(choice, 'x'));
});

test('a failed output has no form: it ties with nothing', () => {
  assert.is(canonicalOutput({ kind: 'failed', reason: 'refused' }, { kind: 'text' }), null);
});

test('the match of a regex is compared as text, a choice as it is declared', () => {
  const number: OutputContract = { kind: 'regex', pattern: 'Answer: (.*)' };
  assert.is(form(number, 'So. Answer: 1,000'), form(number, 'Answer: 1000.'));
  const versions: OutputContract = { kind: 'choice', choices: ['1.0', '1'] };
  assert.not.equal(form(versions, '1.0'), form(versions, '1'));
});

test('numbers in JSON are one where they surely are, and texts to the letter', () => {
  const anything: OutputContract = { kind: 'json', schema: {} };
  assert.is(form(anything, '{"a":1.0,"b":2}'), form(anything, '{"b":2e0,"a":1}'));
  for (const [one, other] of [
    ['9007199254740993', '9007199254740992'],
    ['0.1', '0.1000000000000000001'],
    ['1e-400', '0'],
    ['"Bug"', '"bug"'],
    ['"1"', '1'],
  ] as const)
    assert.not.equal(form(anything, one), form(anything, other), `${one} and ${other}`);
});

test.run();
