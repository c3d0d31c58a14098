/** Where a phrase stands in a text as whole words, upper or lower case. */
export function wordMatches(text: string, phrase: string): [from: number, to: number][] {
  // Hundreds of phrases are looked for, and few are there: compiling a pattern for each took most of the time.
  if (phrase === '' || !text.toLowerCase().includes(phrase.toLowerCase())) return [];
  const escaped = phrase.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
  const pattern = new RegExp(`(?<![\\p{L}\\p{N}_-])${escaped}(?![\\p{L}\\p{N}_-])`, 'giu');
  return [...text.matchAll(pattern)].map((match) => [match.index, match.index + match[0].length]);
}

/**
 * Puts a phrase in the place of another, with a capital where the other had one. An empty phrase takes the space after it
 * along, and a stop that would stand alone.
 */
export function replacePhrase(text: string, [from, to]: readonly [number, number], phrase: string): string {
  const before = text.slice(0, from);
  const old = text.slice(from, to);
  const after = text.slice(to);
  if (phrase !== '') return before + withCapitalOf(old, phrase) + after;
  const opens = opensSentence(before);
  const rest = opens
    ? withCapitalOf(old, after.replace(/^[ \t]*[.!?,;]*[ \t]*/, ''))
    : after.replace(/^(?:[ \t]|$)/, '');
  // "a, please." must not become "a, ."
  return opens ? before + rest : before.replace(/,?[ \t]*$/, (gap) => (/^[.!?]/.test(rest) ? '' : gap)) + rest;
}

/** Whether a sentence begins behind a text: at its start, behind a stop or a colon, on a new line, behind a bullet. */
export const opensSentence = (before: string): boolean => /(?:^|[.!?:\n])\s*(?:(?:[-*•]|\d+[.)])\s+)?$/u.test(before);

function withCapitalOf(model: string, phrase: string): string {
  const [first = ''] = model;
  return first !== first.toLowerCase() ? phrase.charAt(0).toUpperCase() + phrase.slice(1) : phrase;
}
