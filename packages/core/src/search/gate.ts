import { BudgetStop } from '../calls/budget.ts';
import { nothingByRole, type SpendByRole } from '../calls/usage.ts';
import {
  confidenceOfLook,
  decideGate,
  drawBatches,
  type HeldOutPair,
  isUndecided,
  summarise,
  unfitJudge,
} from '../evidence/gate.ts';
import { hashOfTest, lookOfRun } from '../evidence/looks.ts';
import { itemsToDecide, normalQuantile } from '../evidence/paired.ts';
import type { Plan } from '../plan.ts';
import type { HeldOut, Verdict } from '../run/events.ts';
import { isSamePrompts, type PromptSet } from '../system/execute.ts';
import type { Item } from '../types.ts';
import type { SearchContext } from './context.ts';
import { compareHeldOut } from './held-out.ts';
import { reserveOf } from './reserve.ts';
import { scorerKind } from './score.ts';

/** Looks at validation where a config does not say. */
const LOOKS = 3;

/**
 * The best set against the seed on items that the search never saw; while these decide nothing, on more of them. What was
 * held back for validation and test is set free.
 */
export async function openGate(context: SearchContext, seed: PromptSet, best: PromptSet): Promise<Verdict> {
  const { plan, gateway, root } = context;
  // Before anything is seen: how many looks there may be decides how sure each must be.
  const batches = affordableBatches(context);
  gateway.meter.hold(nothingByRole());
  if (isSamePrompts(seed, best)) return closeGate(context);
  const compare = (items: readonly Item[]) => compareHeldOut(context, seed, best, items, root.derive('validation'));
  const first = await ifAffordable(context, 'held-out evaluation left out', () => compare(plan.data.splits.validation));
  if (first === null) return closeGate(context);

  const confidence = confidenceOfLook(plan.gate.confidence, 1 + batches.length);
  const pairs = await drawWhileUndecided(context, { first, batches, confidence, compare });
  const unfit = unfitJudge(context.state().judges);
  const validation = summarise(pairs, confidence);
  const verdict = decideGate(validation, blocking(plan, unfit), { ...plan.gate, confidence });
  const needed = verdict === 'promising' ? itemsToDecide(validation, normalQuantile(confidence)) : null;
  await context.emit({ type: 'gate', validation, itemsToDecide: needed, unfitJudge: unfit, verdict });
  return verdict;
}

/** Nothing was compared: no candidate reached the gate, or the budget did not reach so far. */
async function closeGate(context: SearchContext): Promise<Verdict> {
  await context.emit({ type: 'gate', validation: null, itemsToDecide: null, unfitJudge: null, verdict: 'seed-kept' });
  return 'seed-kept';
}

/** Why no judge may decide; null where the config wants unfit ones to. */
const blocking = ({ gate: { fitness = true } }: Plan, unfit: string | null): string | null => (fitness ? unfit : null);

interface Drawing {
  readonly first: readonly HeldOutPair[];
  readonly batches: readonly (readonly Item[])[];
  /** Of one look. */
  readonly confidence: number;
  compare(items: readonly Item[]): Promise<HeldOutPair[]>;
}

/** Looks again with more items until something is decided, or the batches or the budget end. */
async function drawWhileUndecided(context: SearchContext, drawing: Drawing): Promise<readonly HeldOutPair[]> {
  const { batches, confidence, compare } = drawing;
  let pairs = drawing.first;
  for (const [index, batch] of batches.entries()) {
    const seen = summarise(pairs, confidence);
    if (!isUndecided(seen, confidence) || blocking(context.plan, unfitJudge(context.state().judges)) !== null) break;
    await note(context, lookText(seen, index + 1, 1 + batches.length, batch.length));
    const more = await ifAffordable(context, 'no more items are drawn', () => drawBatch(context, batch, compare));
    if (more === null) break;
    pairs = [...pairs, ...more];
  }
  return pairs;
}

const lookText = ({ n, wins, losses }: HeldOut, look: number, looks: number, more: number): string =>
  `look ${look} of ${looks} decides nothing: ${wins} better, ${losses} worse on ${n} validation items; ${more} more are drawn`;

/** The test keeps what is held back for it; a batch starts only if all of it fits beside. */
async function drawBatch(context: SearchContext, batch: readonly Item[], compare: Drawing['compare']) {
  const { meter } = context.gateway;
  const { test } = context.plan.data.splits;
  meter.hold(boundOfHeldOut(context.plan, [], test));
  try {
    meter.admit(boundOfHeldOut(context.plan, batch, []));
    return await compare(batch);
  } finally {
    meter.hold(nothingByRole());
  }
}

/** The batches that may be drawn beside all that is held back now. */
function affordableBatches({ plan, gateway: { meter } }: SearchContext): Item[][] {
  const { validation, spare = [] } = plan.data.splits;
  const batches = drawBatches(spare, validation.length, plan.gate.draw ?? LOOKS);
  const fits = (count: number): boolean => {
    try {
      meter.admit(boundOfHeldOut(plan, batches.slice(0, count).flat(), []));
      return true;
    } catch (error) {
      if (!(error instanceof BudgetStop)) throw error;
      return false;
    }
  };
  return batches.filter((_, index) => fits(index + 1));
}

/** The most that comparing two sets on these items can cost. */
const boundOfHeldOut = (plan: Plan, validation: readonly Item[], test: readonly Item[]): SpendByRole =>
  reserveOf({ ...plan, data: { ...plan.data, splits: { ...plan.data.splits, validation, test } } });

/** Held-out evaluation was reserved, but token bounds are estimates until the prompts are known: a cap is never passed. */
async function ifAffordable<T>(context: SearchContext, otherwise: string, work: () => Promise<T>): Promise<T | null> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof BudgetStop)) throw error;
    await note(context, `${otherwise}: ${error.message}`, 'budget');
    return null;
  }
}

const note = (context: SearchContext, message: string, from = 'gate'): Promise<void> =>
  context.emit({ type: 'note', from, message });

/** The test split, once: the seed against what is returned. */
export async function openTest(context: SearchContext, seed: PromptSet, returned: PromptSet): Promise<void> {
  const { plan, root } = context;
  const items = plan.data.splits.test;
  // A judge has nothing to compare where the seed is returned; a metric still tells where the system stands.
  const nothingToSay =
    items.length === 0 || (isSamePrompts(seed, returned) && scorerKind(plan, 'global') === 'pairwise');
  if (nothingToSay) return context.emit({ type: 'test', test: null });
  await ifAffordable(context, 'held-out evaluation left out', async () => {
    const pairs = await compareHeldOut(context, seed, returned, items, root.derive('test'));
    // Before anybody reads the outcome. Others' looks are told by the report: they must not change a byte of this run.
    await context.decide(lookOfRun(hashOfTest(items)), async () => true);
    await context.emit({ type: 'test', test: summarise(pairs, plan.gate.confidence) });
  });
}
