import type { OperatorUse, Plan } from '../plan.ts';
import type { Phase } from '../plugin/contract.ts';
import { findOperator } from '../plugin/find.ts';
import type { OptionsSchema } from '../plugin/options.ts';
import type { View } from '../types.ts';

/** What a plan and its operators say of themselves, before anything is run: reckoned with wherever a run is bounded. */

/** Whether a view's scorer looks at one output or at two. null: the view is not configured. */
export function scorerKind({ plugins, score }: Plan, view: View): 'absolute' | 'pairwise' | null {
  const use = score[view]?.use;
  return use === undefined ? null : (findOperator(plugins, 'score', use)?.operator.kind ?? null);
}

/** Most model calls of one run of an operator, as its plugin declares; 0 by default. */
export function maxCallsOf(
  { plan }: { readonly plan: Plan },
  phase: Exclude<Phase, 'forward'>,
  { use, options }: OperatorUse,
): number {
  const maxCalls = findOperator(plan.plugins, phase, use)?.operator.maxCalls ?? 0;
  return typeof maxCalls === 'number' ? maxCalls : maxCalls(options as never);
}

/**
 * However a judge looks during the search: where its scorer can look twice (an option `orders` that may be `both`), here it
 * does. A verdict that depends on the order of the answers must win nothing that is returned or claimed.
 */
export function inBothOrders(plan: Plan): Plan {
  const { global } = plan.score;
  if (global === undefined) return plan;
  const schema = findOperator(plan.plugins, 'score', global.use)?.operator.options as OptionsSchema | undefined;
  const orders = schema?.properties.orders;
  if (orders === undefined || !('enum' in orders) || !orders.enum.includes('both')) return plan;
  const twice = { ...global, options: { ...global.options, orders: 'both' } };
  return { ...plan, score: { ...plan.score, global: twice } };
}

/** The batch's cumulative stages, cut to the items there are. */
export const stageSizes = (sizes: readonly number[], items: number): number[] => [
  ...new Set(sizes.map((size) => Math.min(size, items))),
];
