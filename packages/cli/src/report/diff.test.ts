import * as fc from 'fast-check';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { type DiffWord, diffWords, mergedDiff } from './diff.ts';

const test = suite('word diff');
const marked = (words: readonly DiffWord[]): string =>
  words.map(({ text, common }) => (common ? text : `[${text}]`)).join(' ');

test('marks what only one side has', () => {
  const { before, after } = diffWords('Name the team.', 'Name one team. Be brief.');
  assert.is(marked(before), 'Name [the] [team.]'.replace('[team.]', 'team.'));
  assert.is(marked(after), 'Name [one] team. [Be] [brief.]');
});

test('two texts as one: what went stands before what came in its place, line breaks stay', () => {
  assert.equal(mergedDiff('Name the team.\nNow.', 'Name one team.\nNow. Be brief.'), [
    { kind: 'same', text: 'Name' },
    { kind: 'removed', text: 'the' },
    { kind: 'added', text: 'one' },
    { kind: 'same', text: 'team.\nNow.' },
    { kind: 'added', text: 'Be brief.' },
  ]);
});

test('from the merged diff both texts can be read', () => {
  const words = fc.array(fc.constantFrom('a', 'b', 'c', 'd'), { maxLength: 12 }).map((list) => list.join(' '));
  fc.assert(
    fc.property(words, words, (before, after) => {
      const without = (kind: string): string =>
        mergedDiff(before, after)
          .filter((part) => part.kind !== kind)
          .map(({ text }) => text)
          .join(' ');
      assert.is(without('added'), before);
      assert.is(without('removed'), after);
    }),
  );
});

test('line breaks count as words, spaces do not', () => {
  assert.is(marked(diffWords('a b', 'a\nb').after), 'a [\n] b');
  assert.is(marked(diffWords('a  b', 'a b').after), 'a b');
});

test('common words are the same sequence on both sides, and no word is lost', () => {
  const text = fc.array(fc.constantFrom('a', 'b', 'c', 'd'), { maxLength: 12 });
  fc.assert(
    fc.property(text, text, (a, b) => {
      const { before, after } = diffWords(a.join(' '), b.join(' '));
      const common = (words: readonly DiffWord[]) => words.filter((word) => word.common).map((word) => word.text);
      assert.equal(common(before), common(after));
      assert.equal(
        before.map((word) => word.text),
        a,
      );
      assert.equal(
        after.map((word) => word.text),
        b,
      );
    }),
  );
});

test('texts that are too long to compare are different throughout', () => {
  const long = 'word '.repeat(3000);
  assert.ok(diffWords(long, long).before.every(({ common }) => !common));
});

test.run();
