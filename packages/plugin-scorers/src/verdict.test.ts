import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { readVerdict } from './verdict.ts';

const read = (text: string, finish: 'stop' | 'length' = 'stop') => readVerdict({ text, finish });

for (const text of [
  'A',
  ' a ',
  'A.',
  '**A**',
  '"A"',
  '(A)',
  '[A]',
  "'A'.",
  '<verdict>A</verdict>',
  '<verdict> A </verdict>\n',
  '\nA\n',
])
  test(`${JSON.stringify(text)} is a verdict for A`, () => assert.is(read(text), 'A'));

test('B and TIE are read too', () => {
  assert.is(read('B'), 'B');
  assert.is(read('Tie.'), 'TIE');
  assert.is(read('<verdict>TIE</verdict>'), 'TIE');
});

const junk = [
  '',
  '  ',
  'B (A is wrong)',
  'A or B',
  'A B',
  'A\nB',
  'Answer A',
  'A is better',
  'C',
  'AB',
  'A tie',
  '<verdict>A</verdict> because',
  'Because. <verdict>A</verdict>',
  '<verdict>A</verdict><verdict>B</verdict>',
  '<verdict>A',
  'A, B',
];
for (const text of junk) test(`${JSON.stringify(text)} is no verdict`, () => assert.is(read(text), null));

test('a reply that was cut could have gone on', () => {
  assert.is(read('B', 'length'), null);
  assert.is(read('B\n', 'length'), 'B');
});

test.run();
