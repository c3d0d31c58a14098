import type { Item, Json } from '@maspo/core';

/** So many words in a row that stand in an item too are a copy of it, no chance. */
export const LEAK_WORDS = 8;

/** Scripts that put no spaces between words: there a character counts as a word. */
const UNSPACED = String.raw`\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}\p{Script=Myanmar}`;
const WORD = new RegExp(String.raw`[${UNSPACED}]|(?:(?![${UNSPACED}])[\p{L}\p{N}\p{M}])+`, 'gu');

/**
 * The first words that a text has word for word from an item and that no known text has; null if it copies none. Case and
 * punctuation do not count. A prompt that repeats training items does well on them and tells nothing about others.
 * @param known Texts that may be repeated: the parents, the seed.
 */
export function leakIn(text: string, items: readonly Item[], known: readonly string[]): string | null {
  const old = new Set(known.flatMap((one) => grams(wordsOf(one))));
  const fresh = new Set(grams(wordsOf(text)).filter((gram) => !old.has(gram)));
  if (fresh.size === 0) return null;
  const openings = new Set([...fresh].map((gram) => gram.slice(0, gram.indexOf(' '))));
  for (const { fields } of items)
    for (const words of Object.values(fields)
      .flatMap((value) => textsIn(value))
      .map(wordsOf))
      for (let at = 0; at + LEAK_WORDS <= words.length; at++) {
        if (!openings.has(words[at] ?? '')) continue;
        const gram = words.slice(at, at + LEAK_WORDS).join(' ');
        if (fresh.has(gram)) return gram;
      }
  return null;
}

const wordsOf = (text: string): string[] => text.normalize('NFKC').toLowerCase().match(WORD) ?? [];

const grams = (words: readonly string[]): string[] =>
  words.slice(LEAK_WORDS - 1).map((_, at) => words.slice(at, at + LEAK_WORDS).join(' '));

function textsIn(value: Json | undefined): string[] {
  if (typeof value === 'string') return [value];
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap((inner) => textsIn(inner)) : [];
}
