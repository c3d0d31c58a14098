import { fakeAgent, fakeItems, supportItems } from '@maspo/core/testing';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { labelKeywords, salientWords, wordsOf } from './keywords.ts';
import { finalLabels, labelField, ownLabels } from './labels.ts';
import { inputNoun, labelNoun, orList, plural } from './wording.ts';

test('a field with few short repeated values holds labels', () => {
  assert.equal(labelField(supportItems, ['team'])?.labels, ['billing', 'bug', 'account']);
  assert.is(labelField(supportItems, ['text']), null);
  assert.is(labelField(supportItems, ['nowhere']), null);
  assert.is(labelField(fakeItems([{ n: 1 }, { n: 2 }, { n: 3 }]), ['n']), null);
  assert.equal(labelField(fakeItems([{ n: 1 }, { n: 2 }, { n: 1 }, { n: 2 }]), ['n'])?.labels, ['1', '2']);
});

test('an agent chooses from its contract, the answer else from the labels, others from nothing', () => {
  const around = { items: supportItems, labelFields: ['team'] };
  const answer = fakeAgent();
  const note = fakeAgent({ id: 'note', isAnswer: false });
  const own = (agent: typeof answer) => ownLabels({ ...around, agent, agents: [note, answer] });
  assert.equal(own(fakeAgent({ contract: { kind: 'choice', choices: ['a', 'b'] } })), ['a', 'b']);
  assert.equal(own(answer), ['billing', 'bug', 'account']);
  assert.equal(own(note), []);
  assert.equal(finalLabels({ ...around, agent: note, agents: [note, answer] }), ['billing', 'bug', 'account']);
});

test('words that stand with one label only come first, in their commonest form', () => {
  const billing = labelKeywords(supportItems, 'team', ['team']).get('billing') ?? [];
  assert.equal(
    billing.slice(0, 2).map(({ word }) => word),
    ['charged', 'invoice'],
  );
  assert.not.ok(billing.some(({ word }) => word === 'billing' || word === 'please'));
});

test('forms of a word count together', () => {
  const items = fakeItems([
    { text: 'crash', k: 'a' },
    { text: 'crashes crashed', k: 'a' },
    { text: 'bloom', k: 'b' },
    { text: 'seed', k: 'b' },
  ]);
  assert.is(labelKeywords(items, 'k', []).get('a')?.length, 1);
});

test('words in all items or in one tell less than words in some', () => {
  const items = fakeItems(
    ['red car', 'red bus', 'blue car', 'blue bus', 'blue van'].map((color) => ({ text: `${color} street` })),
  );
  const words = salientWords(items, []).map(({ word }) => word);
  assert.not.ok(words.includes('street'));
  assert.ok(words.indexOf('red') < words.indexOf('van'));
});

test('ids, hidden fields, stop words and punctuation are no words', () => {
  const [item] = fakeItems([{ id: 'zebra', text: 'The <b>quick</b> fox, 12!', label: 'secret' }]);
  assert.equal(item === undefined ? [] : wordsOf(item, ['label']), ['quick', 'fox']);
});

test('the input is called what the prompts call it, a note only if nothing else is named', () => {
  assert.is(inputNoun(['Write one short note on the message.'], []), 'message');
  assert.is(inputNoun(['Sort reviews.'], []), 'review');
  assert.is(inputNoun(['Decide the mood of the note.'], []), 'note');
  assert.is(inputNoun(['Go.'], fakeItems([{ question: 'x' }])), 'question');
  assert.is(inputNoun(['Go.'], []), 'text');
});

test('a label is called what its field is called, if that says something', () => {
  assert.is(labelNoun('team'), 'team');
  assert.is(labelNoun('label'), 'label');
  assert.is(labelNoun('gold_answer'), 'label');
  assert.is(labelNoun(undefined), 'label');
});

test('lists read as English', () => {
  assert.is(orList(['a', 'b', 'c']), 'a, b or c');
  assert.is(orList(['a']), 'a');
  assert.equal(['story', 'message', 'class', 'day'].map(plural), ['stories', 'messages', 'classes', 'days']);
});

test.run();
