import { type ConfigNode, type Path, toValue } from '../config/node.ts';
import type { LoadedPlugin } from '../plan.ts';
import { type AnyOperator, operatorsOf } from '../plugin/compose.ts';
import { VIEWS } from '../types.ts';
import { type Fields, fieldsOf, isFields, listOf } from './draft.ts';
import { phaseAt } from './unknown-operator.ts';

/** A place of the config that uses an operator. */
export interface Use {
  readonly path: Path;
  readonly fields: Fields;
  /** undefined where no plugin has it. */
  readonly operator: AnyOperator | undefined;
}

/** All uses of operators in a config, in its order of sections. */
export function usesIn(config: Fields, plugins: readonly LoadedPlugin[]): Use[] {
  const score = fieldsOf(config.score);
  const places: (readonly [Path, unknown])[] = [
    ...Object.entries(fieldsOf(config.models)).map(([name, value]) => [['models', name], value] as const),
    ...entriesAt(['system', 'agents'], fieldsOf(config.system).agents),
    ...entriesAt(['init'], config.init),
    ...entriesAt(['mutate'], config.mutate),
    ...entriesAt(['crossover'], config.crossover),
    ...[...VIEWS, 'calibration'].map((key) => [['score', key], score[key]] as const),
    [['select'], config.select],
  ];
  const all = plugins.map(({ plugin }) => plugin);
  return places.flatMap(([path, value]) => {
    if (!isFields(value) || typeof value.use !== 'string') return [];
    return [{ path, fields: value, operator: operatorsOf(all, phaseAt(path)).get(value.use) }];
  });
}

/** The options among the keys of a use: those that the schema of its operator has. */
export const optionsIn = (operator: AnyOperator | undefined, fields: Fields): Fields =>
  Object.fromEntries(
    Object.keys(operator?.options?.properties ?? {}).flatMap((key) =>
      fields[key] === undefined ? [] : [[key, fields[key]] as const],
    ),
  );

/** The operators that a config names anywhere, and those it uses by default. */
export const namesUsed = (root: ConfigNode): ReadonlySet<string> =>
  new Set([...usesIn(fieldsOf(toValue(root)), []).map(({ fields }) => String(fields.use)), 'seed', 'beam']);

const entriesAt = (path: Path, value: unknown): (readonly [Path, unknown])[] =>
  listOf(value).map((entry, index) => [[...path, index], entry] as const);

/** An option that names something of the config (`maspoRef`). */
export interface OptionReference {
  readonly kind: 'model' | 'agent' | 'field';
  readonly path: Path;
  readonly name: string;
}

/** The references in the options of a use, also those inside lists and maps. */
export function referencesIn({ path, fields, operator }: Use): OptionReference[] {
  return Object.entries(operator?.options?.properties ?? {}).flatMap(([key, schema]) =>
    referencesOf(schema, fields[key], [...path, key]),
  );
}

function referencesOf(schema: unknown, value: unknown, path: Path): OptionReference[] {
  if (!isFields(schema)) return [];
  const kind = schema.maspoRef;
  if (typeof value === 'string') {
    return kind === 'model' || kind === 'agent' || kind === 'field' ? [{ kind, path, name: value }] : [];
  }
  if (Array.isArray(value))
    return value.flatMap((entry, index) => referencesOf(itemSchema(schema), entry, [...path, index]));
  const properties = fieldsOf(schema.properties);
  return Object.entries(fieldsOf(value)).flatMap(([key, member]) =>
    referencesOf(properties[key] ?? schema.additionalProperties, member, [...path, key]),
  );
}

/** A list of names may carry the annotation itself, or on its items. */
const itemSchema = (schema: Fields): unknown =>
  schema.maspoRef === undefined ? schema.items : { ...fieldsOf(schema.items), maspoRef: schema.maspoRef };
