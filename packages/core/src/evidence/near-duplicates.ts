import { lookUp } from '../system/template.ts';
import type { Item } from '../types.ts';
import { hashRun, rising } from './runs.ts';

/** Words in a shingle. */
const LENGTH = 3;

/** Letters, digits and signs up to the next space; scripts that write no spaces sign by sign. */
const WORD =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}]|[^\s\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}]+/gu;
/** Signs that end or quote a word; a minus or a plus is part of it: `2-3` is not `2+3`. */
const AROUND = /^[.,;:!?"'“”‘’()¿¡…。、]+|[.,;:!?"'“”‘’()¿¡…。、]+$/gu;

/**
 * What an item says to the system: the values that the inputs of its agents read; where they read none, all fields but
 * `id` and the labels. What no agent sees (a date, a number of a ticket) makes no item another one.
 * @param read Paths of `{{item.…}}` in inputs.
 */
export function itemText({ fields }: Item, read: readonly (readonly string[])[], labels: readonly string[]): string {
  const values =
    read.length > 0
      ? read.map((path) => lookUp(fields, path))
      : Object.keys(fields)
          .filter((field) => field !== 'id' && !labels.includes(field))
          .sort()
          .map((field) => fields[field]);
  return values
    .map((value) => (typeof value === 'string' ? value : value === undefined ? '' : JSON.stringify(value)))
    .join('\n');
}

/**
 * Groups texts that say the same: equal but for case, space and punctuation, or at least nine tenths of their different
 * word 3-grams shared (Jaccard); a chain of such pairs is one group. No pair is missed: of two sets that share so many,
 * the rarest tenth of each have one in common (prefix filter: Chaudhuri, Ganti & Kaushik, ICDE 2006), so only sets whose
 * rarest tenths meet are compared. Empty texts say nothing and are alone.
 * @returns For each text the index of the first of its group.
 */
export function groupNearDuplicates(texts: readonly string[]): number[] {
  const groups = createGroups(texts.length);
  const readWords = wordReader();
  const firsts = new Map<string, number>();
  const sets = texts.map((text, index) => {
    const words = readWords(text);
    const normal = words.join(' ');
    const twin = firsts.get(normal);
    if (twin !== undefined) groups.join(twin, index);
    if (twin !== undefined || words.length < LENGTH) {
      if (words.length > 0) firsts.set(normal, twin ?? index);
      return EMPTY;
    }
    firsts.set(normal, index);
    return shinglesOf(words);
  });
  joinSimilar(sets, groups);
  return texts.map((_, index) => groups.of(index));
}

const EMPTY = new Float64Array(0);

/** Disjoint sets; each is named after its first member. */
interface Groups {
  of(index: number): number;
  join(one: number, other: number): void;
}

function createGroups(size: number): Groups {
  const parents = Int32Array.from({ length: size }, (_, index) => index);
  const of = (index: number): number => {
    let root = index;
    for (let up = parents[root] ?? root; up !== root; up = parents[root] ?? root) root = up;
    for (let at = index; at !== root; ) {
      const up = parents[at] ?? root;
      parents[at] = root;
      at = up;
    }
    return root;
  };
  const join = (one: number, other: number): void => {
    const [a, b] = [of(one), of(other)];
    parents[Math.max(a, b)] = Math.min(a, b);
  };
  return { of, join };
}

/** Gives the words of texts as numbers, from 1; each word is looked at once, however often it comes up. */
function wordReader(): (text: string) => number[] {
  const written = new Map<string, number>();
  const numbers = new Map<string, number>([['', 0]]);
  const numberOf = (word: string): number => {
    const bare = word.replace(AROUND, '');
    const number = numbers.get(bare) ?? numbers.size;
    numbers.set(bare, number);
    written.set(word, number);
    return number;
  };
  return (text) =>
    (text.normalize('NFKC').toLowerCase().match(WORD) ?? [])
      .map((word) => written.get(word) ?? numberOf(word))
      .filter((number) => number > 0);
}

/** The different shingles of a text, in rising order. */
function shinglesOf(words: readonly number[]): Float64Array {
  const shingles = rising(words.slice(LENGTH - 1).map((_, at) => hashRun(words, at, at + LENGTH)));
  return shingles.filter((shingle, at) => shingle !== shingles[at - 1]);
}

/** Texts that have a shingle among their rarest. */
interface Holders {
  readonly indices: number[];
  /** For each how many shingles of its set are commoner. */
  readonly commoner: number[];
  /** Whether they are all of one group: then one that belongs to it need not meet them. */
  alike: boolean;
}

/** Joins all pairs of sets that share nine tenths; those that are joined by others already need not be compared. */
function joinSimilar(sets: readonly Float64Array[], groups: Groups): void {
  const rarest = rarestOf(sets);
  const held = new Map<number, Holders>();
  sets.forEach((set, index) => {
    rarest(set).forEach((shingle, rank) => {
      const commoner = set.length - 1 - rank;
      const holders = held.get(shingle) ?? { indices: [], commoner: [], alike: true };
      holders.indices.every((other, at) => {
        if (groups.of(other) === groups.of(index)) return !holders.alike;
        const rival = sets[other] ?? EMPTY;
        // Where this is the first shingle that they share, they can share no more than the commoner ones beside (PPJoin).
        const most = 1 + Math.min(commoner, holders.commoner[at] ?? 0);
        if (sharesEnough(most, set, rival) && sharesEnough(sharedBy(set, rival), set, rival)) groups.join(other, index);
        return true;
      });
      holders.alike &&= groups.of(holders.indices[0] ?? index) === groups.of(index);
      holders.indices.push(index);
      holders.commoner.push(commoner);
      held.set(shingle, holders);
    });
  });
}

/**
 * The shingles of a set that few sets have, the rarest first: as many as can be missing from a similar set, and one more.
 * Rarity is counted in buckets that shingles may share: any order will do, as long as it is the same for all sets.
 */
function rarestOf(sets: readonly Float64Array[]): (set: Float64Array) => Float64Array {
  const counts = new Uint32Array(2 ** 20);
  const rarity = (shingle: number): number => counts[shingle % counts.length] ?? 0;
  for (const set of sets) for (const shingle of set) counts[shingle % counts.length] = rarity(shingle) + 1;
  return (set) => {
    // In whole numbers, because 0.9 · 70 is more than 63.
    const size = set.length === 0 ? 0 : set.length - Math.ceil((9 * set.length) / 10) + 1;
    const limit = Uint32Array.from(set, rarity).sort()[size - 1] ?? 0;
    return set
      .filter((shingle) => rarity(shingle) <= limit)
      .sort((a, b) => rarity(a) - rarity(b) || a - b)
      .subarray(0, size);
  };
}

/** Whether so many shared shingles are nine tenths of all that two sets have. */
const sharesEnough = (shared: number, { length: one }: Float64Array, { length: other }: Float64Array): boolean =>
  19 * shared >= 9 * (one + other);

/** How many members two rising lists share. */
function sharedBy(one: Float64Array, other: Float64Array): number {
  let shared = 0;
  for (let i = 0, j = 0; i < one.length && j < other.length; ) {
    const [a, b] = [one[i] as number, other[j] as number];
    if (a === b) shared++;
    if (a <= b) i++;
    if (b <= a) j++;
  }
  return shared;
}
