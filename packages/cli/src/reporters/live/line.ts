import type { Paint, Style } from '../../terminal.ts';
import { cut, widthOf } from '../../width.ts';

/** A piece of a line in one style. */
export type Span = string | { readonly style: Style; readonly text: string };
/** A line of the screen before it is painted: its width can be measured, and it can be cut. */
export type Line = readonly Span[];

export const styled = (style: Style, text: string): Span => ({ style, text });

export const textOf = (span: Span): string => (typeof span === 'string' ? span : span.text);

const withText = (span: Span, text: string): Span => (typeof span === 'string' ? text : { ...span, text });

export const lineWidth = (line: Line): number => line.reduce((sum, span) => sum + widthOf(textOf(span)), 0);

/** Cut to so many columns. */
export function cutLine(line: Line, columns: number): Line {
  if (lineWidth(line) <= columns) return line;
  const kept: Span[] = [];
  let room = columns;
  for (const span of line) {
    const text = textOf(span);
    const width = widthOf(text);
    // One column is kept for the ellipsis, as there is more than fits.
    if (width >= room) {
      kept.push(withText(span, cut(`${text}…`, room)));
      break;
    }
    kept.push(span);
    room -= width;
  }
  return kept;
}

/** Two lines side by side; the left one is cut or filled to `columns`. */
export function beside(left: Line, right: Line, columns: number): Line {
  const fitting = cutLine(left, columns);
  return right.length === 0 ? fitting : [...fitting, ' '.repeat(Math.max(0, columns - lineWidth(fitting))), ...right];
}

export const painted = (line: Line, paint: Paint): string =>
  line
    .map((span) => (typeof span === 'string' || span.text === '' ? textOf(span) : paint(span.style, span.text)))
    .join('');
