import type { JudgeCounts, RunState } from '@maspo/core';
import { percent } from '../../format.ts';
import { printableLine } from '../../printable.ts';
import { cut, widthOf } from '../../width.ts';
import { wrap } from '../../wrap.ts';
import { type JudgeWarning, judgeWarnings } from '../judge-warning.ts';
import { type Line, styled } from './line.ts';

/** How judges do, a line each, and what is wrong with them; in short, the first warning, or the first judge. */
export function judgeForms(state: Pick<RunState, 'judges'>, width: number): Line[][] {
  const judges = Object.entries(state.judges).map(([model, counts]) => linesOf(model, counts, width));
  const lines = judges.flat();
  if (lines.length === 0) return [[]];
  const warnings = judgeWarnings(state);
  const warned = warnings.flatMap((warning) => warningLines(warning, width));
  const brief = warnings.map(({ kind, text }): Line => [styled('yellow', `  ${kind}: `), text]);
  return [
    [...lines, ...warned],
    [...judges.flatMap((rows) => rows.slice(0, 1)), ...brief],
    [...lines.slice(0, 1), ...brief.slice(0, 1)],
    (brief.length > 0 ? brief : lines).slice(0, 1),
  ].filter((form, index, all) => index === 0 || form.length < (all[index - 1]?.length ?? 0));
}

function linesOf(model: string, counts: JudgeCounts, width: number): Line[] {
  const { pairs, ties, abstained, bothDecided, flips, decided, chosenFirst, graded, unread } = counts;
  const parts = [
    ...(decided === 0 ? [] : [`first chosen ${percent(chosenFirst / decided)} of ${decided}`]),
    ...(pairs === 0 ? [] : [`${flips} of ${bothDecided} flipped`, `${ties} of ${pairs} tied`]),
    ...(graded === 0 ? [] : [`${graded} graded`]),
    ...(abstained + unread === 0 ? [] : [`${abstained + unread} unreadable`]),
  ];
  if (parts.length === 0) return [];
  return rowsOf([cut(printableLine(model), 24), ...parts], width - LABEL.length).map((row, index) => [
    styled('dim', index === 0 ? LABEL : ' '.repeat(LABEL.length)),
    row,
  ]);
}

const LABEL = '  judge  ';

/** Parts side by side as long as they fit. */
function rowsOf(parts: readonly string[], width: number): string[] {
  const rows: string[] = [];
  for (const part of parts) {
    const longer = rows.length === 0 ? part : `${rows.at(-1)} · ${part}`;
    if (rows.length > 0 && widthOf(longer) <= width) rows.splice(-1, 1, longer);
    else rows.push(part);
  }
  return rows;
}

const warningLines = ({ kind, text }: JudgeWarning, width: number): Line[] =>
  wrap(text, width - 11).map((line, index) => [styled('yellow', index === 0 ? `  ${kind}: ` : '    '), line]);
