import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { positionOf } from '../config/source.ts';
import { readJson, readLines } from './records.ts';

const source = (text: string) => ({ file: '/p/items', text });

test('JSON lines keep their line numbers, empty lines and CRLF notwithstanding', () => {
  const { records, problems } = readLines(source('{"a": 1}\r\n\r\n{"a": "\\u2028\\n"}\r\n'));
  assert.equal(problems, []);
  assert.equal(
    records.map(({ line, position, fields }) => [line, position, fields.a]),
    [
      [1, 1, 1],
      [3, 3, '\u2028\n'],
    ],
  );
});

test('every bad line is a problem at its place', () => {
  const { records, problems } = readLines(source('{"a": 1}\n{"a": }\n[1]\n"x"\nnull\n{"b": 2}'));
  assert.is(records.length, 2);
  assert.equal(
    problems.map(({ at }) => positionOf(at).line),
    [2, 3, 4, 5],
  );
});

test('entries of a JSON list have the lines on which they begin', () => {
  const { records, problems } = readJson(
    source('[\n  { "a": [1, [2]], "b": "}],\\" {" },\n  { "a":\n 1 }, { "a": 2 }\n, 7, []\n]'),
  );
  assert.equal(
    records.map(({ line, position }) => [line, position]),
    [
      [2, 1],
      [3, 2],
      [4, 3],
    ],
  );
  assert.equal(
    problems.map(({ at, message }) => [positionOf(at).line, message]),
    [
      [5, 'entry 4 of the list is not an object'],
      [5, 'entry 5 of the list is not an object'],
    ],
  );
});

test('a file that is not JSON, or no list, is one problem', () => {
  assert.equal(
    readJson(source('[\n  { "a": 1 }\n  { "a": 2 }\n]')).problems.map(({ at }) => positionOf(at)),
    [{ line: 3, column: 3 }],
  );
  assert.is(readJson(source('{ "a": 1 }')).problems.length, 1);
  assert.is(readJson(source('')).problems.length, 1);
});

test.run();
