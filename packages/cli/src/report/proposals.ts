import type { Result } from '@maspo/core';
import { percent } from '../format.ts';
import { printableLine } from '../printable.ts';
import type { Paint } from '../terminal.ts';
import { wrap } from '../wrap.ts';
import { tableLines } from './table.ts';

const HEAD = ['made', 'rejected', 'in a beam', 'adopted', 'chance now'] as const;

/**
 * What each operator proposed, and what became of it; reasons of rejection below the table. Where a bandit chose them, also
 * how many got into a beam, and the chance that each ended with.
 */
export function proposalLines({ proposals }: Result, paint: Paint, width: number): string[] {
  const operators = Object.entries(proposals);
  if (operators.length === 0) return ['No operator proposed anything.'];
  const rejections = operators.map(([name, { rejected }]) => [name, Object.entries(rejected)] as const);
  const sumOf = (reasons: readonly (readonly [string, number])[]): number => reasons.reduce((sum, [, n]) => sum + n, 0);
  const rows = operators.map(([name, { made, accepted, kept, chance }], index) => [
    name,
    { right: String(made) },
    { right: String(sumOf(rejections[index]?.[1] ?? [])) },
    { right: String(kept ?? '') },
    { right: String(accepted) },
    { right: chance === undefined ? '' : percent(chance) },
  ]);
  const head = ['proposals', ...HEAD.map((right) => ({ right }))];
  const reasons = rejections.flatMap(([name, entries]) => {
    if (entries.length === 0) return [];
    const text = entries.map(([reason, count]) => `${printableLine(reason)} (${count})`).join(', ');
    return wrap(`${name} rejected: ${text}`, width - 2).map((line, index) =>
      paint('dim', `${index === 0 ? '' : '  '}${line}`),
    );
  });
  return [...tableLines([head, ...rows], paint), ...reasons];
}

/** How judges did: whether they could be read, and whether the order of the answers moved them. */
export function judgeLines({ judge }: Result, paint: Paint): string[] {
  const judges = Object.entries(judge);
  if (judges.length === 0) return [];
  const head = [
    'judge',
    { right: 'pairs' },
    { right: 'ties' },
    { right: 'unreadable' },
    { right: 'flips' },
    { right: 'chose first' },
  ];
  const rows = judges.map(([model, { pairs, ties, abstained, flips, firstPositionShare }]) => [
    printableLine(model),
    { right: String(pairs) },
    { right: String(ties) },
    { right: String(abstained) },
    { right: String(flips) },
    { right: firstPositionShare === null ? '–' : percent(firstPositionShare) },
  ]);
  return [
    ...tableLines([head, ...rows], paint),
    ...judges.flatMap(([model, counts]) => biasLine(model, counts, paint)),
  ];
}

/** How far from one half a judge's share of first answers may be, and how many looks a share needs. */
const MOST_BIAS = 0.1;
const ENOUGH_LOOKS = 20;

/** Both orders keep bias out of the verdicts, but each pair that a biased judge flips is a tie that was paid twice. */
function biasLine(model: string, { firstPositionShare, decided }: Result['judge'][string], paint: Paint): string[] {
  if (firstPositionShare === null || decided < ENOUGH_LOOKS || Math.abs(firstPositionShare - 0.5) <= MOST_BIAS)
    return [];
  const side = firstPositionShare > 0.5 ? 'first' : 'second';
  return [
    `${paint('yellow', 'biased:')} ${printableLine(model)} prefers the answer shown ${side}; another judge would waste less.`,
  ];
}
