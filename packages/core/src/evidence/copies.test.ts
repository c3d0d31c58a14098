import fc from 'fast-check';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { fakeItems } from '../testing/fakes.ts';
import type { Item } from '../types.ts';
import { COPY_WORDS, createCopyCheck, SHORT_WORDS } from './copies.ts';

const NONE: readonly string[] = [];
const check = (train: readonly Item[], heldOut: readonly Item[] = [], labelFields = NONE) =>
  createCopyCheck({ train, heldOut, labelFields });

const items = check(
  fakeItems([
    { text: 'One two three, four five six seven eight nine.' },
    { parts: ['a short one', { inner: 'The deep text is found as well: it has words.' }], n: 12345678 },
    { text: '我昨天买的手机今天坏了怎么办' },
  ]),
);
const copied = (text: string, known = NONE, quotes = false) => items.copiedIn(text, { known, quotes });

test('eight words in a row of an item are a copy, seven are not', () => {
  assert.is(copied('Say: ONE two-three four; five six seven eight!'), 'one two three four five six seven eight');
  assert.is(copied('One two three four five six seven. Eight, then.'), 'one two three four five six seven eight');
  assert.is(copied('One two three four five six seven.'), null);
  assert.is(copied('One two three four and five six seven eight nine.'), null);
});

test('texts inside lists and maps count', () => {
  assert.ok(copied('the deep text is found as well it') !== null);
});

test('what a known text has may stay', () => {
  const words = 'Two three four five six seven eight nine';
  assert.ok(copied(words, ['Something else']) !== null);
  assert.is(copied(words, [`Example: ${words}`]), null);
  assert.ok(copied(`One ${words}`, [`Example: ${words}`]) !== null);
});

test('scripts without spaces are counted by characters', () => {
  assert.ok(copied('例子：我昨天买的手机今天') !== null);
  assert.is(copied('例子：我昨天买的'), null);
});

test('a text of five to seven words is copied where all of it is; a shorter one is a phrase', () => {
  const short = check(
    fakeItems([
      { text: 'Which city is the capital of France?' },
      { text: 'What is 17 + 25?' },
      { text: 'The app crashes often' },
    ]),
  );
  const in_ = (text: string) => short.copiedIn(text, { known: [], quotes: false });
  assert.is(in_('Example: which city is the capital of France'), 'which city is the capital of france');
  assert.is(in_('Say which city is the capital of a country.'), null);
  assert.is(in_('If the app crashes often, it is a bug.'), null);
});

test('a quoting operator may copy training items, held-out ones never', () => {
  const [train, heldOut] = [fakeItems([{ text: 'a b c d e f g h' }]), fakeItems([{ text: 'i j k l m n o p' }])];
  const both = check(train, heldOut);
  const in_ = (text: string, quotes: boolean) => both.copiedIn(text, { known: [], quotes });
  assert.is(in_('a b c d e f g h', true), null);
  assert.ok(in_('a b c d e f g h', false) !== null);
  assert.ok(in_('i j k l m n o p', true) !== null);
  assert.ok(in_('i j k l m n o p', false) !== null);
});

test('what stands in more than a tenth of the items is a form of theirs, no text of one', () => {
  const of = (count: number) =>
    check(
      fakeItems(
        Array.from({ length: 40 }, (_, n) => ({
          text: `${n < count ? 'Dear team of the shop I write to you' : 'Hi'} about ${n}`,
        })),
      ),
    ).copiedIn('Dear team of the shop I write to', { known: [], quotes: false });
  assert.is(of(5), null);
  assert.ok(of(4) !== null);
  assert.ok(of(1) !== null);
});

test('labels that several items share are names of classes; a label of one item is text', () => {
  const name = 'a complaint about the price or the terms';
  const of = (labels: readonly string[]) =>
    check(fakeItems(labels.map((team, n) => ({ text: `item ${n}`, team }))), [], ['team']).copiedIn(name, {
      known: [],
      quotes: false,
    });
  assert.is(of([name, 'other', name]), null);
  assert.ok(of([name, 'other']) !== null);
});

test('short texts that several items share are categories', () => {
  const product = 'Acme kettle with blue lid';
  const of = (count: number) =>
    check(fakeItems(Array.from({ length: count }, () => ({ product })))).copiedIn(product, {
      known: [],
      quotes: false,
    });
  assert.ok(of(1) !== null);
  assert.is(of(2), null);
});

const word = fc.constantFrom('a', 'b', 'c', 'd');
const text = fc.array(word, { maxLength: 24 });

test('it finds what a search by hand finds', () =>
  fc.assert(
    fc.property(text, text, text, (prompt, item, known) => {
      const runs = (words: readonly string[], length: number) =>
        words.slice(length - 1).map((_, at) => words.slice(at, at + length).join(' '));
      const length = Math.min(COPY_WORDS, item.length);
      const own = length < SHORT_WORDS ? [] : runs(item, length);
      const expected = runs(prompt, length).some((run) => own.includes(run) && !runs(known, length).includes(run));
      const found = check(fakeItems([{ text: item.join(' ') }])).copiedIn(prompt.join(' '), {
        known: [known.join(' ')],
        quotes: false,
      });
      assert.is(found !== null, expected);
      if (found !== null) assert.ok(prompt.join(' ').includes(found) && item.join(' ').includes(found));
    }),
    { numRuns: 300 },
  ));

test.run();
