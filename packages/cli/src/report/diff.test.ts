import * as fc from 'fast-check';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { type DiffWord, diffWords } from './diff.ts';

const test = suite('word diff');
const marked = (words: readonly DiffWord[]): string =>
  words.map(({ text, common }) => (common ? text : `[${text}]`)).join(' ');

test('marks what only one side has', () => {
  const { before, after } = diffWords('Name the team.', 'Name one team. Be brief.');
  assert.is(marked(before), 'Name [the] [team.]'.replace('[team.]', 'team.'));
  assert.is(marked(after), 'Name [one] team. [Be] [brief.]');
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
