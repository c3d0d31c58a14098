import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { endedText } from './ending.ts';

test('a reply goes on while no stop string is in it', () => {
  assert.is(endedText('one two', ['three'], false), null);
  assert.is(endedText('one two', [], false), null);
});

test('a reply is cut before the stop string that comes first in the text', () => {
  assert.is(endedText('one two three', ['three', 'two'], false), 'one ');
});

test('an empty stop string stops nothing', () => {
  assert.is(endedText('one', [''], false), null);
});

test('JSON ends where it is whole', () => {
  assert.is(endedText('{"a": [1]', [], true), null);
  assert.is(endedText('{"a": [1]}', [], true), '{"a": [1]}');
  assert.is(endedText('"yes"', [], true), '"yes"');
  assert.is(endedText('true', [], true), 'true');
});

test('a number may go on', () => {
  assert.is(endedText('1', [], true), null);
  assert.is(endedText('1\n', [], true), '1\n');
});

test('a brace in a string ends nothing', () => {
  assert.is(endedText('{"a": "}', [], true), null);
});

test('JSON in a reply without a schema ends nothing', () => {
  assert.is(endedText('{"a": 1}', [], false), null);
});

test.run();
