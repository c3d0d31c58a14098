import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { findUnmeetable } from './unmeetable.ts';

const text = { type: 'string' };

test('crossed limits, refused values and forbidden keys are found where they stand', () => {
  assert.equal(findUnmeetable({ type: 'string', minLength: 9, maxLength: 3 })?.path, ['minLength']);
  assert.equal(findUnmeetable({ type: 'number', enum: ['a', 'b'] })?.path, ['enum']);
  assert.equal(findUnmeetable({ const: 3, maximum: 2 })?.path, ['const']);
  assert.equal(findUnmeetable({ not: {} })?.path, ['not']);
  const closed = { type: 'object', properties: { a: text }, required: ['a', 'b'], additionalProperties: false };
  assert.equal(findUnmeetable(closed)?.path, ['required', 1]);
  assert.match(findUnmeetable(closed)?.why ?? '', '"b"');
});

test('an impossible member counts only if it must be there', () => {
  const odd = { type: 'integer', minimum: 5, maximum: 4 };
  assert.is(findUnmeetable({ type: 'object', properties: { a: odd } }), undefined);
  assert.equal(findUnmeetable({ type: 'object', properties: { a: odd }, required: ['a'] })?.path, [
    'properties',
    'a',
    'minimum',
  ]);
  assert.is(findUnmeetable({ type: 'array', items: odd }), undefined);
  assert.equal(findUnmeetable({ type: 'array', items: odd, minItems: 1 })?.path, ['items', 'minimum']);
});

test('schemas that a reply can meet are let pass', () => {
  const fine = [
    true,
    {},
    { type: 'string', minLength: 3, maxLength: 3 },
    { enum: ['a', 3], type: 'string' },
    { type: 'object', required: ['any'] },
    { type: 'object', required: ['x1'], additionalProperties: false, patternProperties: { '^x': text } },
    { required: ['a'], additionalProperties: false },
  ];
  for (const schema of fine) assert.is(findUnmeetable(schema), undefined);
});

test.run();
