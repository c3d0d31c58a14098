/** Scripts that put no spaces between words: there a character counts as a word. */
const UNSPACED = String.raw`\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}\p{Script=Myanmar}`;
const WORD = new RegExp(String.raw`[${UNSPACED}]|(?:(?![${UNSPACED}])[\p{L}\p{N}\p{M}])+`, 'gu');

/** The words of a text, in lower case: letters and digits, no punctuation. */
export const wordsOf = (text: string): string[] => text.normalize('NFKC').toLowerCase().match(WORD) ?? [];

/** A run of words, given as numbers, as one number of 53 bits: two runs that differ hardly ever fall together. */
export function hashRun(words: readonly number[], from: number, to: number): number {
  let high = 0x9e3779b9;
  let low = 0x85ebca6b;
  for (let at = from; at < to; at++) {
    high = mix(high ^ (words[at] ?? 0));
    low = mix(low + (words[at] ?? 0));
  }
  return (high >>> 0) * 2 ** 21 + (low >>> 11);
}

/** The finaliser of MurmurHash3 (Appleby, public domain): every bit of the input changes half of the bits. */
function mix(value: number): number {
  let bits = Math.imul(value ^ (value >>> 16), 0x85ebca6b);
  bits = Math.imul(bits ^ (bits >>> 13), 0xc2b2ae35);
  return bits ^ (bits >>> 16);
}

/** Numbers in rising order: millions of them take eight bytes each. */
export const rising = (numbers: readonly number[]): Float64Array => Float64Array.from(numbers).sort();

/** Whether a list in rising order holds a number. */
export function holds(sorted: Float64Array, number: number): boolean {
  let [low, high] = [0, sorted.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((sorted[middle] as number) < number) low = middle + 1;
    else high = middle;
  }
  return sorted[low] === number;
}
