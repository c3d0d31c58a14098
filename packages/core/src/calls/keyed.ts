import type { ModelPlan } from '../plan.ts';
import type { CallResult } from './journal.ts';
import type { CallKey, CallRequest } from './key.ts';
import { add, boundOf, costOf, NOTHING, nothingByRole, type Spend, type SpendByRole } from './usage.ts';

/** A call of a step, with its identity. */
export interface Keyed {
  readonly key: CallKey;
  readonly request: CallRequest;
  readonly model: ModelPlan;
}

/** The most that the call can cost. */
export const boundOfCall = ({ request, model }: Keyed): Spend =>
  boundOf(request.messages, request.sampling.maxTokens, model.price);

/** What the call cost. One that failed for its item was made and counts; its tokens are unknown. */
export const spendOfCall = ({ request, model }: Keyed, result: CallResult | undefined): Spend =>
  result?.kind === 'answer' ? costOf(request.messages, result.answer, model.price) : { ...NOTHING, calls: 1 };

export function boundByRole(entries: readonly Keyed[]): SpendByRole {
  const sum = nothingByRole();
  for (const entry of entries) sum[entry.request.role] = add(sum[entry.request.role], boundOfCall(entry));
  return sum;
}
