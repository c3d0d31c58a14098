import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { printable, printableLine } from './printable.ts';

const test = suite('printable');

test('escape sequences, bells and carriage returns cannot reach a terminal', () => {
  assert.is(printable('a\u001b[31mred\u001b]0;title\u0007b'), 'a·[31mred·]0;title·b');
  assert.is(printable('100 %\u009b2Jgone\u0000\b\u007f'), '100 %·2Jgone···');
  assert.is(printable('kept\rover'), 'kept\nover');
});

test('text cannot be hidden or turned around by invisible characters', () => {
  assert.is(printable('ab\u202etxt\u2066c\u200bd\ufeff'), 'ab·txt·c·d·');
  assert.is(printable('half \ud800 pair'), 'half \ufffd pair');
});

test('ordinary text stays as it is: line breaks, umlauts, emoji, braces', () => {
  const text = 'Zeile eins\nZeile zwei: {"ä": "\\boxed{}"} 😀';
  assert.is(printable(text), text);
  assert.is(printable('a\tb\r\nc'), 'a  b\nc');
});

test('a line is one line', () => {
  assert.is(printableLine('first \n\n  second\u2028third'), 'first second·third');
});

test.run();
