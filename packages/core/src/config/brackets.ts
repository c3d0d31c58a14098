/** Quoted texts, comments and brackets: all that matters for where a bracket is closed. */
const TOKEN = /"(?:[^"\\]|\\.)*"|'(?:[^']|'')*'|(?<=^|\s)#[^\n]*|[[\]{}]/g;

/**
 * Where the brackets that a stretch of text leaves open are closed, found further on.
 * @returns The offset behind the last closing bracket; `start` if none is left open; undefined if they are never closed.
 */
export function closingOf(text: string, start: number, end: number): number | undefined {
  let depth = 0;
  TOKEN.lastIndex = start;
  for (let match = TOKEN.exec(text); match !== null; match = TOKEN.exec(text)) {
    if (match.index >= end && depth === 0) return start;
    const [token] = match;
    if (token === '{' || token === '[') depth += 1;
    if (token === '}' || token === ']') depth = Math.max(0, depth - 1);
    if (match.index >= end && depth === 0) return match.index + 1;
  }
  return depth === 0 ? start : undefined;
}
