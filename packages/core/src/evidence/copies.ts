import type { Json } from '../canonical.ts';
import type { Item } from '../types.ts';
import { hashRun, holds, rising, wordsOf } from './runs.ts';

/** So many words in a row that stand in an item too are a copy of it, no chance. */
export const COPY_WORDS = 8;
/** A shorter text of an item is quoted where all of it is; but what is shorter than this is a phrase that anybody may use. */
export const SHORT_WORDS = 5;
/** A run of words in more than this share of the items, and in more than MOST_FEW, is a common phrase of theirs: a form, a greeting. */
const COMMON = 0.1;
const MOST_FEW = 2;

/** What a text may repeat of items. */
export interface Permission {
  /** Texts that may be repeated: the seed, the parents. */
  readonly known: readonly string[];
  /** Whether training items may be quoted. */
  readonly quotes: boolean;
}

/** Finds what a text has word for word from items. */
export interface CopyCheck {
  /** The first such words; null if there are none. Case and punctuation do not count. */
  copiedIn(text: string, permission: Permission): string | null;
}

/** Items by what operators may see of them. */
export interface CheckedItems {
  readonly train: readonly Item[];
  readonly heldOut: readonly Item[];
  readonly labelFields: readonly string[];
}

/**
 * A check of texts against items. A prompt that repeats items does well on them and tells nothing about others, so it must
 * not hold eight words in a row of an item, nor all of a text of five to seven words that is one item's own. No copies are:
 * phrases common to more than a tenth of the items, short texts that several items share (categories), labels that several
 * items share (class names). Items are read once, when the first text is checked.
 */
export function createCopyCheck(items: CheckedItems): CopyCheck {
  let index: Index | null = null;
  return {
    copiedIn: (text, { known, quotes }) => {
      index ??= indexOf(items);
      const { numberOf, all, heldOut } = index;
      const runs = quotes ? heldOut : all;
      const read = (one: string): number[] => wordsOf(one).map((word) => numberOf.get(word) ?? 0);
      const old = new Set(known.flatMap((one) => runsIn(read(one)).map(({ hash }) => hash)));
      const first = runsIn(read(text)).find(({ hash }) => !old.has(hash) && runs.some((hashes) => holds(hashes, hash)));
      return first === undefined ? null : wordsOf(text).slice(first.from, first.to).join(' ');
    },
  };
}

interface Index {
  /** The words of items, from 1. */
  readonly numberOf: ReadonlyMap<string, number>;
  /** The runs of all items, long and short ones, each in rising order. */
  readonly all: readonly Float64Array[];
  /** Those that stand in held-out items alone. */
  readonly heldOut: readonly Float64Array[];
}

interface Run {
  readonly from: number;
  readonly to: number;
  readonly hash: number;
}

/** The runs of a text that could be a copy: all of the lengths that count. */
function runsIn(words: readonly number[]): Run[] {
  const runs: Run[] = [];
  for (let from = 0; from + SHORT_WORDS <= words.length; from++)
    for (let to = from + SHORT_WORDS; to <= Math.min(from + COPY_WORDS, words.length); to++)
      runs.push({ from, to, hash: hashRun(words, from, to) });
  return runs;
}

function indexOf({ train, heldOut, labelFields }: CheckedItems): Index {
  const numberOf = new Map<string, number>();
  const read = (text: string): number[] =>
    wordsOf(text).map((word) => {
      const number = numberOf.get(word) ?? numberOf.size + 1;
      numberOf.set(word, number);
      return number;
    });
  const items = [...train, ...heldOut];
  const classes = sharedLabels(items, labelFields);
  const runs = { long: [] as number[], short: [] as number[], train: [] as number[] };
  for (const [at, item] of items.entries()) {
    const { long, short } = ownRuns(textsOf(item, classes).map(read));
    for (const hash of long) runs.long.push(hash);
    for (const hash of short) runs.short.push(hash);
    if (at < train.length) for (const hash of [...long, ...short]) runs.train.push(hash);
  }
  const all = [
    rareOf(runs.long, Math.max(MOST_FEW, Math.floor(COMMON * items.length))),
    // A short text that several items share is a category.
    rareOf(runs.short, 1),
  ];
  const trained = rising(runs.train);
  return { numberOf, all, heldOut: all.map((hashes) => hashes.filter((hash) => !holds(trained, hash))) };
}

/** The runs of an item, each once: of long texts all of full length, a short one whole. */
function ownRuns(texts: readonly (readonly number[])[]): Record<'long' | 'short', ReadonlySet<number>> {
  const [long, short] = [new Set<number>(), new Set<number>()];
  for (const words of texts) {
    if (words.length >= SHORT_WORDS && words.length < COPY_WORDS) short.add(hashRun(words, 0, words.length));
    for (let from = 0; from + COPY_WORDS <= words.length; from++) long.add(hashRun(words, from, from + COPY_WORDS));
  }
  return { long, short };
}

/** The numbers that come up at most so often, each once. */
function rareOf(numbers: readonly number[], most: number): Float64Array {
  const sorted = rising(numbers);
  return sorted.filter((number, at) => number !== sorted[at - 1] && number !== sorted[at + most]);
}

/** Labels that more than one item has: names of classes, as `field text`. */
function sharedLabels(items: readonly Item[], labelFields: readonly string[]): ReadonlySet<string> {
  const once = new Set<string>();
  const shared = new Set<string>();
  for (const { fields } of items)
    for (const field of labelFields)
      for (const text of new Set(textsIn(fields[field]))) {
        const key = `${field} ${text}`;
        (once.has(key) ? shared : once).add(key);
      }
  return shared;
}

const textsOf = ({ fields }: Item, classes: ReadonlySet<string>): string[] =>
  Object.entries(fields).flatMap(([field, value]) => textsIn(value).filter((text) => !classes.has(`${field} ${text}`)));

function textsIn(value: Json | undefined): string[] {
  if (typeof value === 'string') return [value];
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap((inner) => textsIn(inner)) : [];
}
