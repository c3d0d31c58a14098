import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { columnsOf, guessFields, type Item, inputsIn, labelOf, labelsIn } from './columns.ts';

const repeated = (times: number, ...items: readonly Item[]): Item[] =>
  Array.from({ length: times }, () => items).flat();
const guessOf = (...items: readonly Item[]) => guessFields(columnsOf(items));
const labelOfValues = (...values: readonly unknown[]) => labelOf({ name: 'label', values });

test('only what every item has is a field; an id is none', () => {
  const columns = columnsOf([
    { id: 1, a: 'x', b: null, c: 1 },
    { id: 2, a: 'y', b: 'z' },
  ]);
  assert.equal(
    columns.map(({ name }) => name),
    ['a'],
  );
});

test('fields are known by their names', () => {
  assert.equal(guessOf({ lang: 'en', Text: 'a', team: 'b' }), { input: ['Text'], label: 'team' });
  assert.equal(guessOf({ evidence: 'long', question: 'why', answer: 'so', note: 'n' }), {
    input: ['evidence', 'question'],
    label: 'answer',
  });
});

test('without a name that is known, the longest texts are read, and what repeats itself is the answer', () => {
  const items = repeated(3, { words: 'a long text that says much', kind: 'x' }, { words: 'another one', kind: 'y' });
  assert.equal(guessOf(...items.map((item, index) => ({ ...item, words: `${item.words} ${index}` }))), {
    input: ['words'],
    label: 'kind',
  });
  assert.equal(guessOf({ ours: 'abc' }, { ours: 'def' }), { input: ['ours'], label: null });
});

test('texts of which each comes three times on average are choices, however they are capitalised', () => {
  assert.equal(labelOfValues('b', 'a', 'B ', 'a', 'b', 'a'), { kind: 'choice', choices: ['a', 'b'] });
  assert.equal(labelOfValues('a', 'b', 'c', 'a'), { kind: 'words' });
  assert.equal(labelOfValues(true, false), { kind: 'choice', choices: ['true', 'false'] });
});

test('what would not mean itself in a config is no choice', () => {
  for (const strange of ['${env:KEY}', '$HOME', '{{item.text}}', 'two\nlines', '...'])
    assert.equal(labelOfValues(...repeated(3, [strange, 'b'] as never).flat()).kind, 'words', strange);
});

test('numbers, JSON, lists of right answers and long texts are told apart', () => {
  assert.equal(labelOfValues(1, '2.5', 3), { kind: 'number' });
  assert.equal(labelOfValues({ a: 1 }, { a: 2 }), { kind: 'json' });
  assert.equal(labelOfValues(['ten', '10'], 'three'), { kind: 'words' });
  assert.equal(labelOfValues('word '.repeat(40), 'text '.repeat(30)), { kind: 'prose' });
});

test('agents read what a template can name; a label may be called almost anything', () => {
  const columns = columnsOf([{ 'a b': 1, 'a.b': 1, ключ: 1, $HOME: 1 }]);
  assert.equal(
    inputsIn(columns).map(({ name }) => name),
    ['ключ'],
  );
  assert.equal(
    labelsIn(columns).map(({ name }) => name),
    ['a b', 'a.b', 'ключ'],
  );
});

test.run();
