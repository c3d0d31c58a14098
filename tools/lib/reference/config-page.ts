import { baseSchema, type Schema } from '../../../packages/core/src/config/schema.ts';
import { generatedFrom, page, prose, table } from './markdown.ts';

/** The reference of all keys of a config, from its schema. */
export function configPage(): string {
  const keys = Object.entries(propertiesOf(baseSchema));
  const required = requiredOf(baseSchema);
  return page(
    generatedFrom('the schema of the config'),
    '# Config',
    'Every key of a config: `maspo.config.yaml`, `.yml`, `.json`, `.ts`, `.mts`, `.js`, or `maspo` in `package.json`. A key that is not here is an error, with the closest name. Where the type is *operator*, `use` names one, and its own options stand beside: [Operators](operators.md).',
    'Text may hold `${env:NAME}`, a variable of the environment. `extends` names configs that this one is merged over: maps merge, lists are replaced.',
    ...keys.map(([key, schema]) => section(key, schema, required.includes(key))),
  );
}

function section(key: string, schema: Schema, required: boolean): string {
  const rows = rowsOf(key, schema);
  const about = [descriptionOf(schema), required ? '**Required.**' : ''].filter((text) => text !== '').join(' ');
  const own = `*${typeOf(schema)}*${defaultOf(schema) === '' ? '' : `, default ${defaultOf(schema)}`}`;
  const note = NOTES[key];
  return [
    `## \`${key}\``,
    `${about} ${own}.`,
    ...(note === undefined ? [] : [note]),
    ...(rows.length === 0 ? [] : [table(HEAD, rows)]),
  ].join('\n\n');
}

/** What the schema that knows no plugin cannot say. */
const NOTES: Readonly<Record<string, string>> = {
  data: 'Either `file` (with or without `split`), or `files`.',
  system:
    'An agent with `use` is a program, with the options of its operator. Any other agent needs `model`, `prompt` and `input`.',
};

const HEAD = ['key', 'type', 'default', 'meaning'];

/** The keys below a place, each with its path from the top: `agents[].id`, `models.<name>.use`. */
function rowsOf(path: string, schema: Schema): string[][] {
  const required = requiredOf(schema);
  const own = Object.entries(propertiesOf(schema)).flatMap(([key, property]) => {
    const place = `${path}.${key}`;
    const fallback = required.includes(key) ? 'required' : defaultOf(property);
    return [[`\`${place}\``, typeOf(property), fallback, prose(descriptionOf(property))], ...rowsOf(place, property)];
  });
  const items = asSchema(schema.items);
  const values = asSchema(schema.additionalProperties);
  return [
    ...own,
    ...(items === null ? [] : rowsOf(`${path}[]`, items)),
    ...(values === null ? [] : rowsOf(`${path}.<name>`, values)),
    ...(asSchema(schema.else) === null ? [] : rowsOf(path, asSchema(schema.else) ?? {})),
  ];
}

function typeOf(schema: Schema): string {
  if ('const' in schema) return `\`${JSON.stringify(schema.const)}\``;
  if (Array.isArray(schema.enum)) return schema.enum.map((value) => `\`${value}\``).join(' or ');
  if (Array.isArray(schema.type)) return schema.type.map((type) => typeOf({ ...schema, type })).join(' or ');
  switch (schema.type) {
    case 'array':
      return `list of ${plural(typeOf(asSchema(schema.items) ?? {}))}`;
    case 'object':
      return isOperator(schema) ? 'operator' : 'map';
    case 'string':
      return 'text';
    default:
      return `${schema.type ?? 'value'}${rangeOf(schema)}`;
  }
}

/** A slot is open: the options of the operator stand beside its own keys. */
const isOperator = (schema: Schema): boolean => requiredOf(schema).includes('use');

const plural = (type: string): string =>
  /^(text|value)$/.test(type) ? `${type}s` : type.replace(/^(map|operator|integer|number)/, '$1s');

function rangeOf({ minimum, exclusiveMinimum, maximum, exclusiveMaximum }: Schema): string {
  const bounds = [
    minimum !== undefined && `≥ ${minimum}`,
    exclusiveMinimum !== undefined && `> ${exclusiveMinimum}`,
    maximum !== undefined && `≤ ${maximum}`,
    exclusiveMaximum !== undefined && `< ${exclusiveMaximum}`,
  ].filter((bound) => bound !== false);
  return bounds.map((bound) => `, ${bound}`).join('');
}

const defaultOf = ({ default: value }: Schema): string =>
  value === undefined || JSON.stringify(value) === '{}' ? '' : `\`${JSON.stringify(value)}\``;
const descriptionOf = ({ description }: Schema): string => (typeof description === 'string' ? description : '');
const propertiesOf = ({ properties }: Schema): Readonly<Record<string, Schema>> =>
  (properties ?? {}) as Readonly<Record<string, Schema>>;
const requiredOf = ({ required }: Schema): readonly string[] => (required ?? []) as readonly string[];
const asSchema = (value: unknown): Schema | null =>
  typeof value === 'object' && value !== null ? (value as Schema) : null;
