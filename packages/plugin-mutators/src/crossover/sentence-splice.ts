import { type CrossoverOperator, type Prompt, SECTIONS, type Section } from '@maspo/core';
import { keepsFrozen } from '../frozen.ts';
import { joinSentences, sentenceKey, splitSentences } from '../sentences.ts';

/** Takes the sentences of both parents, in an order drawn from its ways of mixing them. */
type Mix = (first: readonly string[], second: readonly string[]) => Iterable<readonly string[]>;

export const sentenceSplice: CrossoverOperator = {
  description: 'Mixes the sentences of one section of both parents, each sentence once.',
  run: ({ parents, agent: { frozen }, rng }) => {
    const [first, second] = parents;
    const onePoint: Mix = (a, b) =>
      rng.shuffle(cutPoints(a.length, b.length)).map(([i, j]) => [...a.slice(0, i), ...b.slice(j)]);
    const interleave: Mix = (a, b) => rng.shuffle([alternate(a, b), alternate(b, a)]);
    for (const section of rng.shuffle(SECTIONS.filter((name) => canSplice(first, second, name)))) {
      const a = splitSentences(first.get(section), frozen);
      const b = splitSentences(second.get(section), frozen);
      for (const mix of rng.shuffle([onePoint, interleave])) {
        for (const sentences of mix(a, b)) {
          const child = first.set(section, joinSentences(distinct(sentences)));
          if (isNew(child, parents, frozen)) return [child];
        }
      }
    }
    return [{ rejected: 'no section has sentences to mix' }];
  },
};

const canSplice = (first: Prompt, second: Prompt, section: Section): boolean =>
  first.get(section) !== '' && second.get(section) !== '' && first.get(section) !== second.get(section);

const isNew = (child: Prompt, parents: readonly Prompt[], frozen: readonly string[]): boolean =>
  parents.every((parent) => parent.id !== child.id && keepsFrozen(parent.text, child.text, frozen));

/** Where to cut `a` and `b`, so that both give a sentence. */
const cutPoints = (a: number, b: number): [number, number][] =>
  Array.from({ length: a }, (_, i) => Array.from({ length: b }, (_, j): [number, number] => [i + 1, j])).flat();

const alternate = (a: readonly string[], b: readonly string[]): string[] =>
  Array.from({ length: Math.max(a.length, b.length) }, (_, i) => [...a.slice(i, i + 1), ...b.slice(i, i + 1)]).flat();

/** The first of sentences that say the same. */
function distinct(sentences: readonly string[]): string[] {
  const seen = new Set<string>();
  return sentences.filter((sentence) => {
    const key = sentenceKey(sentence);
    const isFirst = !seen.has(key);
    seen.add(key);
    return isFirst;
  });
}
