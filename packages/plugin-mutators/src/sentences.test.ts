import fc from 'fast-check';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { joinSentences, sentenceKey, splitSentences } from './sentences.ts';

test('sentences and lines are pieces, with the white space after them', () => {
  assert.equal(splitSentences('Read it. Decide!\nAnswer with one word.'), [
    'Read it. ',
    'Decide!\n',
    'Answer with one word.',
  ]);
  assert.equal(splitSentences(''), []);
});

test('numbers and bullets stay with what they number', () => {
  assert.equal(splitSentences('1. Read it.\n2. Decide.'), ['1. Read it.\n', '2. Decide.']);
  assert.equal(splitSentences('- Read it.\n- Decide.'), ['- Read it.\n', '- Decide.']);
});

test('JSON, \\boxed{}, code and frozen spans are never cut', () => {
  for (const whole of [
    '{"a": "One. Two.", "b": [1]}',
    '\\boxed{One. Two}',
    '`One. Two.`',
    '```\nOne.\nTwo.\n```',
    '["One. A", "Two. B"]',
  ]) {
    const pieces = splitSentences(`Say this: ${whole} Then stop.`);
    assert.ok(
      pieces.some((piece) => piece.includes(whole)),
      whole,
    );
  }
  assert.equal(splitSentences('Say One. Two. Three.', ['One. Two']), ['Say One. Two. ', 'Three.']);
});

test('a worked example is one piece, and a brace in it holds nothing together', () => {
  const example = '<example>\nMessage: {Go. Stop.\nAnswer: a\n</example>';
  assert.equal(splitSentences(`Read it. Decide.\n${example}\nBe brief. Go.`), [
    'Read it. ',
    'Decide.\n',
    `${example}\n`,
    'Be brief. ',
    'Go.',
  ]);
});

test('a brace that is never closed keeps the rest together', () => {
  assert.equal(splitSentences('Go. Use { as you like. Stop.'), ['Go. ', 'Use { as you like. Stop.']);
});

test('texts without spaces between sentences are split and joined without any', () => {
  assert.equal(splitSentences('你好。再见。'), ['你好。', '再见。']);
  assert.is(joinSentences(['再见。', '你好。']), '再见。你好。');
});

test('joining puts a space where sentences would stick together', () => {
  assert.is(joinSentences(['Stop.', 'Read. ']), 'Stop. Read. ');
  assert.is(joinSentences(['One word', 'Read.']), 'One word\nRead.');
});

test('sentences that differ by case and stop alone are the same', () => {
  assert.is(sentenceKey(' Be  brief. '), sentenceKey('be brief'));
  assert.is.not(sentenceKey('Be brief?'), sentenceKey('Be brief.'));
});

const texts = fc
  .array(
    fc.oneof(
      fc.string({ unit: 'grapheme' }),
      fc.constantFrom(
        'A b. ',
        'Why? ',
        '\n',
        '{"x": "a. B"}',
        '\\boxed{1. A}',
        '`a. B`',
        '```\na. B\n```',
        '{',
        ']',
        '。',
        '1. ',
        'frozen. Span',
        '<example>\nA. B\n</example>',
      ),
    ),
  )
  .map((parts) => parts.join(''));

test('splitting loses nothing, and joining what was split gives the text back', () =>
  fc.assert(
    fc.property(texts, (text) => {
      const pieces = splitSentences(text, ['frozen. Span']);
      assert.is(pieces.join(''), text);
      assert.is(joinSentences(pieces), text);
    }),
    { numRuns: 500 },
  ));

test('every frozen span is whole in some piece', () =>
  fc.assert(
    fc.property(texts, texts, fc.string({ unit: 'grapheme', minLength: 1 }), (before, after, span) => {
      assert.ok(splitSentences(before + span + after, [span]).some((piece) => piece.includes(span)));
    }),
    { numRuns: 500 },
  ));

test.run();
