import fc from 'fast-check';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { canonicalJson } from '../canonical.ts';
import { editText, type TextValue } from './edit.ts';
import { nodeAt, toValue } from './node.ts';
import { parseText } from './text.ts';

const test = suite('editing a value of a config');
const PROMPT = ['agents', 0, 'prompt'];
const edited = (text: string, value: TextValue, file = 'maspo.config.yaml'): string | undefined =>
  editText({ file, text }, PROMPT, value);

test('a text on one line is replaced, and nothing else: comments, quotes, order, odd spaces', () => {
  const before = `# head
version:   1
agents:
  - id:  'router'   # the first
    prompt: Name the team.   # seed
    input: "{{item.text}}"


other: [ 1,2 , 3 ]
`;
  assert.is(edited(before, 'Say the team.'), before.replace('Name the team.', 'Say the team.'));
  assert.is(edited(before, 'Say: x'), before.replace('Name the team.', '"Say: x"'));
});

test('a text of several lines becomes a block, and its comment stands before it', () => {
  const before = 'agents:\n  - prompt: Name it. # seed\n    id: a\n';
  assert.is(
    edited(before, 'One.\n\n  - two # three'),
    'agents:\n  - prompt: |- # seed\n      One.\n\n        - two # three\n    id: a\n',
  );
});

test('a block is replaced by a block or by a line; what follows stays', () => {
  const before = 'agents:\n  - prompt: >- # note\n      Name\n      it.\n\n    # of the id\n    id: a\n';
  assert.is(
    edited(before, 'A b.\nC d.'),
    'agents:\n  - prompt: |- # note\n      A b.\n      C d.\n\n    # of the id\n    id: a\n',
  );
  assert.is(edited(before, 'A b.'), 'agents:\n  - prompt: A b. # note\n\n    # of the id\n    id: a\n');
});

test('of a map with the same keys only the texts that differ are written', () => {
  const before =
    'agents:\n  - prompt:\n      # who\n      role: "You know."   # quoted\n      task: Name it. # plain\n';
  assert.is(edited(before, { role: 'You know.', task: 'Say it.' }), before.replace('Name it.', 'Say it.'));
});

test('a map gets other keys, and a text becomes a map', () => {
  const map = 'agents:\n  - prompt:\n      task: Name it.\n    id: a\n';
  const text = 'agents:\n  - prompt: Name it.\n    id: a\n';
  const after = 'agents:\n  - prompt:\n      role: You know.\n      task: |-\n        Name\n        it.\n    id: a\n';
  const value = { role: 'You know.', task: 'Name\nit.' };
  assert.is(edited(map, value), after);
  assert.is(edited(text, value), after);
});

test('braces stay braces, JSON stays JSON', () => {
  assert.is(
    edited('agents: [{ prompt: { task: Name it. }, id: a }]\n', { role: 'You know.', task: 'A, b\nc' }),
    'agents: [{ prompt: { role: You know., task: "A, b\\nc" }, id: a }]\n',
  );
  assert.is(
    edited('{ "agents": [\n\t{ "prompt": "Name it." }] }', { role: 'You', task: 'B' }, 'maspo.config.json'),
    '{ "agents": [\n\t{ "prompt": { "role": "You", "task": "B" } }] }',
  );
});

test('line ends stay those of the file', () => {
  assert.is(
    edited('agents:\r\n  - prompt: Name it.\r\n    id: a\r\n', 'A\nb'),
    'agents:\r\n  - prompt: |-\r\n      A\r\n      b\r\n    id: a\r\n',
  );
});

test('a value that an alias repeats, or that is not there, is not edited', () => {
  assert.is(edited('agents:\n  - prompt: &p Name it.\n  - prompt: *p\n', 'Say it.'), undefined);
  assert.is(editText({ file: 'a.yaml', text: 'agents: [{ prompt: x }]' }, ['agents', 1, 'prompt'], 'y'), undefined);
});

const FORMS = [
  'agents:\n  - prompt: Old text. # c\n    id: a\nlast: 1\n',
  'agents:\n- prompt: |\n    Old\n    text.\n\n  id: a\nlast: 1\n',
  "agents:\n  -\n    id: a\n    prompt:\n      'Old text.'\n",
  'agents:\n  - prompt: { task: Old text. }\n    id: a\n',
  'agents:\n  - prompt:\n      task: Old text.\n      role: "old" # c\n    id: a\nlast: 1',
  'agents: [{ prompt: Old text., id: a }]\n',
];
const hostile = fc
  .array(
    fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.constantFrom(
        '\n',
        '  ',
        '\t',
        '#',
        ' # ',
        ': ',
        '- ',
        '|',
        '---',
        '...',
        "'",
        '"',
        '{{',
        '%',
        '*a',
        '&a',
        '\\',
      ),
      fc.constantFrom('\u2028', '\u0085', '\ufeff', '\ud800', '\u0000', 'true', 'null', '!!x', '\n\n   a'),
    ),
    { minLength: 1, maxLength: 12 },
  )
  .map((parts) => parts.join('').replace(/\r\n?/g, '\n').trim())
  .filter((text) => text !== '');
const values = fc.oneof(hostile, fc.record({ role: hostile, task: hostile }), fc.record({ task: hostile }));

test('any text is read back as it was written, in every form, by YAML and by JSON', () => {
  fc.assert(
    fc.property(fc.constantFrom(...FORMS), values, (before, value) => {
      fc.pre(typeof value !== 'string' || !before.includes('task:'));
      const file = 'maspo.config.yaml';
      const text = edited(before, value, file);
      if (text === undefined) assert.unreachable(`not written: ${JSON.stringify(value)}`);
      const { root } = parseText({ file, text: text ?? '' });
      const node = root && nodeAt(root, PROMPT);
      assert.equal(node && toValue(node), typeof value === 'string' ? value : { ...value });
      assert.is(text?.includes('id: a'), true);
    }),
    { numRuns: 300 },
  );
  fc.assert(
    fc.property(values, (value) => {
      const text = edited('{ "agents": [{ "prompt": "Old" }] }', value, 'maspo.config.json') ?? '';
      assert.is(canonicalJson(JSON.parse(text)), canonicalJson({ agents: [{ prompt: value }] }));
    }),
    { numRuns: 100 },
  );
});

test.run();
