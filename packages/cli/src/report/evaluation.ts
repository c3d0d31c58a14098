import type { Evaluation, Plan } from '@maspo/core';
import { percent, plural } from '../format.ts';
import type { Paint } from '../terminal.ts';
import { heldOutText } from './held-out.ts';
import { type Cell, tableLines } from './table.ts';

/** What `maspo evaluate` says. */
export function evaluationLines(set: string, evaluation: Evaluation, { gate }: Plan, paint: Paint): string[] {
  const { split, items, agents, calls, paid } = evaluation;
  const rows = Object.entries(agents).map(([id, { valid, broken, failed }]): Cell[] => [
    id,
    { right: items === 0 ? '–' : percent(valid / items) },
    { right: String(broken) },
    { right: String(failed) },
  ]);
  const head: Cell[] = ['agent', { right: 'keeps its contract' }, { right: 'breaks it' }, { right: 'failed' }];
  const made = Object.values(paid.spend).reduce((sum, spend) => sum + spend.calls, 0);
  return [
    `${paint('bold', set)} on ${plural(items, `${split} item`)}`,
    ...scoreLines(evaluation, gate.confidence, paint),
    '',
    ...tableLines([head, ...rows], paint),
    '',
    `${plural(calls, 'call')}, ${made} of them made now, the others from the journal`,
  ];
}

/** `score 58.3 %, 95 % interval 32.0 % … 80.7 %` @param items Those that were run. */
export function scoreText(
  { mean, interval: [low, high], n }: NonNullable<Evaluation['score']>,
  items: number,
  confidence: number,
  paint: Paint,
): string {
  const left = items - n;
  return `score ${paint('bold', percent(mean))}, ${levelText(confidence)} interval ${percent(low)} … ${percent(high)}${left > 0 ? `; ${left} could not be scored` : ''}`;
}

/** `95 %` */
export const levelText = (confidence: number): string => `${Math.round(confidence * 100)} %`;

function scoreLines({ score, preference, items }: Evaluation, confidence: number, paint: Paint): string[] {
  if (score !== null) return [scoreText(score, items, confidence, paint)];
  if (preference === null)
    return ['A judge compares prompts with the seed; the seed itself has no score. Name others: --prompts DIR'];
  const [low, high] = preference.interval;
  return [
    heldOutText(preference, true),
    `preference ${paint('bold', percent(preference.best))}, ${levelText(confidence)} interval ${percent(0.5 + low)} … ${percent(0.5 + high)}; the seed stands at 50 %`,
  ];
}
