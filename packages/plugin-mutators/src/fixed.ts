import { wordMatches } from './mutate/replace-phrase.ts';
import { occurrences, type Range, wholeRanges } from './sentences.ts';

/** Stretches of a text that no change of wording may touch: frozen spans, labels, code, JSON and quoted examples. */
export const fixedRanges = (text: string, frozen: readonly string[], labels: readonly string[]): Range[] => [
  ...frozen.flatMap((span) => occurrences(text, span)),
  ...labels.flatMap((label) => wordMatches(text, label)),
  ...wholeRanges(text),
];

/** Whether a stretch overlaps one of these. */
export const overlaps = ([from, to]: Range, ranges: readonly Range[]): boolean =>
  ranges.some(([start, end]) => start < to && from < end);
