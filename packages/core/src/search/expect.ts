import { add, byRole, NOTHING, nothingByRole, type Spend, type SpendByRole, totalSpend } from '../calls/usage.ts';
import type { Caps, OperatorUse, Plan } from '../plan.ts';
import { ROLES, type Role } from '../types.ts';
import { callsAsked } from './preflight-calls.ts';
import { TRIES } from './propose.ts';

/*
 * What runs take of what they could take at most. Measured on five runs of examples/quickstart (seeds 1 … 5) and 72 runs
 * of the toy system of the tests: rough, and rather too high than too low. In brackets what was seen.
 */

/** Of a turn's calls in the first cycle (0.29 … 0.77, mean 0.49): fewer children than slots, and repeats that are known. */
const FIRST_CYCLE = 1 / 2;
/** In later cycles beams are small and most children were seen before; patience ends many runs there (0.02 … 0.20). */
const LATER_CYCLE = 1 / 6;
/** Of validation and test (0.60 … 0.69): where an agent's output did not change, those after it are not asked again. */
const HELD_OUT = 2 / 3;
/** Of a judge's looks: equal outputs tie for free, a pair that two views share is judged once, few replies are asked for again. */
const JUDGED = 1 / 4;
/** Of the bound of a prompt, which counts bytes, and room to grow (0.15). */
const INPUT = 1 / 5;
/** Of maxTokens. */
const OUTPUT = 1 / 2;

/** Most spends by part of the run; the search by cycle. */
export interface MostSpends {
  readonly preflight: SpendByRole;
  readonly init: SpendByRole;
  readonly cycles: readonly SpendByRole[];
  readonly heldOut: SpendByRole;
}

/**
 * What a run is likely to spend, within the caps of its budget. An expectation, no promise: a search that finds much goes
 * on for longer, and prices and tokens are guessed from the settings unless `measured` has calls of earlier runs.
 */
export function expectedOf(plan: Plan, most: MostSpends, measured?: SpendByRole): SpendByRole {
  const search = nothingByRole();
  for (const [cycle, spend] of most.cycles.entries())
    for (const role of ROLES) {
      const share = shareOf(plan, role) * (cycle === 0 ? FIRST_CYCLE : LATER_CYCLE);
      search[role] = add(search[role], share === 0 ? NOTHING : likely(spend[role], share, measured?.[role]));
    }
  const outside = nothingByRole();
  for (const role of ROLES) {
    const heldOut = likely(most.heldOut[role], role === 'judge' ? JUDGED : HELD_OUT, measured?.[role]);
    const rest = add(most.preflight[role], most.init[role]);
    outside[role] = add(heldOut, likely(rest, 1, measured?.[role]));
  }
  const fits = shareWithinCaps(plan, search, reservedIn(most));
  return byRole((role) => add(likely(search[role], fits, search[role]), outside[role]));
}

function shareOf(plan: Plan, role: Role): number {
  switch (role) {
    case 'agent':
      return 1;
    case 'judge':
      return JUDGED;
    case 'mutator':
      return proposing(plan);
  }
}

/** One try of those that are allowed, by an operator drawn by its weight, without its second try. */
function proposing(plan: Plan): number {
  const calls = (phase: 'mutate' | 'crossover', use: OperatorUse): number => callsAsked(plan, phase, use);
  const most = Math.max(
    ...plan.mutate.map((use) => calls('mutate', use)),
    ...plan.crossover.map((use) => calls('crossover', use)),
  );
  if (most <= 0) return 0;
  const weights = plan.mutate.reduce((sum, { weight }) => sum + weight, 0);
  const drawn = plan.mutate.reduce((sum, use) => sum + use.weight * Math.ceil(calls('mutate', use) / 2), 0);
  return (weights === 0 ? 1 : drawn / weights) / (TRIES * most);
}

/** A share of a bound, with the tokens of calls that were measured, else with the usual part of their bound. */
function likely(bound: Spend, share: number, measured: Spend | undefined): Spend {
  const calls = Math.round(share * bound.calls);
  if (measured !== undefined && measured.calls > 0) return scaled(measured, calls / measured.calls, calls);
  const [inputTokens, outputTokens] = [share * INPUT * bound.inputTokens, share * OUTPUT * bound.outputTokens];
  // A bound's cost is that of its tokens: input and output at their parts of it, of which only the sum is known here.
  const part =
    (INPUT * bound.inputTokens + OUTPUT * bound.outputTokens) / (bound.inputTokens + bound.outputTokens || 1);
  return {
    calls,
    inputTokens: Math.round(inputTokens),
    outputTokens: Math.round(outputTokens),
    nanoUsd: Math.round(share * part * bound.nanoUsd),
  };
}

const scaled = ({ inputTokens, outputTokens, nanoUsd }: Spend, factor: number, calls: number): Spend => ({
  calls,
  inputTokens: Math.round(factor * inputTokens),
  outputTokens: Math.round(factor * outputTokens),
  nanoUsd: Math.round(factor * nanoUsd),
});

const reservedIn = ({ preflight, heldOut }: MostSpends): SpendByRole =>
  byRole((role) => add(preflight[role], heldOut[role]));

/** The part of the search that its caps leave room for, beside what is held back. */
function shareWithinCaps({ budget }: Plan, search: SpendByRole, reserved: SpendByRole): number {
  const shares = ROLES.flatMap((role) => {
    const caps = budget.roles[role];
    return caps === undefined ? [] : roomIn(caps, search[role], reserved[role]);
  });
  return Math.min(1, ...shares, ...roomIn(budget, totalSpend(search), totalSpend(reserved)));
}

function roomIn({ calls, tokens, usd }: Caps, wanted: Spend, reserved: Spend): number[] {
  const part = (cap: number | null, used: number, more: number): number =>
    cap === null || more === 0 ? 1 : Math.max(0, cap - used) / more;
  return [
    part(calls, reserved.calls, wanted.calls),
    part(tokens, reserved.inputTokens + reserved.outputTokens, wanted.inputTokens + wanted.outputTokens),
    part(usd === null ? null : usd * 1e9, reserved.nanoUsd, wanted.nanoUsd),
  ];
}
