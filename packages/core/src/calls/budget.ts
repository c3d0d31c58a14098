import { MaspoError } from '../errors.ts';
import type { Budget, Caps } from '../plan.ts';
import { ROLES, type Role } from '../types.ts';
import { add, nothingByRole, type Spend, type SpendByRole, totalSpend } from './usage.ts';

/** Thrown at the start of a step that might pass a cap; the search stops there, with nothing spent on the step. */
export class BudgetStop extends MaspoError {
  override readonly name = 'BudgetStop';
  /** The cap that was in the way: `calls`, `judge tokens`, … */
  readonly cap: string;
  /** What the step would bring it to. */
  readonly need: string;

  constructor(cap: string, need: string) {
    super(
      'MASPO-BUDGET',
      `the budget of ${cap} is used up: ${need}`,
      `Raise budget.${cap} in the config to search on.`,
    );
    this.cap = cap;
    this.need = need;
  }
}

/**
 * Two meters would disagree about when to stop; this one counts logical calls: the first use of a request in the run,
 * whether or not an older run had paid for it. So a warm journal changes no result.
 */
export interface Meter {
  /**
   * Called before a step, never during one.
   * @param lost What is to be counted beside (see `createGuard`).
   * @throws BudgetStop if settled + held + bound could pass a cap.
   */
  admit(bound: SpendByRole, lost?: SpendByRole): void;
  settle(role: Role, spend: Spend): void;
  /** Keeps room for validation and test: counted as spent until it is released. */
  hold(reserve: SpendByRole): void;
  settled(): SpendByRole;
}

const NONE: SpendByRole = nothingByRole();

export function createMeter(budget: Budget): Meter {
  const settled = nothingByRole();
  let held: SpendByRole = nothingByRole();
  return {
    admit: (bound, lost = NONE) => {
      // What costs nothing fits, also where a provider overran its limits.
      if (totalSpend(bound).calls === 0) return;
      const after = ROLES.map(
        (role) => [role, [held, bound, lost].reduce((sum, by) => add(sum, by[role]), settled[role])] as const,
      );
      for (const [role, spend] of after) {
        if (bound[role].calls > 0) check(budget.roles[role], spend, held[role], `roles.${role}.`);
      }
      check(budget, totalSpend(Object.fromEntries(after) as SpendByRole), totalSpend(held), '');
    },
    settle: (role, spend) => {
      settled[role] = add(settled[role], spend);
    },
    hold: (reserve) => {
      held = reserve;
    },
    settled: () => ({ ...settled }),
  };
}

/** @param kept What is held of `spend`: without it nobody understands a stop far below the cap. */
function check(caps: Caps | undefined, spend: Spend, kept: Spend, prefix: string): void {
  if (caps === undefined) return;
  const tokens = spend.inputTokens + spend.outputTokens;
  const stop = (cap: string, amount: string, held: string): BudgetStop =>
    new BudgetStop(
      `${prefix}${cap}`,
      `the next step could bring it to ${amount}${kept.calls > 0 ? `, with ${held} kept for validation and test` : ''}`,
    );
  if (caps.calls !== null && spend.calls > caps.calls)
    throw stop('calls', `${spend.calls} of ${caps.calls}`, `${kept.calls}`);
  if (caps.tokens !== null && tokens > caps.tokens)
    throw stop('tokens', `${tokens} of ${caps.tokens}`, `${kept.inputTokens + kept.outputTokens}`);
  if (caps.usd !== null && spend.nanoUsd > caps.usd * 1e9)
    throw stop('usd', `${dollars(spend)} of ${caps.usd} USD`, dollars(kept));
}

const dollars = ({ nanoUsd }: Spend): string => (nanoUsd / 1e9).toFixed(4);
