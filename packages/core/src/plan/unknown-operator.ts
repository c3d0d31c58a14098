import { closestName, type Diagnostic, diagnose, fixName, listNames } from '../config/diagnostics.ts';
import { keyPlaceOf, nodeAt, type Path, placeOf } from '../config/node.ts';
import { operatorsOf } from '../plugin/compose.ts';
import { PHASES, type Phase } from '../plugin/contract.ts';
import type { Context, SchemaError } from './schema-error.ts';

/** Which phase the operator at a `use` belongs to. */
export function phaseAt([section]: Path): Phase {
  return PHASES.find((phase) => phase === section) ?? 'forward';
}

/** What people call the operators of a phase. */
const NOUNS: Readonly<Record<Phase, string>> = {
  init: 'init operator',
  forward: 'provider or program',
  score: 'scorer',
  select: 'selector',
  mutate: 'mutation',
  crossover: 'crossover',
};

/**
 * A `use` that no plugin has. Where a plugin could not be loaded the operator may be its, and only a near miss of a known
 * name is reported.
 */
export function unknownOperator({ path, value }: SchemaError, context: Context): Diagnostic[] {
  const { root, plugins, allPlugins } = context;
  const all = plugins.map(({ plugin }) => plugin);
  const phase = phaseAt(path);
  const names = [...operatorsOf(all, phase).keys()];
  const name = String(value);
  const closest = closestName(name, names);
  if (!allPlugins && closest === undefined) return [];
  const elsewhere = PHASES.find((other) => other !== phase && operatorsOf(all, other).has(name));
  const missing = 'Add the plugin that has it to `plugins`.';
  const isDefault = nodeAt(root, path) === undefined;
  return [
    diagnose('unknownOperator', isDefault ? keyPlaceOf(root, ['plugins']) : placeOf(root, path), {
      message: isDefault
        ? `no plugin has the ${NOUNS[phase]} "${name}", the default of \`${path[0]}\``
        : `there is no ${NOUNS[phase]} "${name}"`,
      expected: names.length === 0 ? undefined : listNames(names),
      closest,
      fix:
        elsewhere === undefined
          ? fixName(closest, missing)
          : `"${name}" is a ${NOUNS[elsewhere]}; use it under \`${elsewhere}\`.`,
    }),
  ];
}
