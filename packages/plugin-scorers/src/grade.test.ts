import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { readGrade } from './grade.ts';

const read = (text: string, finish: 'stop' | 'length' = 'stop', scale = { low: 1, high: 5 }) =>
  readGrade({ text, finish }, scale);

for (const text of ['4', ' 4\n', '4.', '**4**', '"4"', '<score>4</score>', '4/5', '4 / 5'])
  test(`${JSON.stringify(text)} is the grade four`, () => assert.is(read(text), 0.75));

for (const text of [
  '',
  'four',
  '4.5',
  '4 or 5',
  'I give it 4',
  '4 of 5',
  '0',
  '6',
  '44',
  '4/10',
  '-4',
  '<score>4',
  '4\n5',
])
  test(`${JSON.stringify(text)} is no grade`, () => assert.is(read(text), null));

test('the ends of a scale are 0 and 1', () => {
  assert.equal([read('1'), read('5')], [0, 1]);
  const ten = { low: 0, high: 10 };
  assert.equal([read('0', 'stop', ten), read('10', 'stop', ten), read('7', 'stop', ten)], [0, 1, 0.7]);
});

test('a grade that was cut could have gone on', () => {
  assert.is(read('4', 'length'), null);
  assert.is(read('4\n', 'length'), 0.75);
});

test.run();
