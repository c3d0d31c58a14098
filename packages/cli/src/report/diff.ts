/** A word of a text, and whether the other text has it too, at the same place of the common sequence. */
export interface DiffWord {
  readonly text: string;
  readonly common: boolean;
}

/** Two texts word by word. Line breaks are words of their own. */
export interface Diff {
  readonly before: readonly DiffWord[];
  readonly after: readonly DiffWord[];
}

/** Above so many pairs of words, comparing them all would take too long: both texts count as different throughout. */
const MOST_PAIRS = 4_000_000;

/** The words of two texts with their longest common subsequence marked. */
export function diffWords(before: string, after: string): Diff {
  const [a, b] = [wordsOf(before), wordsOf(after)];
  const common = a.length * b.length > MOST_PAIRS ? [] : commonPairs(a, b);
  const [inA, inB] = [new Set(common.map(([i]) => i)), new Set(common.map(([, j]) => j))];
  return {
    before: a.map((text, index) => ({ text, common: inA.has(index) })),
    after: b.map((text, index) => ({ text, common: inB.has(index) })),
  };
}

/** A stretch of words that both texts have, or only one of them. */
export interface DiffPart {
  readonly kind: 'same' | 'removed' | 'added';
  readonly text: string;
}

/** Two texts as one: what was removed stands before what was added in its place. */
export function mergedDiff(before: string, after: string): DiffPart[] {
  const { before: old, after: now } = diffWords(before, after);
  const parts: { kind: DiffPart['kind']; words: string[] }[] = [];
  const push = (kind: DiffPart['kind'], { text }: DiffWord): void => {
    const last = parts.at(-1);
    if (last?.kind === kind) last.words.push(text);
    else parts.push({ kind, words: [text] });
  };
  for (let i = 0, j = 0; i < old.length || j < now.length; ) {
    const [a, b] = [old[i], now[j]];
    if (a?.common === false) {
      push('removed', a);
      i++;
    } else if (b?.common === false) {
      push('added', b);
      j++;
    } else {
      // Common words come in pairs.
      if (a !== undefined) push('same', a);
      i++;
      j++;
    }
  }
  return parts.map(({ kind, words }) => ({ kind, text: words.join(' ').replace(/ ?\n ?/g, '\n') }));
}

const wordsOf = (text: string): string[] => text.match(/\n|[^\s]+/g) ?? [];

/** Index pairs of a longest common subsequence, by the classic table from the end. */
function commonPairs(a: readonly string[], b: readonly string[]): (readonly [number, number])[] {
  const width = b.length + 1;
  const lengths = new Uint32Array((a.length + 1) * width);
  const at = (i: number, j: number): number => lengths[i * width + j] ?? 0;
  for (let i = a.length - 1; i >= 0; i--) {
    for (let j = b.length - 1; j >= 0; j--)
      lengths[i * width + j] = a[i] === b[j] ? at(i + 1, j + 1) + 1 : Math.max(at(i + 1, j), at(i, j + 1));
  }
  const pairs: (readonly [number, number])[] = [];
  for (let i = 0, j = 0; i < a.length && j < b.length; ) {
    if (a[i] === b[j]) pairs.push([i++, j++]);
    else if (at(i + 1, j) >= at(i, j + 1)) i++;
    else j++;
  }
  return pairs;
}
