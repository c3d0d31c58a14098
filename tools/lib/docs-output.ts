const GAP = '…';

/**
 * What an output block should show of what was printed: all of it, or where the block has lines `…`, the stretches between
 * them as they are now. A stretch is found by its first line and keeps its length.
 * @returns null where a stretch begins with a line that was not printed.
 */
export function withUpdate(shown: string, printed: string): string | null {
  const lines = linesOf(printed);
  const stretches = stretchesOf(linesOf(shown));
  if (stretches.length === 1) return textOf(lines);
  const result: string[] = [];
  let from = 0;
  for (const [index, stretch] of stretches.entries()) {
    if (index > 0) result.push(GAP);
    const [first] = stretch;
    if (first === undefined) continue;
    const at = lines.indexOf(first, from);
    if (at < 0) return null;
    result.push(...lines.slice(at, at + stretch.length));
    from = at + stretch.length;
  }
  return textOf(result);
}

function stretchesOf(lines: readonly string[]): string[][] {
  const stretches: string[][] = [[]];
  for (const line of lines) {
    if (line === GAP) stretches.push([]);
    else stretches.at(-1)?.push(line);
  }
  return stretches;
}

const linesOf = (text: string): string[] => text.trimEnd().split('\n');
const textOf = (lines: readonly string[]): string => `${lines.join('\n')}\n`;
