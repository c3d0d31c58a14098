import type { ErrorObject } from 'ajv';
import { closestName, type Diagnostic, diagnose } from '../config/diagnostics.ts';
import { isBroken, keyPlaceOf, nodeAt } from '../config/node.ts';
import { operatorsOf } from '../plugin/compose.ts';
import { isFields } from './draft.ts';
import { type Context, nameOf, readError, type SchemaError } from './schema-error.ts';
import { notAllowed } from './schema-rules.ts';
import { unknownKey } from './unknown-key.ts';
import { phaseAt, unknownOperator } from './unknown-operator.ts';
import { wrongType } from './wrong-type.ts';

/** An error of the validator in the words of a config; none where its place has been reported already. */
export function explainError(raw: ErrorObject, context: Context): Diagnostic[] {
  const error = readError(raw, context);
  if (isBroken(context.root, error.path)) return [];
  if (error.path.at(-1) === 'use' && typeof error.value === 'string') return unknownOperator(error, context);
  switch (error.keyword) {
    case 'additionalProperties':
      return [unknownKey(error, context)];
    case 'required':
      return missingKey(error, context);
    case 'type':
      return [wrongType(error, context)];
    case 'false schema':
      return [excluded(error, context)];
    default:
      return [notAllowed(error, context)];
  }
}

function missingKey(error: SchemaError, context: Context): Diagnostic[] {
  const { path, params, schema } = error;
  const { root, allFiles } = context;
  const key = String(params.missingProperty);
  if (!allFiles || isBroken(root, [...path, key])) return [];
  const property = isFields(schema.properties) ? schema.properties[key] : undefined;
  const description = isFields(property) ? property.description : undefined;
  const misspelled = key === 'use' ? misspelledUse(error, context) : undefined;
  if (misspelled !== undefined) return [unknownKey(misspelled, context)];
  const program = key === 'model' && path[1] === 'agents' ? ' (or `use`, for a program)' : '';
  return [
    diagnose('missingKey', keyPlaceOf(root, path), {
      message: `${nameOf(path)} needs \`${key}\`${program}`,
      expected: typeof description === 'string' ? description : undefined,
      fix: keyedOperator(error, context) ?? `Add \`${key}: …\`.`,
    }),
  ];
}

/** `{ usee: beam }`: without `use` no schema says which keys are right, this one least. */
function misspelledUse(error: SchemaError, { root }: Context): SchemaError | undefined {
  const node = nodeAt(root, error.path);
  const keys = node?.kind === 'map' ? [...node.entries.keys()] : [];
  const key = keys.find((name) => closestName(name, ['use']) !== undefined);
  const schema = { properties: { use: {} } };
  return key === undefined ? undefined : { ...error, params: { additionalProperty: key }, schema };
}

/** `mutate: [{ swap: { words: [a] } }]`: the operator as a key. */
function keyedOperator({ path, params }: SchemaError, { root, plugins }: Context): string | undefined {
  const node = nodeAt(root, path);
  if (params.missingProperty !== 'use' || node?.kind !== 'map') return undefined;
  const operators = operatorsOf(
    plugins.map(({ plugin }) => plugin),
    phaseAt(path),
  );
  const name = [...node.entries.keys()].find((key) => operators.has(key));
  return name === undefined ? undefined : `Write { use: ${name} }, its options beside \`use\`.`;
}

const excluded = ({ path }: SchemaError, { root }: Context): Diagnostic =>
  diagnose('notAllowed', keyPlaceOf(root, path), {
    message: `${nameOf(path)} cannot stand beside \`files\``,
    fix: 'Keep either `files`, or `file` with `split`.',
  });
