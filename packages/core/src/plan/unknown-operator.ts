import { closestName, type Diagnostic, diagnose, FORGOTTEN_PLUGIN, fixName, listNames } from '../config/diagnostics.ts';
import { keyPlaceOf, nodeAt, type Path, placeOf } from '../config/node.ts';
import { operatorsOf } from '../plugin/compose.ts';
import { PHASES, type Phase } from '../plugin/contract.ts';
import type { Catalog, Context, SchemaError } from './schema-error.ts';

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
 * A `use` that no plugin of the config has. Where a plugin could not be loaded the operator may be its, and only a near
 * miss of a known name is reported.
 */
export function unknownOperator({ path, value }: SchemaError, context: Context): Diagnostic[] {
  const { root, plugins, allPlugins, catalog } = context;
  const all = plugins.map(({ plugin }) => plugin);
  const phase = phaseAt(path);
  const names = [...operatorsOf(all, phase).keys()];
  const name = String(value);
  const closest = closestName(name, names);
  if (!allPlugins && closest === undefined) return [];
  const elsewhere = PHASES.find((other) => other !== phase && operatorsOf(all, other).has(name));
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
          ? (fromOwner(catalog, phase, name) ?? fixName(closest, fromLikelyOwner(catalog, phase, name)))
          : isElsewhere(name, elsewhere),
    }),
  ];
}

const isElsewhere = (name: string, phase: Phase): string =>
  `"${name}" is a ${NOUNS[phase]}; use it under \`${phase === 'forward' ? 'models' : phase}\`.`;

/** The plugin of the catalog that has this very operator, or where else it belongs. */
function fromOwner(catalog: Catalog, phase: Phase, name: string): string | undefined {
  const owner = ownerIn(catalog, phase, name);
  if (owner !== undefined) return `${FORGOTTEN_PLUGIN}"${owner}" has it: ${addPlugin(owner)}`;
  const elsewhere = PHASES.find((other) => ownerIn(catalog, other, name) !== undefined);
  return elsewhere === undefined ? undefined : isElsewhere(name, elsewhere);
}

const ownerIn = (catalog: Catalog, phase: Phase, name: string): string | undefined =>
  Object.hasOwn(catalog[phase] ?? {}, name) ? catalog[phase]?.[name] : undefined;

function fromLikelyOwner(catalog: Catalog, phase: Phase, name: string): string {
  const closest = closestName(name, Object.keys(catalog[phase] ?? {}));
  const owner = closest === undefined ? undefined : ownerIn(catalog, phase, closest);
  if (closest === undefined || owner === undefined) return 'Add the plugin that has it to `plugins`.';
  return `Did you mean "${closest}" of the plugin "${owner}"? Then ${addPlugin(owner)}`;
}

const addPlugin = (owner: string): string =>
  `add ${owner} to \`plugins\`; if it is not installed: npm install @maspo/plugin-${owner}`;
