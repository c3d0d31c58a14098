import type { ProbeReport, ValidationPower } from '@maspo/core';
import { group, percent, plural } from '../format.ts';
import type { Paint } from '../terminal.ts';
import { type Cell, tableLines } from './table.ts';

/** How large a gain validation can prove, whether there is room for it, and what smaller ones need. */
export function powerLines(report: ProbeReport, paint: Paint): string[] {
  const { validation } = report;
  return [sizeLine(validation, paint), ...roomLines(report, paint), '', ...neededTable(validation, paint)];
}

const pointText = (gain: number): string => `${(100 * gain).toFixed(1).replace('.0', '')} points`;

function sizeLine({ items, drawn, power, detectable, detectableThen, worse }: ValidationPower, paint: Paint): string {
  const split = `${plural(items, 'item')}${drawn === 0 ? '' : ` and ${drawn} spare ones`}`;
  const head = `${paint('bold', 'validation:')} ${split} can prove`;
  if (detectable === null) return `${head} nothing: even if every item got better, an exact test needs more.`;
  const then = detectableThen === null ? 'none' : `of ${pointText(detectableThen)} or more`;
  const churn = worse === 0 ? '' : ` (if ${percent(worse)} get worse, as here: ${then})`;
  return `${head} gains of ${pointText(detectable)} or more only, in ${Math.round(100 * power)} of 100 runs and if no item gets worse${churn}.`;
}

/** A split that could not prove the largest gain that there may be. */
function roomLines({ validation: { detectable }, score }: ProbeReport, paint: Paint): string[] {
  if (score === null || score.n === 0) return [];
  const room = 1 - score.interval[0];
  if (detectable !== null && detectable <= room) return [];
  return [
    `${paint('yellow', 'too small:')} the seed leaves at most ${pointText(room)}. Make data.split.validation larger.`,
  ];
}

function neededTable({ needed, worse }: ValidationPower, paint: Paint): string[] {
  const size = (items: number | null): Cell => ({ right: items === null ? '–' : group(items) });
  const head: Cell[] = [
    { right: 'to prove a gain of' },
    { right: 'validation items' },
    { right: worse === 0 ? '' : `if ${percent(worse)} get worse` },
  ];
  const rows = needed.map(({ gain, items, itemsThen }): Cell[] => [
    { right: pointText(gain) },
    size(items),
    worse === 0 ? '' : size(itemsThen),
  ]);
  return tableLines([head, ...rows], paint);
}
