import { type MutateOperator, type MutateRequest, type OptionsSchema, type Prompt, SECTIONS } from '@maspo/core';
import { finalLabels } from '../facts/labels.ts';
import { holdsFrozen, keepsFrozen, touchesFrozen } from '../frozen.ts';
import { LEXICON } from '../lexicon.ts';
import { joinSentences, sentenceKey, splitSentences } from '../sentences.ts';
import { labelOrders } from './label-order.ts';
import { replacePhrase, wordMatches } from './replace-phrase.ts';

const options = {
  type: 'object',
  properties: {
    swaps: { type: 'integer', minimum: 1, maximum: 5, default: 1, description: 'Phrases exchanged in one proposal.' },
    population: {
      type: 'number',
      minimum: 0,
      maximum: 1,
      default: 0.3,
      description:
        "Share of swaps that take a sentence of the beam's other prompts, the rest takes phrases of the lexicon.",
    },
  },
} as const satisfies OptionsSchema;

export const phraseSwap: MutateOperator<typeof options> = {
  description:
    'Exchanges a phrase for one of like meaning, the order of listed labels, or a sentence for one of another prompt in the beam.',
  options,
  run: (request) => {
    const {
      parent,
      population,
      agent: { frozen },
      options: { swaps, population: share },
      rng,
    } = request;
    const labels = finalLabels(request);
    let child = parent;
    for (let done = 0; done < swaps; done++) {
      const [borrowed, reworded] = [
        borrowings(child, population, frozen),
        [...rewordings(child, frozen), ...reorderings(child, labels, frozen)],
      ];
      const preferred = rng.next() < share ? [borrowed, reworded] : [reworded, borrowed];
      const choices = preferred.find((list) => list.length > 0);
      if (choices === undefined) break;
      child = rng.pick(choices)();
    }
    return [child.id === parent.id || child.text === '' ? { rejected: 'no phrase can be exchanged' } : child];
  },
};

/** A swap that has not been made yet: only one of many is. */
type Swap = () => Prompt;

/** Phrases of the lexicon that stand in the prompt, each with each of its alternatives. */
function rewordings(prompt: Prompt, frozen: readonly string[]): Swap[] {
  return SECTIONS.flatMap((section) => {
    const text = prompt.get(section);
    const places = LEXICON.flatMap((phrases) =>
      phrases.swap.flatMap((phrase) => wordMatches(text, phrase).map((range) => ({ range, phrase, phrases }))),
    );
    return places
      .filter(({ range }) => !touchesFrozen(text, range, frozen))
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
const reorderings = (prompt: Prompt, labels: readonly string[], frozen: readonly string[]): Swap[] =>
  SECTIONS.flatMap((section) => {
    const text = prompt.get(section);
    return labelOrders(text, labels)
      .filter(({ range }) => !touchesFrozen(text, range, frozen))
      .flatMap(({ range: [from, to], texts }) =>
        texts.map(
          (other): Swap =>
            () =>
              prompt.set(section, text.slice(0, from) + other + text.slice(to)),
        ),
      );
  });

/** Sentences of other prompts in place of one of the same section; into an empty section they simply go. */
function borrowings(prompt: Prompt, population: MutateRequest['population'], frozen: readonly string[]): Swap[] {
  return SECTIONS.flatMap((section) => {
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
  }).filter((swap) => keepsFrozen(prompt.text, swap().text, frozen));
}

/** A sentence with the white space that the one in its place had after it: lines stay lines. */
const spaced = (sentence: string, replaced: string | undefined): string =>
  sentence.trimEnd() + (/\s*$/.exec(replaced ?? '')?.[0] ?? '');
