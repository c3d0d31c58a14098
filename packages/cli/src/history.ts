import { join } from 'node:path';
import {
  canonicalJson,
  type Json,
  listRuns,
  type Plan,
  readJson,
  type SavedUsage,
  type SpendByRole,
  sumByRole,
  totalSpend,
} from '@maspo/core';

/** What earlier runs of the project with the same models really took. */
export interface History {
  readonly runs: number;
  /** Their paid calls and tokens; undefined where there are none. */
  readonly paid: SpendByRole | undefined;
  /** Paid calls per second of these runs; null where nobody can tell. */
  readonly rate: number | null;
}

/** Fewer paid calls say nothing about speed. */
const ENOUGH_CALLS = 20;

/** @param without A run that is left out: the one that is being looked at. */
export function historyOf(plan: Plan, without?: string): History {
  const models = modelsIn(plan.config);
  const usages = listRuns(plan.dir)
    .filter(({ runId, saved }) => runId !== without && modelsIn(saved.plan) === models)
    .flatMap(({ folder }) => readJson<SavedUsage>(join(folder, 'usage.json')) ?? [])
    .filter(({ paid, seconds }) => callsIn(paid) >= ENOUGH_CALLS && seconds > 0);
  if (usages.length === 0) return { runs: 0, paid: undefined, rate: null };
  const paid = sumByRole(usages.map((usage) => usage.paid));
  const seconds = usages.reduce((total, usage) => total + usage.seconds, 0);
  return { runs: usages.length, paid, rate: callsIn(paid) / seconds };
}

const modelsIn = (plan: Json): string =>
  canonicalJson(typeof plan === 'object' && plan !== null && 'models' in plan ? (plan.models as Json) : null);

const callsIn = (spend: SpendByRole): number => totalSpend(spend).calls;
