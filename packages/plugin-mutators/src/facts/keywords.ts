import type { Item } from '@maspo/core';
import { labelText } from './labels.ts';
import { STOP_WORDS } from './stop-words.ts';

/** A word that tells something about an item, with its weight (> 0; higher tells more). */
export interface Keyword {
  readonly word: string;
  readonly weight: number;
}

/**
 * The words that distinguish each label: log-odds of standing in an item of that label against the others, half a count
 * added to each cell, divided by its standard error (after Monroe et al. 2008, "Fightin' Words"). Best first.
 */
export function labelKeywords(
  items: readonly Item[],
  field: string,
  hidden: readonly string[],
): Map<string, Keyword[]> {
  const labelled = items.flatMap((item) => {
    const label = labelText(item.fields[field]);
    return label === null ? [] : [{ label, stems: stemsOf(item, [...hidden, field]) }];
  });
  const surface = surfaceForms(items, [...hidden, field]);
  const result = new Map<string, Keyword[]>();
  for (const label of new Set(labelled.map((entry) => entry.label))) {
    const own = labelled.filter((entry) => entry.label === label).map(({ stems }) => stems);
    const others = labelled.filter((entry) => entry.label !== label).map(({ stems }) => stems);
    const weigh = (stem: string) => zScore(count(own, stem), own.length, count(others, stem), others.length);
    result.set(label, ranked([...new Set(own.flatMap((stems) => [...stems]))], weigh, surface));
  }
  return result;
}

/** The words that tell items apart: in several of them, but not in most (document frequency × inverse). Best first. */
export function salientWords(items: readonly Item[], hidden: readonly string[]): Keyword[] {
  const documents = items.map((item) => stemsOf(item, hidden));
  const weigh = (stem: string) => {
    const frequency = count(documents, stem);
    return frequency * Math.log(documents.length / frequency);
  };
  return ranked([...new Set(documents.flatMap((stems) => [...stems]))], weigh, surfaceForms(items, hidden));
}

function ranked(
  stems: readonly string[],
  weigh: (stem: string) => number,
  surface: ReadonlyMap<string, string>,
): Keyword[] {
  return stems
    .map((stem) => ({ word: surface.get(stem) ?? stem, weight: weigh(stem) }))
    .filter(({ weight }) => weight > 0)
    .sort((a, b) => b.weight - a.weight || (a.word < b.word ? -1 : 1));
}

function zScore(inOwn: number, own: number, inOthers: number, others: number): number {
  const odds = (inside: number, all: number) => Math.log((inside + 0.5) / (all - inside + 0.5));
  const variance = 1 / (inOwn + 0.5) + 1 / (inOthers + 0.5);
  return (odds(inOwn, own) - odds(inOthers, others)) / Math.sqrt(variance);
}

const count = (documents: readonly ReadonlySet<string>[], stem: string): number =>
  documents.filter((stems) => stems.has(stem)).length;

/** Words of the texts of an item, without labels, ids and stop words. */
export function wordsOf(item: Item, hidden: readonly string[]): string[] {
  return Object.entries(item.fields)
    .filter(([name, value]) => typeof value === 'string' && name !== 'id' && !hidden.includes(name))
    .flatMap(
      ([, value]) =>
        String(value)
          .toLowerCase()
          .match(/\p{L}[\p{L}\p{N}]{2,}/gu) ?? [],
    )
    .filter((word) => !STOP_WORDS.has(word));
}

const stemsOf = (item: Item, hidden: readonly string[]): Set<string> => new Set(wordsOf(item, hidden).map(stem));

/** "charge", "charged" and "charges" count as one word. Crude, and only used for counting. */
const stem = (word: string): string => {
  const cut = word.replace(/(?:ing|ed|es|s|e)$/, '');
  return cut.length < 3 ? word : cut;
};

/** The commonest form of each stem; at equal counts the shortest, then the first in the alphabet. */
function surfaceForms(items: readonly Item[], hidden: readonly string[]): ReadonlyMap<string, string> {
  const counts = new Map<string, number>();
  for (const word of items.flatMap((item) => wordsOf(item, hidden))) counts.set(word, (counts.get(word) ?? 0) + 1);
  const ordered = [...counts].sort(([a, n], [b, m]) => m - n || a.length - b.length || (a < b ? -1 : 1));
  return new Map(ordered.reverse().map(([word]) => [stem(word), word]));
}
