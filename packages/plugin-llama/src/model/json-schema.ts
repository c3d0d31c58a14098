import type { Json } from '@maspo/core';

type Schema = { readonly [key: string]: Json | undefined };

/**
 * A JSON schema in the dialect that the grammar generator knows. What it cannot enforce (`pattern`, `minimum` …) is
 * left out: the reply is checked against the whole schema by who asked. Every reply of the grammar has all properties
 * that the schema names and, where it names some, no others.
 */
export function toGrammarSchema(schema: Json): Schema {
  if (!isSchema(schema)) return ANY;
  const defs = definitionsOf(schema);
  const converted = convert(schema);
  return Object.keys(defs).length === 0 ? converted : { ...converted, $defs: defs };
}

const isSchema = (value: Json | undefined): value is Schema =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const SCALARS = ['string', 'number', 'integer', 'boolean', 'null'];

const ANY: Schema = {
  oneOf: [
    { type: ['string', 'number', 'boolean', 'null'] },
    { type: 'object', additionalProperties: true },
    { type: 'array' },
  ],
};

function convert(schema: Json | undefined): Schema {
  if (!isSchema(schema)) return ANY;
  const { $ref, const: constant, enum: values, anyOf, oneOf, allOf, type } = schema;
  if (typeof $ref === 'string') return { $ref: $ref.replace(/^#\/definitions\//, '#/$defs/') };
  if (isScalar(constant)) return { const: constant };
  if (Array.isArray(values)) return { enum: values.filter(isScalar) };
  const choices = [anyOf, oneOf].find((list) => Array.isArray(list));
  if (Array.isArray(choices)) return { oneOf: choices.map(convert) };
  if (Array.isArray(allOf))
    return convert(Object.assign({}, ...allOf.filter(isSchema), { ...schema, allOf: undefined }));
  return ofType(schema, type ?? impliedType(schema));
}

const isScalar = (value: Json | undefined): boolean =>
  value !== undefined && (value === null || typeof value !== 'object');

function impliedType({ properties, items }: Schema): string | undefined {
  if (properties !== undefined) return 'object';
  return items === undefined ? undefined : 'array';
}

function ofType(schema: Schema, type: Json | undefined): Schema {
  if (Array.isArray(type)) {
    return type.every((one) => SCALARS.includes(one)) ? { type } : { oneOf: type.map((one) => ofType(schema, one)) };
  }
  switch (type) {
    case 'object':
      return ofObject(schema);
    case 'array':
      return ofArray(schema);
    case 'string':
      return pick(schema, ['type', 'minLength', 'maxLength', ...(isKnownFormat(schema) ? ['format'] : [])], type);
    case 'number':
    case 'integer':
    case 'boolean':
    case 'null':
      return { type };
    default:
      return ANY;
  }
}

const isKnownFormat = ({ format }: Schema): boolean => format === 'date' || format === 'time' || format === 'date-time';

function ofObject(schema: Schema): Schema {
  const properties = isSchema(schema.properties) ? Object.entries(schema.properties) : [];
  if (properties.length > 0) {
    return {
      type: 'object',
      properties: Object.fromEntries(properties.map(([name, property]) => [name, convert(property)])),
      additionalProperties: false,
    };
  }
  const { additionalProperties: others } = schema;
  return {
    ...pick(schema, ['minProperties', 'maxProperties'], 'object'),
    additionalProperties: isSchema(others) ? convert(others) : others !== false,
  };
}

function ofArray(schema: Schema): Schema {
  const prefix = schema.prefixItems ?? (Array.isArray(schema.items) ? schema.items : undefined);
  const items = Array.isArray(schema.items) ? schema.additionalItems : schema.items;
  return {
    ...pick(schema, ['minItems', 'maxItems'], 'array'),
    ...(Array.isArray(prefix) ? { prefixItems: prefix.map(convert) } : {}),
    ...(isSchema(items) ? { items: convert(items) } : {}),
  };
}

const pick = (schema: Schema, names: readonly string[], type: string): Schema => ({
  type,
  ...Object.fromEntries(names.filter((name) => schema[name] !== undefined).map((name) => [name, schema[name]])),
});

function definitionsOf({ $defs, definitions }: Schema): Record<string, Schema> {
  const all = { ...(isSchema(definitions) ? definitions : {}), ...(isSchema($defs) ? $defs : {}) };
  return Object.fromEntries(Object.entries(all).map(([name, definition]) => [name, convert(definition)]));
}
