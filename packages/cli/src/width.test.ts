import fc from 'fast-check';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { cut, fill, widthOf } from './width.ts';

const test = suite('width');

test('East Asian text and pictures are two columns a character, marks none', () => {
  assert.is(widthOf('plain text'), 10);
  assert.is(widthOf('日本語 한글'), 11);
  assert.is(widthOf('ｆｕｌｌ'), 8);
  assert.is(widthOf('🚀'), 2);
  assert.is(widthOf('e\u0301tude'), 5);
  assert.is(widthOf('☀\ufe0f'), 2);
});

test('what is cut says so, and never splits a character', () => {
  assert.is(cut('reader', 6), 'reader');
  assert.is(cut('reader', 5), 'read…');
  assert.is(cut('日本語', 4), '日…');
  assert.is(cut('🚀🚀', 2), '…');
  assert.is(cut('reader', 0), '');
});

test('filled text has just the columns that were asked for', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme' }), fc.nat({ max: 40 }), (text, columns) => {
      assert.is(widthOf(fill(text, columns)), columns);
    }),
  );
});

test.run();
