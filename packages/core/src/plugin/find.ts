import type { LoadedPlugin } from '../plan.ts';
import type { Phase, Plugin } from './contract.ts';

/** The definition of an operator of this phase. */
export type OperatorOf<P extends Phase> = NonNullable<Plugin[P]>[string];

/** The operator of this name and the plugin that has it; undefined if none has. Names are unique in a phase. */
export function findOperator<P extends Phase>(
  plugins: readonly LoadedPlugin[],
  phase: P,
  use: string,
): { readonly operator: OperatorOf<P>; readonly from: LoadedPlugin } | undefined {
  for (const from of plugins) {
    // That `plugin[phase]` holds operators of that phase, TypeScript does not follow through the type parameter.
    const operators = from.plugin[phase] as Readonly<Record<string, OperatorOf<P>>> | undefined;
    const operator = operators?.[use];
    if (operator !== undefined) return { operator, from };
  }
  return undefined;
}
