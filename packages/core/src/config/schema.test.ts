import { Ajv } from 'ajv';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { SECTIONS } from '../system/prompt.ts';
import { baseSchema, resolvedSchema, type Schema } from './schema.ts';
import { SECTION_MEANINGS } from './schema-agent.ts';

/** All properties of a schema, by path. */
function propertiesOf(schema: unknown, path = ''): [string, Schema][] {
  if (typeof schema !== 'object' || schema === null) return [];
  return Object.entries(schema).flatMap(([key, value]) => {
    if (key === 'default' || key === 'enum') return [];
    if (key !== 'properties') return propertiesOf(value, path);
    return Object.entries(value as Record<string, Schema>).flatMap(([name, property]): [string, Schema][] => [
      [`${path}/${name}`, property],
      ...propertiesOf(property, `${path}/${name}`),
    ]);
  });
}

test('every key of the config is described, for editors and for the reference', () => {
  const properties = propertiesOf(baseSchema).filter(([, property]) => typeof property === 'object');
  assert.ok(properties.length > 80);
  const silent = properties.filter(([, { description }]) => typeof description !== 'string' || description === '');
  assert.equal(silent, []);
});

test('the schema is valid JSON Schema (draft-07)', () => {
  const ajv = new Ajv({ strict: false });
  assert.ok(ajv.validateSchema({ ...baseSchema }), JSON.stringify(ajv.errors));
  assert.ok(ajv.validateSchema({ ...resolvedSchema }), JSON.stringify(ajv.errors));
});

test('the schema knows the sections of prompts', () => {
  assert.equal(Object.keys(SECTION_MEANINGS), [...SECTIONS]);
});

test('after validation every key with a default is there, in maps inside of maps as well', () => {
  const [, search] = propertiesOf(resolvedSchema).find(([path]) => path === '/search') ?? [];
  assert.equal(search?.required, ['cycles', 'rounds', 'offspring', 'batch', 'order', 'together', 'patience']);
  assert.ok((resolvedSchema.required as string[]).includes('run'));
  assert.not((baseSchema.required as string[]).includes('run'));
});

test.run();
