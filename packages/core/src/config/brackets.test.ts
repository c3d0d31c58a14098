import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { closingOf } from './brackets.ts';

const closed = (text: string, end: number): string | undefined => {
  const offset = closingOf(text, 0, end);
  return offset === undefined ? undefined : text.slice(0, offset);
};

test('brackets that a stretch leaves open are closed further on, or never', () => {
  assert.is(closed('a: { b: [\n1 ] }\nc: 1', 9), 'a: { b: [\n1 ] }');
  assert.is(closed('a: { b\nc: { d }\n', 7), undefined);
  assert.is(closed('a: { b }\nc: [ d', 9), '');
});

test('brackets in quotes and comments do not count', () => {
  assert.is(closed(`a: "{" # {\nb: '}' # it's\nc: [`, 11), '');
  assert.is(closed('a: { b: "}\\"}" \n}', 16), 'a: { b: "}\\"}" \n}');
});

test.run();
