import type { RunState } from '@maspo/core';
import { fill, widthOf } from '../../width.ts';
import { type Line, styled } from './line.ts';

interface Count {
  readonly name: string;
  readonly made: number;
  readonly rejected: number;
  readonly accepted: number;
}

/** What each operator proposed and what became of it; fewer and fewer rows, the rest summed up, in the end one line. */
export function operatorForms({ proposals }: Pick<RunState, 'proposals'>, width: number): Line[][] {
  const counts = [...proposals].map(([name, { made, rejected, accepted }]): Count => {
    const refused = [...rejected.values()].reduce((sum, count) => sum + count, 0);
    return { name, made, rejected: refused, accepted };
  });
  if (counts.length === 0) return [[]];
  const all = sumOf('proposals', counts);
  const forms = [tableOf(counts, width)];
  for (let rows = counts.length - 2; rows >= 1; rows--) {
    // The order is that of their first proposals, so that rows stay where they are; what got somewhere is shown.
    const shown = new Set([...counts].sort((a, b) => b.accepted - a.accepted || b.made - a.made).slice(0, rows));
    const rest = counts.filter((count) => !shown.has(count));
    forms.push(tableOf([...counts.filter((count) => shown.has(count)), sumOf(`${rest.length} others`, rest)], width));
  }
  const { made, rejected, accepted } = all;
  const text = `  ${made} made · ${rejected} rejected · ${accepted} adopted`;
  return [...forms, [[styled('dim', '  proposals'), text]]];
}

const sumOf = (name: string, counts: readonly Count[]): Count => ({
  name,
  made: counts.reduce((sum, { made }) => sum + made, 0),
  rejected: counts.reduce((sum, { rejected }) => sum + rejected, 0),
  accepted: counts.reduce((sum, { accepted }) => sum + accepted, 0),
});

const HEADS = ['    made', '  rejected', '  adopted'] as const;

function tableOf(counts: readonly Count[], width: number): Line[] {
  const longest = Math.max(9, ...counts.map(({ name }) => widthOf(name)));
  const name = Math.max(9, Math.min(longest, width - HEADS.join('').length - 2));
  const head: Line = [styled('dim', `  ${fill('proposals', name)}${HEADS.join('')}`)];
  const rows = counts.map(({ name: text, made, rejected, accepted }): Line => {
    const cell = (value: number, column: number): string => String(value).padStart(HEADS[column]?.length ?? 0);
    const won = cell(accepted, 2);
    return [`  ${fill(text, name)}${cell(made, 0)}${cell(rejected, 1)}`, accepted > 0 ? styled('green', won) : won];
  });
  return [head, ...rows];
}
