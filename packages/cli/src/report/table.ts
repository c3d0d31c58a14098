import type { Paint } from '../terminal.ts';

/** A cell; numbers are set to the right. */
export type Cell = string | { readonly right: string };

const textOf = (cell: Cell): string => (typeof cell === 'string' ? cell : cell.right);

/** Rows in columns, the first row as the heading. A last column of text may run on; columns without content are left out. */
export function tableLines(rows: readonly (readonly Cell[])[], paint: Paint): string[] {
  const [head = [], ...body] = rows;
  const used = head.map((_, column) => column).filter((column) => body.some((row) => textOf(row[column] ?? '') !== ''));
  const widths = used.map((column) => Math.max(...rows.map((row) => textOf(row[column] ?? '').length)));
  const lineOf = (row: readonly Cell[]): string =>
    used
      .map((column, index) => {
        const cell = row[column] ?? '';
        const width = widths[index] ?? 0;
        return typeof cell === 'string' ? cell.padEnd(width) : cell.right.padStart(width);
      })
      .join('  ')
      .trimEnd();
  return [paint('bold', lineOf(head)), ...body.map(lineOf)];
}
