import { ConfigError, diagnosticAt } from '../config/diagnostics.ts';
import type { LoadedConfig } from '../config/load.ts';
import { placeOf } from '../config/node.ts';
import type { Plan } from '../plan.ts';
import { smallCap } from './reserve.ts';

/**
 * What a run would refuse with the same code, at its place in the config: for those who only want to know.
 * @throws ConfigError with one diagnostic MASPO-BUDGET-SMALL.
 */
export function checkBudgetInConfig(plan: Plan, { root }: Pick<LoadedConfig, 'root'>): void {
  const small = smallCap(plan);
  if (small === null) return;
  const { path, message, hint } = small;
  throw new ConfigError([diagnosticAt('MASPO-BUDGET-SMALL', placeOf(root, path), { message, fix: hint })]);
}
