import { BudgetStop } from '../calls/budget.ts';
import { nothingByRole, type SpendByRole } from '../calls/usage.ts';
import { canonicalJson } from '../canonical.ts';
import { unfitJudge } from '../evidence/fitness.ts';
import {
  confidenceOfLook,
  decideGate,
  drawBatches,
  type HeldOutPair,
  isUndecided,
  summarise,
} from '../evidence/gate.ts';
import { hashOfTest, lookOfRun } from '../evidence/looks.ts';
import { itemsToDecide, normalQuantile } from '../evidence/paired.ts';
import type { Plan } from '../plan.ts';
import type { HeldOut, Verdict } from '../run/events.ts';
import { isSamePrompts, type PromptSet } from '../system/execute.ts';
import type { Item } from '../types.ts';
import type { SearchContext } from './context.ts';
import { scorerKind } from './declared.ts';
import { compareHeldOut } from './held-out.ts';
import { benchesOf, type Panels } from './panel.ts';
import { reserveOf } from './reserve.ts';

/**
 * The best set against the seed on items that the search never saw; while these decide nothing, on more of them. What was
 * held back for validation and test is set free.
 */
export async function openGate(
  context: SearchContext,
  panels: Panels,
  seed: PromptSet,
  best: PromptSet,
): Promise<Verdict> {
  const { plan, gateway } = context;
  // Before anything is seen: how many looks there may be decides how sure each must be.
  const batches = affordableBatches(context);
  gateway.meter.hold(nothingByRole());
  if (isSamePrompts(seed, best)) return closeGate(context);
  const look = createLook(panels, (fit, items) => compareHeldOut(fit, seed, best, { split: 'validation', items }));
  const first = await ifAffordable(context, 'held-out evaluation left out', () => look(plan.data.splits.validation));
  if (first === null) return closeGate(context);

  const confidence = confidenceOfLook(plan.gate.confidence, 1 + batches.length);
  const pairs = await drawWhileUndecided(context, { first, batches, confidence, look });
  const { unfit } = fitnessOf(context);
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

/** Who may not decide: `fault` = it is shown to be unfit, `unfit` = that, or it is not shown to be better than a coin. */
function fitnessOf(context: SearchContext): { readonly fault: string | null; readonly unfit: string | null } {
  const judges = context.state().judges;
  const benches = benchesOf(context.plan, Object.keys(judges));
  const lenient = benches.map((bench) => ({ ...bench, decides: false }));
  return { fault: unfitJudge(lenient, judges), unfit: unfitJudge(benches, judges) };
}

/** Compares on more items; gives back the pairs of all so far. */
type Look = (more: readonly Item[]) => Promise<readonly HeldOutPair[]>;

/**
 * Where a look shows that a member of a panel is unfit, the others decide anew, on all items so far. What they say is known,
 * so nobody is asked.
 */
function createLook(
  panels: Panels,
  compare: (context: SearchContext, items: readonly Item[]) => Promise<HeldOutPair[]>,
): Look {
  let seen: readonly Item[] = [];
  let pairs: readonly HeldOutPair[] = [];
  let panel: string | null = null;
  return async (more) => {
    // A member that is not told from a coin yet may be so by what it says now.
    const asked = await panels(false);
    const fresh = await compare(asked, more);
    const deciding = await panels(true);
    seen = [...seen, ...more];
    const isSame = [panel ?? panelOf(asked), panelOf(asked)].every((one) => one === panelOf(deciding));
    pairs = isSame ? [...pairs, ...fresh] : await compare(deciding, seen);
    panel = panelOf(deciding);
    return pairs;
  };
}

const panelOf = ({ plan }: SearchContext): string => canonicalJson(plan.score);

interface Drawing {
  readonly first: readonly HeldOutPair[];
  readonly batches: readonly (readonly Item[])[];
  /** Of one look. */
  readonly confidence: number;
  readonly look: Look;
}

/** Looks again with more items until something is decided, or the batches or the budget end. */
async function drawWhileUndecided(context: SearchContext, drawing: Drawing): Promise<readonly HeldOutPair[]> {
  const { batches, confidence, look } = drawing;
  let pairs = drawing.first;
  for (const [index, batch] of batches.entries()) {
    const seen = summarise(pairs, confidence);
    const { fault, unfit } = fitnessOf(context);
    if (blocking(context.plan, fault) !== null) break;
    // More pairs may also tell a judge from a coin, which is worth it where it says that there is a gain.
    const doubt = seen.wins > seen.losses ? blocking(context.plan, unfit) : null;
    if (!isUndecided(seen, confidence) && doubt === null) break;
    await note(context, lookText({ seen, look: index + 1, looks: 1 + batches.length, more: batch.length, doubt }));
    const more = await ifAffordable(context, 'no more items are drawn', () => drawBatch(context, batch, look));
    if (more === null) break;
    pairs = more;
  }
  return pairs;
}

interface Looked {
  readonly seen: HeldOut;
  readonly look: number;
  readonly looks: number;
  readonly more: number;
  readonly doubt: string | null;
}

function lookText({ seen: { n, wins, losses }, look, looks, more, doubt }: Looked): string {
  const found = doubt ?? `${wins} better, ${losses} worse on ${n} validation items`;
  return `look ${look} of ${looks} decides nothing: ${found}; ${more} more are drawn`;
}

/** The test keeps what is held back for it; a batch starts only if all of it fits beside. */
async function drawBatch(context: SearchContext, batch: readonly Item[], look: Look) {
  const { meter } = context.gateway;
  const { test } = context.plan.data.splits;
  meter.hold(boundOfHeldOut(context.plan, [], test));
  try {
    meter.admit(boundOfHeldOut(context.plan, batch, []));
    return await look(batch);
  } finally {
    meter.hold(nothingByRole());
  }
}

/** Looks at validation where a config does not say. */
const LOOKS = 3;

/** The items of the looks after the first, whatever they cost. */
export const plannedBatches = ({ data: { splits }, gate }: Plan): Item[][] =>
  drawBatches(splits.spare ?? [], splits.validation.length, gate.draw ?? LOOKS);

/** The batches that may be drawn beside all that is held back now. */
function affordableBatches({ plan, gateway: { meter } }: SearchContext): Item[][] {
  const batches = plannedBatches(plan);
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
  const { plan } = context;
  const items = plan.data.splits.test;
  // A judge has nothing to compare where the seed is returned; a metric still tells where the system stands.
  const nothingToSay =
    items.length === 0 || (isSamePrompts(seed, returned) && scorerKind(plan, 'global') === 'pairwise');
  if (nothingToSay) return context.emit({ type: 'test', test: null });
  await ifAffordable(context, 'held-out evaluation left out', async () => {
    const pairs = await compareHeldOut(context, seed, returned, { split: 'test', items });
    // Before anybody reads the outcome. Others' looks are told by the report: they must not change a byte of this run.
    await context.decide(lookOfRun(hashOfTest(items)), async () => true);
    await context.emit({ type: 'test', test: summarise(pairs, plan.gate.confidence) });
  });
}
