import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { toGrammarSchema } from './json-schema.ts';

test('an object has the properties that the schema names and no others', () => {
  const schema = {
    type: 'object',
    properties: { team: { enum: ['a', 'b'] } },
    required: ['team'],
    additionalProperties: true,
  };
  assert.equal(toGrammarSchema(schema), {
    type: 'object',
    properties: { team: { enum: ['a', 'b'] } },
    additionalProperties: false,
  });
});

test('properties without a type make an object', () => {
  assert.is(toGrammarSchema({ properties: { a: { type: 'null' } } }).type, 'object');
});

test('an object without named properties may have any, unless the schema says no', () => {
  assert.equal(toGrammarSchema({ type: 'object' }), { type: 'object', additionalProperties: true });
  assert.equal(toGrammarSchema({ type: 'object', additionalProperties: false }).additionalProperties, false);
  assert.equal(toGrammarSchema({ type: 'object', additionalProperties: { type: 'integer' } }).additionalProperties, {
    type: 'integer',
  });
});

test('what a grammar cannot enforce is left out', () => {
  assert.equal(toGrammarSchema({ type: 'string', pattern: '^a', minLength: 2 }), { type: 'string', minLength: 2 });
  assert.equal(toGrammarSchema({ type: 'number', minimum: 0, maximum: 1 }), { type: 'number' });
  assert.equal(toGrammarSchema({ type: 'string', format: 'email' }), { type: 'string' });
  assert.equal(toGrammarSchema({ type: 'string', format: 'date' }), { type: 'string', format: 'date' });
});

test('alternatives become one of several', () => {
  assert.equal(toGrammarSchema({ anyOf: [{ type: 'null' }, { const: 3 }] }), {
    oneOf: [{ type: 'null' }, { const: 3 }],
  });
  assert.equal(toGrammarSchema({ type: ['string', 'null'] }), { type: ['string', 'null'] });
  assert.equal(toGrammarSchema({ type: ['array', 'null'], items: { type: 'integer' } }), {
    oneOf: [{ type: 'array', items: { type: 'integer' } }, { type: 'null' }],
  });
});

test('parts of allOf are one schema', () => {
  assert.equal(toGrammarSchema({ allOf: [{ type: 'array' }, { maxItems: 2 }] }), { type: 'array', maxItems: 2 });
});

test('arrays keep their bounds, items and tuples', () => {
  const tuple = { type: 'array', items: [{ type: 'string' }, { type: 'integer' }] };
  assert.equal(toGrammarSchema(tuple), { type: 'array', prefixItems: [{ type: 'string' }, { type: 'integer' }] });
  assert.equal(toGrammarSchema({ items: { type: 'string' }, minItems: 1 }), {
    type: 'array',
    minItems: 1,
    items: { type: 'string' },
  });
});

test('definitions are found under both of their names', () => {
  const schema = { definitions: { name: { type: 'string' } }, type: 'array', items: { $ref: '#/definitions/name' } };
  assert.equal(toGrammarSchema(schema), {
    type: 'array',
    items: { $ref: '#/$defs/name' },
    $defs: { name: { type: 'string' } },
  });
});

test('a schema that says nothing allows any JSON', () => {
  for (const schema of [true, {}, { description: 'x' }])
    assert.is((toGrammarSchema(schema).oneOf as unknown[]).length, 3);
});

test.run();
