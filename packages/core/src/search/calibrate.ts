import { BudgetStop } from '../calls/budget.ts';
import { round12 } from '../canonical.ts';
import { MaspoError } from '../errors.ts';
import { agreementOf, type Opinion } from '../evidence/agreement.ts';
import type { Calibration } from '../run/events.ts';
import { calibrationCheck } from './calibration-check.ts';
import { type KnownPair, knownPairs } from './calibration-pairs.ts';
import type { SearchContext } from './context.ts';
import { benchPlans } from './judge-plans.ts';
import { comparePairs } from './score.ts';

/**
 * Tries the judges on pairs of answers whose better one the labels tell, before the search is paid; nothing where the config
 * does not ask for it.
 * @throws MaspoError MASPO-PREFLIGHT (exit 3) if a judge is right no more often than by chance, unless `gate.fitness` is false.
 */
export async function calibrate(context: SearchContext): Promise<void> {
  if (context.plan.calibration === undefined) return;
  try {
    const judges = await calibrateJudges(context);
    await context.emit({ type: 'calibration', judges });
    if (context.plan.gate.fitness !== false) refuse(judges);
  } catch (error) {
    if (!(error instanceof BudgetStop)) throw error;
    await context.emit({ type: 'note', from: 'budget', message: `calibration left out: ${error.message}` });
  }
}

function refuse(judges: readonly Calibration[]): void {
  const [unfit] = judges.map(calibrationCheck).filter(({ ok }) => ok === false);
  if (unfit === undefined) return;
  const hint = `${unfit.fix ?? ''} Or let labels decide, or set gate.fitness to false.`.trim();
  throw new MaspoError('MASPO-PREFLIGHT', `${unfit.about}: ${unfit.detail}`, hint);
}

/** How each judge of the plan agrees with the labels; one judge in several views is tried once. */
export async function calibrateJudges(context: SearchContext): Promise<Calibration[]> {
  const pairs = await knownPairs(context);
  const found: Calibration[] = [];
  for (const { judge, plan } of benchPlans(context.plan)) {
    const place = context.root.derive('calibration', 'judges');
    const comparisons = await comparePairs(
      { ...context, plan },
      pairs.map(({ pair }) => pair),
      place,
    );
    found.push(
      calibrationOf(
        judge,
        pairs,
        comparisons.map(({ value }) => value),
        context.plan.gate.confidence,
      ),
    );
  }
  return found;
}

function calibrationOf(
  judge: string,
  pairs: readonly KnownPair[],
  verdicts: readonly (number | null)[],
  confidence: number,
): Calibration {
  const opinions = pairs.flatMap(({ better }, index): Opinion[] => {
    const verdict = verdicts[index] ?? null;
    if (verdict === null) return [];
    return [{ better, said: verdict > 0.5 ? 'candidate' : verdict < 0.5 ? 'reference' : 'undecided' }];
  });
  const { share, kappa, interval, p, ...counts } = agreementOf(opinions, confidence);
  return {
    judge,
    ...counts,
    abstained: pairs.length - opinions.length,
    share: share === null ? null : round12(share),
    interval: [round12(interval[0]), round12(interval[1])],
    kappa: kappa === null ? null : round12(kappa),
    p: round12(p),
  };
}
