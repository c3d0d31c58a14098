import type { Role } from '../types.ts';
import { BudgetStop, type Meter } from './budget.ts';
import type { GatewayContext } from './context.ts';
import { add, NOTHING, nothingByRole, type Spend, type SpendByRole } from './usage.ts';

/**
 * The second meter. The first counts logical calls and alone decides where a search ends; this one only guards money:
 * an attempt that got no answer in time may be on the bill, and no journal knows of it. Where caps in USD would be
 * passed with such attempts, the run stops before the step, and the stop is recorded: a resumed run stops there too.
 */
export interface Guard {
  /** Called before each step that is charged. `unpaid`: whether it must really call. @throws BudgetStop */
  admit(bound: SpendByRole, unpaid: () => boolean): Promise<void>;
  /** An attempt ended without an answer and may have been paid. */
  lose(role: Role, bound: Spend): void;
  /** Asked before each attempt of a step that was admitted. @throws BudgetStop */
  mayStart(): Promise<void>;
  /** What such attempts may have cost at most, earlier sessions included. */
  lost(): SpendByRole;
}

export function createGuard(
  { plan, journal, runId, lostBefore }: Pick<GatewayContext, 'plan' | 'journal' | 'runId' | 'lostBefore'>,
  meter: Meter,
): Guard {
  const caps = [plan.budget, ...Object.values(plan.budget.roles)];
  const guards = caps.some(({ usd }) => usd !== null);
  const lost = { ...nothingByRole(), ...lostBefore };
  let steps = 0;
  let current: SpendByRole = nothingByRole();

  const stopOf = (bound: SpendByRole): BudgetStop | null => {
    if (Object.values(lost).every(({ nanoUsd }) => nanoUsd === 0)) return null;
    try {
      meter.admit(bound, lost);
      return null;
    } catch (error) {
      if (error instanceof BudgetStop) return error;
      throw error;
    }
  };
  return {
    admit: async (bound, unpaid) => {
      if (!guards) return;
      const name = `money ${steps++}`;
      current = bound;
      const recorded = journal.decision(runId, name) as { readonly cap: string; readonly need: string } | undefined;
      if (recorded !== undefined) throw new BudgetStop(recorded.cap, recorded.need);
      const stop = stopOf(bound);
      if (stop === null || !unpaid()) return;
      await journal.decide(runId, name, { cap: stop.cap, need: stop.need });
      throw stop;
    },
    lose: (role, { nanoUsd }) => {
      lost[role] = add(lost[role], { ...NOTHING, nanoUsd });
    },
    mayStart: async () => {
      const stop = guards ? stopOf(current) : null;
      if (stop === null) return;
      // Recorded under the step that is under way: it has not been charged, and a resumed run stops before it.
      await journal.decide(runId, `money ${steps - 1}`, { cap: stop.cap, need: stop.need });
      throw stop;
    },
    lost: () => ({ ...lost }),
  };
}
