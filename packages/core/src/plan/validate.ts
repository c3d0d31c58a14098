import { Ajv, type ErrorObject, type ValidateFunction } from 'ajv';
import { closestName, type Diagnostic } from '../config/diagnostics.ts';
import { type ConfigNode, toValue } from '../config/node.ts';
import type { Schema } from '../config/schema.ts';
import { VOCABULARY } from '../plugin/dialect.ts';
import { type Fields, fieldsOf } from './draft.ts';
import type { Context } from './schema-error.ts';
import { explainError } from './schema-errors.ts';

/** A config as plain data, defaults filled in as far as it is valid. */
export interface Validated {
  readonly config: Fields;
  readonly diagnostics: readonly Diagnostic[];
}

/** Holds a config against the schema of its plugins. All errors, each once. */
export function validateConfig(root: ConfigNode, schema: Schema, plugins: Omit<Context, 'root' | 'config'>): Validated {
  const config = fieldsOf(toValue(root));
  const validate = compileSchema(schema);
  validate(config);
  const errors = validate.errors ?? [];
  const diagnostics = errors
    .filter((error) => error.keyword !== 'if' && !isBranch(error, errors) && !isMisspelled(error, errors))
    .flatMap((error) => explainError(error, { root, config, ...plugins }));
  return { config, diagnostics };
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

/** A key that is missing because it is misspelled: the unknown key is enough. */
const isMisspelled = ({ keyword, instancePath, params }: ErrorObject, errors: readonly ErrorObject[]): boolean =>
  keyword === 'required' &&
  errors.some(
    (other) =>
      other.keyword === 'additionalProperties' &&
      other.instancePath === instancePath &&
      closestName(String(other.params.additionalProperty), [String(params.missingProperty)]) !== undefined,
  );

/** Options of plugins may use `anyOf` inside: its own error is enough. */
const isBranch = (error: ErrorObject, errors: readonly ErrorObject[]): boolean =>
  errors.some(
    ({ keyword, schemaPath }) =>
      (keyword === 'anyOf' || keyword === 'oneOf' || keyword === 'not') &&
      error.schemaPath.startsWith(`${schemaPath}/`),
  );
