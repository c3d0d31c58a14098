import { Ajv } from 'ajv';
import type { Path } from '../config/node.ts';
import { type Fields, fieldsOf, isFields, listOf } from './draft.ts';

/** A part of a JSON schema that no value satisfies. */
export interface Unmeetable {
  /** Steps into the schema. */
  readonly path: Path;
  readonly why: string;
}

/**
 * Finds the commonest ways in which a schema refuses every value: crossed limits, values that its other rules refuse,
 * required keys that may not be there. Without a finding the schema may still be impossible: nobody can always tell.
 * @param schema Valid by draft-07.
 */
export function findUnmeetable(schema: unknown, path: Path = []): Unmeetable | undefined {
  if (schema === false) return { path, why: 'it refuses everything' };
  if (!isFields(schema)) return undefined;
  if (schema.not === true || (isFields(schema.not) && Object.keys(schema.not).length === 0))
    return { path: [...path, 'not'], why: 'it refuses everything' };
  return crossedLimits(schema, path) ?? refusedValues(schema, path) ?? impossibleMember(schema, path);
}

const LIMITS = [
  ['minLength', 'maxLength'],
  ['minimum', 'maximum'],
  ['minItems', 'maxItems'],
  ['minProperties', 'maxProperties'],
] as const;

function crossedLimits(schema: Fields, path: Path): Unmeetable | undefined {
  const crossed = LIMITS.find(([least, most]) => Number(schema[least]) > Number(schema[most]));
  if (crossed === undefined) return undefined;
  const [least, most] = crossed;
  return { path: [...path, least], why: `its ${least} ${schema[least]} is more than its ${most} ${schema[most]}` };
}

/** `enum` and `const` name values; the other rules of the schema may refuse them all. */
function refusedValues(schema: Fields, path: Path): Unmeetable | undefined {
  const key = 'const' in schema ? 'const' : 'enum';
  if (!(key in schema)) return undefined;
  const values = key === 'const' ? [schema.const] : listOf(schema.enum);
  if (values.some((value) => isAllowed(schema, value))) return undefined;
  return { path: [...path, key], why: `its other rules refuse what \`${key}\` names` };
}

/** A part that refers to another one cannot be judged alone. */
function isAllowed(schema: Fields, value: unknown): boolean {
  try {
    return new Ajv({ strict: false }).compile({ ...schema })(value);
  } catch {
    return true;
  }
}

/** What an object or a list must hold and cannot. Other types are not bound by these rules. */
function impossibleMember(schema: Fields, path: Path): Unmeetable | undefined {
  if (schema.type === 'array' && Number(schema.minItems ?? 0) > 0 && !Array.isArray(schema.items))
    return findUnmeetable(schema.items, [...path, 'items']);
  if (schema.type !== 'object') return undefined;
  const properties = fieldsOf(schema.properties);
  for (const [index, key] of listOf(schema.required).map(String).entries()) {
    const isRefused = schema.additionalProperties === false && schema.patternProperties === undefined;
    if (!Object.hasOwn(properties, key)) {
      if (isRefused) return { path: [...path, 'required', index], why: `it needs "${key}", which it does not allow` };
      continue;
    }
    const found = findUnmeetable(properties[key], [...path, 'properties', key]);
    if (found !== undefined) return found;
  }
  return undefined;
}
