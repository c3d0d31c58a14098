import { calibrationCheck, faultOf, type JudgeCounts, type Result } from '@maspo/core';
import { percent } from '../format.ts';
import { printableLine } from '../printable.ts';
import type { Paint } from '../terminal.ts';
import { tableLines } from './table.ts';

type Judge = readonly [model: string, counts: Result['judge'][string]];

/** How judges did: whether they could be read, whether the order of the answers moved them, whether they repeat themselves. */
export function judgeLines({ judge, unfitJudge, calibration = [] }: Result, paint: Paint): string[] {
  const judges = Object.entries(judge);
  return [
    ...pairLines(
      judges.filter(([, { pairs }]) => pairs > 0),
      paint,
    ),
    ...gradeLines(
      judges.filter(([, { graded }]) => graded > 0),
      paint,
    ),
    ...calibration.map(calibrationCheck).map(({ ok, about, detail }) => {
      const line = printableLine(`${about} ${detail}`);
      return ok === true ? line : `${paint('yellow', 'calibration:')} ${line}`;
    }),
    ...judges.flatMap(([model, counts]) => {
      const fault = faultOf(model, counts);
      // That of the verdict has been said beside it.
      return fault === null || fault === unfitJudge ? [] : [`${paint('yellow', 'unfit:')} ${printableLine(fault)}.`];
    }),
  ];
}

function pairLines(judges: readonly Judge[], paint: Paint): string[] {
  if (judges.length === 0) return [];
  const head = [
    'judge',
    { right: 'pairs' },
    { right: 'ties' },
    { right: 'unreadable' },
    { right: 'flips' },
    { right: 'chose first' },
    { right: 'same again' },
  ];
  const rows = judges.map(([model, { pairs, ties, abstained, flips, firstPositionShare, ...counts }]) => [
    printableLine(model),
    { right: String(pairs) },
    { right: String(ties) },
    { right: String(abstained) },
    { right: String(flips) },
    { right: firstPositionShare === null ? '–' : percent(firstPositionShare) },
    { right: sameAgain(counts) },
  ]);
  return [
    ...tableLines([head, ...rows], paint),
    ...judges.flatMap(([model, counts]) => {
      const bias = biasOf(model, counts);
      return bias === null ? [] : [`${paint('yellow', 'biased:')} ${bias}`];
    }),
  ];
}

function gradeLines(judges: readonly Judge[], paint: Paint): string[] {
  if (judges.length === 0) return [];
  const rows = judges.map(([model, { graded, unread, ...counts }]) => [
    printableLine(model),
    { right: String(graded) },
    { right: String(unread) },
    { right: sameAgain(counts) },
  ]);
  return tableLines(
    [['grader', { right: 'outputs' }, { right: 'unreadable' }, { right: 'same again' }], ...rows],
    paint,
  );
}

/** At temperature 0 the same question is one call: there is nothing to compare. */
export const sameAgain = ({ again, alike }: Pick<JudgeCounts, 'again' | 'alike'>): string =>
  again === 0 ? 'not sampled' : `${percent(alike / again)} of ${again}`;

/** How far from one half a judge's share of first answers may be, and how many looks a share needs. */
const MOST_BIAS = 0.1;
const ENOUGH_LOOKS = 20;

/** Both orders keep bias out of the verdicts, but each pair that a biased judge flips is a tie that was paid twice. null: fair. */
export function biasOf(
  model: string,
  { chosenFirst, decided }: Pick<JudgeCounts, 'chosenFirst' | 'decided'>,
): string | null {
  const share = chosenFirst / decided;
  if (decided < ENOUGH_LOOKS || Math.abs(share - 0.5) <= MOST_BIAS) return null;
  const side = share > 0.5 ? 'first' : 'second';
  return `${printableLine(model)} prefers the answer shown ${side}; another judge would waste less.`;
}
