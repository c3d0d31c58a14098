import { Ajv, type ErrorObject, type ValidateFunction } from 'ajv';
import { closestName, type Diagnostic } from '../config/diagnostics.ts';
import { type ConfigNode, nodeAt, toValue, withBroken } from '../config/node.ts';
import type { Schema } from '../config/schema.ts';
import { VOCABULARY } from '../plugin/dialect.ts';
import { type Fields, fieldsOf } from './draft.ts';
import { type Context, pathOf } from './schema-error.ts';
import { explainError } from './schema-errors.ts';

/** A config as plain data, defaults filled in as far as it is valid. */
export interface Validated {
  /** The config as written; keys that are misspelled are there, their values not known. */
  readonly root: ConfigNode;
  readonly config: Fields;
  readonly diagnostics: readonly Diagnostic[];
}

/** Holds a config against the schema of its plugins. All errors, each once. */
export function validateConfig(root: ConfigNode, schema: Schema, plugins: Omit<Context, 'root' | 'config'>): Validated {
  const config = fieldsOf(toValue(root));
  const validate = compileSchema(schema);
  validate(config);
  const errors = validate.errors ?? [];
  const known = withMisspelled(root, config, errors);
  const diagnostics = errors
    .filter((error) => error.keyword !== 'if' && !isBranch(error, errors) && !isBesideType(error, errors))
    .flatMap((error) => explainError(error, { root: known, config, ...plugins }));
  return { root: known, config, diagnostics };
}

/**
 * A misspelled key stands for the one that was meant: its value is not known, so nothing is said about it but that the
 * key is unknown. Otherwise `modles:` would also make every model unknown.
 */
function withMisspelled(root: ConfigNode, config: Fields, errors: readonly ErrorObject[]): ConfigNode {
  return errors
    .filter(({ keyword }) => keyword === 'additionalProperties')
    .reduce((known, { instancePath, params, parentSchema }) => {
      const path = pathOf(instancePath, config);
      const map = nodeAt(known, path);
      if (map?.kind !== 'map') return known;
      const free = Object.keys(fieldsOf(fieldsOf(parentSchema).properties)).filter((key) => !map.entries.has(key));
      const meant = closestName(String(params.additionalProperty), free);
      return meant === undefined ? known : withBroken(known, [...path, meant]);
    }, root);
}

/**
 * The schema is ours and its options were compiled before, so it is not checked again; it is used once, so its code is not
 * optimized. Both are most of the time that ajv takes.
 */
function compileSchema(schema: Schema): ValidateFunction {
  const ajv = new Ajv({
    allErrors: true,
    verbose: true,
    useDefaults: true,
    strict: false,
    validateSchema: false,
    meta: false,
    code: { optimize: false },
  });
  for (const word of VOCABULARY) ajv.addKeyword(word);
  const { $schema, ...body } = schema;
  return ajv.compile(body);
}

/** 0.5 where a whole number of 1 or more is expected is one mistake. */
const isBesideType = ({ keyword, instancePath }: ErrorObject, errors: readonly ErrorObject[]): boolean =>
  keyword !== 'type' && errors.some((other) => other.keyword === 'type' && other.instancePath === instancePath);

/** Options of plugins may use `anyOf` inside: its own error is enough. */
const isBranch = (error: ErrorObject, errors: readonly ErrorObject[]): boolean =>
  errors.some(
    ({ keyword, schemaPath }) =>
      (keyword === 'anyOf' || keyword === 'oneOf' || keyword === 'not') &&
      error.schemaPath.startsWith(`${schemaPath}/`),
  );
