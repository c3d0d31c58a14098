import fc from 'fast-check';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { createPrompt, isPrompt, parsePrompt, printPrompt, SECTIONS, type Section } from './prompt.ts';

/** Lines that a prompt file could take for something else. */
const HOSTILE_LINES = [
  '## role',
  '## Task  ',
  '##\ttask',
  '## ',
  '##',
  '##role',
  '\\## role',
  '\\\\## role',
  '\\##',
  '# title',
  '### detail',
  '  ## indented',
  'Solve it in \\boxed{x} and {"a": {"b": 1}}.',
  '{{item.text}}',
  '```json',
  'a\u2028## role',
  'a\u0085## role',
  '\uFEFF## role',
  '',
  '\t',
];
const line = fc.oneof(fc.constantFrom(...HOSTILE_LINES), fc.string({ unit: 'binary' }), fc.string());
const lineEnd = fc.constantFrom('\n', '\r\n', '\r', '\n\n', '\r\r\n');
const text = fc
  .array(fc.tuple(line, lineEnd), { maxLength: 6 })
  .map((lines) => lines.map(([words, end]) => words + end).join(''));
const parts = fc.record({ role: text, task: text, context: text, format: text }, { requiredKeys: [] });

test('a prompt file reads back as the prompt that was printed, whatever its sections say', () => {
  fc.assert(
    fc.property(parts, (sections) => {
      const prompt = createPrompt(sections);
      const read = parsePrompt(printPrompt(prompt));
      assert.equal(read.problems, []);
      assert.equal(read.prompt.sections, prompt.sections);
      assert.is(read.prompt.id, prompt.id);
    }),
    { numRuns: 500 },
  );
});

for (const hostile of HOSTILE_LINES) {
  test(`the line ${JSON.stringify(hostile)} survives a prompt file in each section`, () => {
    for (const section of SECTIONS) {
      const prompt = createPrompt({ [section]: `first\n${hostile}\nlast`, task: `${hostile}\nx` });
      const { prompt: read, problems } = parsePrompt(printPrompt(prompt));
      assert.equal(problems, []);
      assert.equal(read.sections, prompt.sections);
    }
  });
}

test('a prompt file read on another system is the same candidate', () => {
  const file = '## role\nYou read.\n\n## task\nOne line.\nAnother line.\n';
  const { prompt } = parsePrompt(file);
  assert.is(parsePrompt(file.replaceAll('\n', '\r\n')).prompt.id, prompt.id);
  assert.is(parsePrompt(file.replaceAll('\n', '\r')).prompt.id, prompt.id);
  assert.is(createPrompt({ role: 'You read.', task: 'One line.\r\nAnother line.' }).id, prompt.id);
});

test('a printed prompt has a heading for each section that is there', () => {
  const prompt = createPrompt({ format: 'One word.', role: 'You sort.' });
  assert.is(printPrompt(prompt), '## role\n\nYou sort.\n\n## format\n\nOne word.\n');
  assert.is(printPrompt(createPrompt({})), '');
});

test('text before the first heading is the task, and headings may be written in any case', () => {
  const { prompt, problems } = parsePrompt('Sort the message.\n\n##   FORMAT  \nOne word.');
  assert.equal(problems, []);
  assert.equal(prompt.sections, { role: '', task: 'Sort the message.', context: '', format: 'One word.' });
});

test('headings of other levels are text', () => {
  const { prompt, problems } = parsePrompt('# Title\n### Detail\n#### More');
  assert.equal(problems, []);
  assert.is(prompt.get('task'), '# Title\n### Detail\n#### More');
});

test('an unknown section and one that is there twice are problems with their lines', () => {
  const { problems } = parsePrompt('## role\nA.\n## rules\nB.\n## role\nC.\n');
  assert.equal(problems, [
    { line: 3, heading: 'rules', kind: 'unknown' },
    { line: 5, heading: 'role', kind: 'duplicate' },
  ]);
  assert.equal(parsePrompt('Some task.\n## task\nMore.').problems, [{ line: 2, heading: 'task', kind: 'duplicate' }]);
});

test('a prompt is known by what its sections say, not by who made it', () => {
  fc.assert(
    fc.property(parts, (sections) => {
      const prompt = createPrompt(sections);
      assert.is(createPrompt(prompt.sections).id, prompt.id);
      assert.is(createPrompt({ ...prompt.sections, task: `  ${prompt.get('task')}\n ` }).id, prompt.id);
      assert.not.equal(prompt.set('task', `${prompt.get('task')}x`).id, prompt.id);
    }),
  );
  // Both read the same in one line; but an edit of the role is not an edit of the task.
  assert.not.equal(createPrompt({ role: 'a' }).id, createPrompt({ task: 'a' }).id);
});

test('the model reads the sections in their order, a line each, without headings', () => {
  assert.is(createPrompt({ format: 'D', task: 'B\nb', role: ' A ' }).text, 'A\nB\nb\nD');
  assert.is(createPrompt({}).text, '');
});

test('an edit returns a new prompt and leaves the old one as it was', () => {
  const prompt = createPrompt({ role: 'You sort.', task: 'Name the team.' });
  const before = { ...prompt, sections: { ...prompt.sections } };
  assert.equal(prompt.set('task', ' Name it. ').sections, {
    role: 'You sort.',
    task: 'Name it.',
    context: '',
    format: '',
  });
  assert.is(prompt.append('task', 'Be brief. ').get('task'), 'Name the team. Be brief.');
  assert.is(prompt.append('format', 'One word.').get('format'), 'One word.');
  assert.is(prompt.drop('role').text, 'Name the team.');
  assert.is(prompt.drop('role').set('role', 'You sort.').id, prompt.id);
  assert.is(prompt.id, before.id);
  assert.is(prompt.text, before.text);
  assert.equal(prompt.sections, before.sections);
});

test('nobody can change a prompt in place', () => {
  const prompt = createPrompt({ task: 'a' });
  assert.throws(() => Object.assign(prompt, { text: 'b' }), TypeError);
  assert.throws(() => Object.assign(prompt.sections, { task: 'b' }), TypeError);
});

test('a prompt is recognised by its shape, with a text for every section', () => {
  const prompt = createPrompt({ task: 'a' });
  assert.ok(isPrompt(prompt));
  assert.ok(isPrompt({ ...prompt, sections: { ...prompt.sections } }));
  const without = (section: Section): object => ({ ...prompt, sections: { ...prompt.sections, [section]: undefined } });
  for (const section of SECTIONS) assert.not.ok(isPrompt(without(section)));
  for (const other of [null, undefined, 'a', {}, { ...prompt, id: 1 }, { ...prompt, sections: null }])
    assert.not.ok(isPrompt(other));
});

test.run();
