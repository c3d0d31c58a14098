import { type Prompt, SECTIONS, type Section } from '@maspo/core/plan';
import { fixedRanges, overlaps } from '../fixed.ts';
import { holdsFrozen, keepsFrozen } from '../frozen.ts';
import { type Range, sentenceKey, splitSentences } from '../sentences.ts';
import { opensSentence, replacePhrase, wordMatches } from './replace-phrase.ts';
import { FILLERS, OPENINGS, WORDY } from './shorter-words.ts';

/** A stretch of a section that can be said in fewer words. */
export interface Cut {
  readonly section: Section;
  readonly range: Range;
  /** What says the same; null where the whole stretch repeats another. */
  readonly text: string | null;
}

// Longest first: "thank you very much" goes as a whole.
const SHORTER = [
  ...[...FILLERS, ...WORDY].map((words) => ({ ...words, opens: false })),
  ...OPENINGS.map((words) => ({ ...words, opens: true })),
].sort((a, b) => b.long.length - a.long.length);

/** All that can go from a prompt, in the order of the text; no two overlap. */
export function cutsOf(prompt: Prompt, frozen: readonly string[], labels: readonly string[]): Cut[] {
  const seen = new Set<string>();
  return SECTIONS.flatMap((section) => {
    const text = prompt.get(section);
    const fixed = fixedRanges(text, frozen, labels);
    const cuts = repeated(text, frozen, seen).map((range): Cut => ({ section, range, text: null }));
    for (const { long, short, opens } of SHORTER)
      for (const range of wordMatches(text, long)) {
        if (opens && !opensSentence(text.slice(0, range[0]))) continue;
        if (!overlaps(range, [...fixed, ...cuts.map((cut) => cut.range)])) cuts.push({ section, range, text: short });
      }
    return cuts.sort((a, b) => a.range[0] - b.range[0]);
  });
}

/** Sentences that say what an earlier one, of any section, has said. */
function repeated(text: string, frozen: readonly string[], seen: Set<string>): Range[] {
  let at = 0;
  return splitSentences(text, frozen).flatMap((sentence): Range[] => {
    const range: Range = [at, at + sentence.length];
    at += sentence.length;
    const key = sentenceKey(sentence);
    const isRepeated = seen.has(key);
    seen.add(key);
    return isRepeated && !holdsFrozen(sentence, frozen) ? [range] : [];
  });
}

/** The prompt with these cuts made; null if it got no shorter, or lost too much. */
export function apply(prompt: Prompt, cuts: readonly Cut[], frozen: readonly string[]): Prompt | null {
  const child = SECTIONS.reduce((kept, section) => {
    // From the end: what stands before a cut keeps its place.
    const own = cuts.filter((cut) => cut.section === section).toReversed();
    return kept.set(section, own.reduce(make, prompt.get(section)));
  }, prompt);
  const isShorter = child.text !== '' && child.text.length < prompt.text.length;
  return isShorter && keepsFrozen(prompt.text, child.text, frozen) ? child : null;
}

const make = (text: string, { range: [from, to], text: short }: Cut): string =>
  short === null ? text.slice(0, from) + text.slice(to) : replacePhrase(text, [from, to], short);
