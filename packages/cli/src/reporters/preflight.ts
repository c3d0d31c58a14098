import { type Check, calibrationCheck, type RunEvent } from '@maspo/core';
import { plural } from '../format.ts';
import { printableLine } from '../printable.ts';

/** What the preflight found, a line each: what is not as it should be, else that all is well. */
export function preflightLines({ checks }: Extract<RunEvent, { type: 'preflight' }>): string[] {
  const warnings = checks.filter(({ ok }) => ok !== true).map(warningOf);
  const models = checks.filter(({ check, ok }) => check === 'model' && ok === true).length;
  return warnings.length > 0
    ? warnings
    : [`preflight: ${plural(models, 'model')} ${models === 1 ? 'answers' : 'answer'}`];
}

const warningOf = ({ about, detail, fix }: Check): string =>
  `warning: ${printableLine(`${about}: ${detail}.${fix === null ? '' : ` ${fix}`}`)}`;

/** How judges agree with labels, a line each. */
export const calibrationLines = ({ judges }: Extract<RunEvent, { type: 'calibration' }>): string[] =>
  judges.map(calibrationCheck).map((check) => {
    const { ok, about, detail } = check;
    return ok === true ? `calibration: ${printableLine(`${about} ${detail}`)}` : warningOf(check);
  });
