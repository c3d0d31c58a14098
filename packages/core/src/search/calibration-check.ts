import type { Calibration, Check } from '../run/events.ts';

/** With fewer, no judge could be told from chance. */
const LEAST_PAIRS = 5;
/** Of the one-sided test against chance. */
const LEVEL = 0.05;

/** What a calibration says: false where the judge is right no more often than wrong, null where more is not shown. */
export function calibrationCheck({ judge, ...found }: Calibration): Check {
  const { right, wrong, undecided, abstained, kappa, p } = found;
  const pairs = right + wrong + undecided;
  const check = (ok: boolean | null, detail: string, fix: string | null): Check => ({
    about: judge,
    check: 'calibration',
    ok,
    detail,
    fix,
  });
  if (pairs + abstained < LEAST_PAIRS)
    return check(
      null,
      `only ${pairs + abstained} pairs with a known better answer could be made: nothing is known of it`,
      'Give more training items, or a metric whose label is an answer in the right form.',
    );
  const detail = agreementText(found);
  if (kappa === null || kappa <= 0)
    return check(false, `${detail}: no better than chance`, 'Take a stronger model as the judge.');
  if (p > LEVEL)
    return check(
      null,
      `${detail}: not shown to be better than chance`,
      'Raise score.calibration.items, or take a stronger judge.',
    );
  return check(true, detail, null);
}

function agreementText({
  right,
  wrong,
  undecided,
  abstained,
  share,
  interval,
  kappa,
}: Omit<Calibration, 'judge'>): string {
  const percent = (value: number): string => `${Math.round(100 * value)} %`;
  const [low, high] = interval;
  const left = abstained === 0 ? '' : `, ${abstained} not readable`;
  if (share === null || kappa === null)
    return `gave no readable verdict in ${abstained} pairs with a known better answer`;
  return `agrees with the labels in ${right} of ${right + wrong + undecided} pairs (${percent(share)}, interval ${percent(low)} … ${percent(high)}; ${wrong} wrong, ${undecided} undecided${left}), kappa ${kappa.toFixed(2)}`;
}
