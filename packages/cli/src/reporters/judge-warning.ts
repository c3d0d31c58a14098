import { faultOf, type RunState } from '@maspo/core';
import { printableLine } from '../printable.ts';
import { biasOf } from '../report/judges.ts';

export interface JudgeWarning {
  readonly model: string;
  /** An unfit judge decides nothing; a biased one wastes calls. */
  readonly kind: 'unfit' | 'biased';
  readonly text: string;
}

/** What is wrong with the judges so far, in the words of the report. */
export function judgeWarnings({ judges }: Pick<RunState, 'judges'>): JudgeWarning[] {
  return Object.entries(judges).flatMap(([model, counts]): JudgeWarning[] => {
    const fault = faultOf(model, counts);
    if (fault !== null) return [{ model, kind: 'unfit', text: `${printableLine(fault)}.` }];
    const bias = biasOf(model, counts);
    return bias === null ? [] : [{ model, kind: 'biased', text: bias }];
  });
}
