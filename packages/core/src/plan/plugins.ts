import type { AnyOperator } from '../plugin/compose.ts';
import { PHASES } from '../plugin/contract.ts';
import { checkOperators } from '../plugin/dialect.ts';
import type { PlacedPlugin } from '../plugin/resolve.ts';
import type { Draft } from './draft.ts';

/**
 * Mistakes of plugin authors, and operators that two plugins have.
 * @param used Operators that the config names. Compiling a schema takes long: of a file, which may be in the making, all are
 * compiled, of a package those that are used, of the packages of this repository none, since a test of it does so.
 * @returns Operators whose option schema is broken: their options cannot be checked.
 */
export function checkPlugins(
  plugins: readonly PlacedPlugin[],
  used: ReadonlySet<string>,
  report: Draft['report'],
): ReadonlySet<AnyOperator> {
  const open = new Set<AnyOperator>();
  for (const { plugin, request, from, at } of plugins) {
    const isCompiled = (name: string): boolean =>
      from === null || (used.has(name) && !from.startsWith('@maspo/plugin-'));
    for (const { phase, operator, problem } of checkOperators(plugin, isCompiled)) {
      report('badOperator', at, {
        message: `plugin "${request}", ${phase} operator "${operator}": ${problem}`,
        fix: 'Its author has to correct it.',
      });
      const broken = plugin[phase]?.[operator];
      if (broken !== undefined) open.add(broken as AnyOperator);
    }
  }
  reportClashes(plugins, report);
  return open;
}

function reportClashes(plugins: readonly PlacedPlugin[], report: Draft['report']): void {
  const owners = new Map<string, string>();
  for (const { plugin, request, at } of plugins) {
    for (const phase of PHASES) {
      for (const name of Object.keys(plugin[phase] ?? {})) {
        const key = `${phase} operator "${name}"`;
        const owner = owners.get(key);
        if (owner === undefined) owners.set(key, request);
        else {
          report('operatorClash', at, {
            message: `the plugins "${owner}" and "${request}" both have the ${key}`,
            fix: 'Remove one of them from `plugins`.',
          });
        }
      }
    }
  }
}
