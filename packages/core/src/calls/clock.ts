import { BudgetStop } from './budget.ts';
import type { GatewayContext } from './context.ts';

/** Ends the search when its minutes are over. */
export interface Clock {
  /**
   * Called before each step that is charged.
   * @param unpaid Whether the step must really call: what the journal answers takes no time, so a resumed run first
   * gets back to where it was.
   * @throws BudgetStop
   */
  tick(unpaid: () => boolean): Promise<void>;
  stop(): void;
}

/** The search clock: that it ran out, and at which step, is a recorded decision, so that a resumed run stops at the same place. */
export function createClock({
  plan,
  journal,
  runId,
  elapsedBefore,
}: Pick<GatewayContext, 'plan' | 'journal' | 'runId' | 'elapsedBefore'>): Clock {
  const started = performance.now();
  let steps = 0;
  let running = plan.budget.minutes !== null;
  return {
    stop: () => {
      running = false;
    },
    tick: async (unpaid) => {
      if (!running || plan.budget.minutes === null) return;
      const name = `clock ${steps++}`;
      const over = elapsedBefore + (performance.now() - started) / 1000 >= plan.budget.minutes * 60;
      if (journal.decision(runId, name) === undefined && !(over && unpaid())) return;
      await journal.decide(runId, name, 'stop');
      throw new BudgetStop('minutes', `${plan.budget.minutes} minutes are over`);
    },
  };
}
