import { exampleRanges } from './example-block.ts';

/** Start (inclusive) and end (exclusive) of a stretch of a text. */
export type Range = readonly [start: number, end: number];

let segmenter: Intl.Segmenter | undefined;
/** Made with the first text: it takes 10 ms, for which `maspo validate` should not wait. */
const sentenceSegmenter = (): Intl.Segmenter => (segmenter ??= new Intl.Segmenter('en', { granularity: 'sentence' }));

/** After these a sentence may follow without a space. */
const CJK_STOP = /[。！？｡]$/u;
/** What makes a piece a sentence: "1." and "-" alone belong to what follows. */
const HAS_LETTER = /\p{L}/u;

/**
 * Cuts a text into sentences and lines, each with the white space after it, so that nothing is lost: their concatenation is
 * the text. Frozen spans, code, quoted examples and what stands in braces or square brackets (JSON, `\boxed{}`) are never cut.
 */
export function splitSentences(text: string, frozen: readonly string[] = []): string[] {
  const whole = [...wholeRanges(text), ...frozen.flatMap((span) => occurrences(text, span))];
  const cuts = [0];
  for (const { index } of sentenceSegmenter().segment(text)) {
    const from = cuts.at(-1) ?? 0;
    const before = text.slice(from, index);
    const separated = /\s$/u.test(before) || CJK_STOP.test(before);
    const inside = whole.some(([start, end]) => start < index && index < end);
    if (separated && !inside && HAS_LETTER.test(before) && HAS_LETTER.test(text.slice(index))) cuts.push(index);
  }
  return text === '' ? [] : cuts.map((from, position) => text.slice(from, cuts[position + 1]));
}

/** Puts sentences together again, with a space where the next one would stick to the last; a line's end where the last has no stop. */
export const joinSentences = (sentences: readonly string[]): string =>
  sentences
    .map((sentence, position) => {
      const sticks = position < sentences.length - 1 && !/\s$/u.test(sentence) && !CJK_STOP.test(sentence);
      return sticks ? `${sentence}${gapAfter(sentence)}` : sentence;
    })
    .join('');

/** "Answer with one word" and "Be brief." would be one sentence with a space between them. */
const gapAfter = (sentence: string): string => (/[\p{L}\p{N}]$/u.test(sentence) ? '\n' : ' ');

/** Two sentences say the same if only case, white space and the stop at the end differ. */
export const sentenceKey = (sentence: string): string =>
  sentence
    .trim()
    .toLowerCase()
    .replace(/\s+/g, ' ')
    .replace(/[.!:;。！]+$/u, '');

/** Stretches that mean something as a whole only: quoted examples, code, and what stands in braces or square brackets. */
export function wholeRanges(text: string): Range[] {
  const examples = exampleRanges(text);
  // What an example quotes opens nothing outside of it.
  const around = examples.reduce(
    (rest, [from, to]) => rest.slice(0, from) + ' '.repeat(to - from) + rest.slice(to),
    text,
  );
  const code = [...around.matchAll(/```[\s\S]*?(?:```|$)|`[^`\n]*`/g)].map(
    (match): Range => [match.index, match.index + match[0].length],
  );
  return [...examples, ...code, ...bracketRanges(around)];
}

/** All places where a span stands in a text. */
export function occurrences(text: string, span: string): Range[] {
  const found: Range[] = [];
  if (span === '') return found;
  for (let at = text.indexOf(span); at !== -1; at = text.indexOf(span, at + 1)) found.push([at, at + span.length]);
  return found;
}

/** Outermost {…} and […]; one that is never closed reaches to the end. */
function bracketRanges(text: string): Range[] {
  const found: Range[] = [];
  let depth = 0;
  let start = 0;
  for (const { 0: bracket, index } of text.matchAll(/[{}[\]]/g)) {
    if (bracket === '{' || bracket === '[') {
      if (depth === 0) start = index;
      depth += 1;
    } else if (depth > 0) {
      depth -= 1;
      if (depth === 0) found.push([start, index + 1]);
    }
  }
  return depth > 0 ? [...found, [start, text.length]] : found;
}
