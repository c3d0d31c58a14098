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
