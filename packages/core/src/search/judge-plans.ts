import { canonicalJson } from '../canonical.ts';
import type { OperatorUse, Plan } from '../plan.ts';
import { VIEWS } from '../types.ts';
import { inBothOrders } from './declared.ts';
import { modelsIn } from './preflight-calls.ts';

/** Some who judge together, and a plan in which they judge the answers, in both orders where they can. */
export interface BenchPlan {
  readonly judge: string;
  readonly plan: Plan;
}

/** All scorers of a plan that ask models, each once, whatever the views that they serve. */
export function benchPlans(plan: Plan): BenchPlan[] {
  const uses = VIEWS.flatMap((view) => plan.score[view] ?? []).filter((use) => modelsIn(plan, 'score', use).length > 0);
  const distinct = new Map(uses.map((use) => [canonicalJson([use.use, use.options]), use]));
  return [...distinct.values()].map((use) => ({
    judge: [...new Set(modelsIn(plan, 'score', use))].join(' + '),
    plan: inBothOrders(withGlobal(plan, use)),
  }));
}

/** A plan in which one scorer looks at the answers, and no other at anything. */
export const withGlobal = (plan: Plan, { use, options }: OperatorUse): Plan => ({
  ...plan,
  score: { global: { use, options, weight: 1 } },
});
