import { SECTIONS } from '@maspo/core';
import { printable } from '../../printable.ts';
import { type DiffPart, mergedDiff } from '../../report/diff.ts';
import { cut, widthOf } from '../../width.ts';
import { type Line, type Span, styled } from './line.ts';
import type { AdoptionView } from './view.ts';

/** Words around a change that stay; longer stretches that both prompts have are left out. */
const AROUND = 4;
/** Lines of the diff at most: the report has it whole. */
const MOST_LINES = 12;

/** The prompt that was adopted last, as a word diff, in fewer and fewer lines; in the end nothing. */
export function diffForms(adoption: AdoptionView | null, width: number): Line[][] {
  if (adoption === null) return [[]];
  const lines = diffLines(adoption, width);
  const shown = lines.slice(0, MOST_LINES);
  const forms = shown.map((_, index) => {
    const some = shown.slice(0, shown.length - index);
    return [headOf(adoption), ...(some.length < lines.length ? goesOn(some) : some)];
  });
  return [...forms, [headOf(adoption)], []];
}

const goesOn = (lines: readonly Line[]): Line[] => [...lines.slice(0, -1), [...(lines.at(-1) ?? []), ' …']];

function headOf({ agent, operator, companions, score, n, cycle, turn }: AdoptionView): Line {
  const by = operator === null ? '' : ` by ${operator}`;
  const joint = companions.length === 0 ? '' : `, with ${companions.join(', ')}`;
  const text = `${by}${joint}: ${score.toFixed(2)} on ${n}, cycle ${cycle}, turn ${turn}`;
  return [styled('dim', '  last adopted  '), styled('bold', agent), text];
}

function diffLines({ before, after }: AdoptionView, width: number): Line[] {
  return SECTIONS.filter((section) => before[section] !== after[section]).flatMap((section) => {
    const parts = mergedDiff(printable(before[section]), printable(after[section]));
    const room = Math.max(8, width - INDENT - 2);
    return flow(elided(parts), room).map(
      (line, index): Line => [styled('cyan', `  ${index === 0 ? section : ''}`.padEnd(INDENT)), ...line],
    );
  });
}

const INDENT = 11;

/** Long stretches without a change are cut to the words beside one. */
function elided(parts: readonly DiffPart[]): DiffPart[] {
  return parts.map((part, index) => {
    const words = part.text.split(/\s+/);
    const [isFirst, isLast] = [index === 0, index === parts.length - 1];
    if (part.kind !== 'same' || words.length <= 2 * AROUND + 1) return part;
    const [head, tail] = [isFirst ? [] : words.slice(0, AROUND), isLast ? [] : words.slice(-AROUND)];
    return { kind: 'same', text: [...head, '…', ...tail].join(' ') };
  });
}

/** Words in lines. What was removed stands in [-…-], what was added in {+…+}: it reads without colours, too. */
function flow(parts: readonly DiffPart[], width: number): Span[][] {
  const lines: Span[][] = [[]];
  let used = 0;
  for (const { kind, text } of parts)
    for (const word of marked(
      kind,
      text.split(/\s+/).filter((one) => one !== ''),
    )) {
      const fitting = cut(word, width);
      const columns = widthOf(fitting);
      if (used > 0 && used + 1 + columns > width) {
        lines.push([]);
        used = 0;
      }
      const spaced = `${used > 0 ? ' ' : ''}${fitting}`;
      lines.at(-1)?.push(kind === 'same' ? spaced : styled(kind === 'removed' ? 'red' : 'green', spaced));
      used += columns + (used > 0 ? 1 : 0);
    }
  return lines;
}

const MARKS = { same: ['', ''], removed: ['[-', '-]'], added: ['{+', '+}'] } as const;

function marked(kind: DiffPart['kind'], words: readonly string[]): string[] {
  const [open, close] = MARKS[kind];
  return words.map((word, index) => {
    const start = index === 0 ? open : '';
    return `${start}${word}${index === words.length - 1 ? close : ''}`;
  });
}
