import { foldText } from '@maspo/core/plan';

const escaped = (text: string): string => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&').replace(/\s+/g, '\\s+');

/** Matches a text as whole words: "bug" is not in "debugging". Case does not matter. */
export const wholeWords = (text: string): RegExp =>
  new RegExp(`(?<![\\p{L}\\p{N}_])${escaped(text)}(?![\\p{L}\\p{N}_])`, 'giu');

/**
 * The one choice that stands in a text, as whole words; null if there is none or more than one.
 * A choice inside a longer one does not count: "bug report" does not name "bug".
 */
export function findChoice(text: string, choices: readonly string[]): string | null {
  let rest = foldText(text);
  const found = new Set<string>();
  for (const choice of [...choices].sort((a, b) => b.length - a.length)) {
    const without = rest.replace(wholeWords(foldText(choice).trim()), '\u0000');
    if (without !== rest) found.add(choice);
    rest = without;
  }
  const [only] = found;
  return found.size === 1 ? (only ?? null) : null;
}
