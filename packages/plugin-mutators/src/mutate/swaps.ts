import { type MutateRequest, type Prompt, SECTIONS } from '@maspo/core/plan';
import { fixedRanges, overlaps } from '../fixed.ts';
import { holdsFrozen, keepsFrozen } from '../frozen.ts';
import { LEXICON } from '../lexicon.ts';
import { joinSentences, sentenceKey, splitSentences } from '../sentences.ts';
import { labelOrders } from './label-order.ts';
import { replacePhrase, wordMatches } from './replace-phrase.ts';

/** A swap that has not been made yet: only one of many is. */
export type Swap = () => Prompt;

/** Phrases of the lexicon that stand in the prompt, each with each of its alternatives. Labels are no phrases. */
export function rewordings(prompt: Prompt, labels: readonly string[], frozen: readonly string[]): Swap[] {
  return SECTIONS.flatMap((section) => {
    const text = prompt.get(section);
    const fixed = fixedRanges(text, frozen, labels);
    const places = LEXICON.flatMap((phrases) =>
      phrases.swap.flatMap((phrase) => wordMatches(text, phrase).map((range) => ({ range, phrase, phrases }))),
    );
    return places
      .filter(({ range }) => !overlaps(range, fixed))
      .flatMap(({ range, phrase, phrases: { swap, into = [] } }) =>
        [...swap, ...into]
          .filter((other) => other !== phrase)
          .map(
            (other): Swap =>
              () =>
                prompt.set(section, replacePhrase(text, range, other)),
          ),
      );
  });
}

/** Lists of labels in another order. */
export const labelSwaps = (prompt: Prompt, labels: readonly string[], frozen: readonly string[]): Swap[] =>
  SECTIONS.flatMap((section) => {
    const text = prompt.get(section);
    const fixed = fixedRanges(text, frozen, []);
    return labelOrders(text, labels)
      .filter(({ range }) => !overlaps(range, fixed))
      .flatMap(({ range: [from, to], texts }) =>
        texts.map(
          (other): Swap =>
            () =>
              prompt.set(section, text.slice(0, from) + other + text.slice(to)),
        ),
      );
  });

/** Sentences of other prompts in place of one of the same section; into an empty section they simply go. */
export function borrowings(prompt: Prompt, population: MutateRequest['population'], frozen: readonly string[]): Swap[] {
  const swaps = SECTIONS.flatMap((section) => {
    const own = splitSentences(prompt.get(section), frozen);
    const known = new Set(own.map(sentenceKey));
    const others = population
      .flatMap((candidate) => splitSentences(candidate.prompt.get(section), frozen))
      .filter((sentence) => !known.has(sentenceKey(sentence)) && !holdsFrozen(sentence, frozen));
    const places = own.length === 0 ? [0] : own.flatMap((sentence, at) => (holdsFrozen(sentence, frozen) ? [] : [at]));
    return others.flatMap((sentence) =>
      places.map(
        (at): Swap =>
          () =>
            prompt.set(section, joinSentences(own.toSpliced(at, 1, spaced(sentence, own[at])))),
      ),
    );
  });
  return frozen.length === 0 ? swaps : swaps.filter((swap) => keepsFrozen(prompt.text, swap().text, frozen));
}

/** A sentence with the white space that the one in its place had after it: lines stay lines. */
const spaced = (sentence: string, replaced: string | undefined): string =>
  sentence.trimEnd() + (/\s*$/.exec(replaced ?? '')?.[0] ?? '');
