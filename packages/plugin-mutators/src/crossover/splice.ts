import type { CrossoverRequest, Prompt, Rng, Section } from '@maspo/core';
import { keepsFrozen } from '../frozen.ts';
import { joinSentences, sentenceKey, splitSentences } from '../sentences.ts';

/** Takes the sentences of both parents, in an order drawn from its ways of mixing them. */
type Mix = (first: readonly string[], second: readonly string[]) => Iterable<readonly string[]>;

/**
 * The first parent with one of these sections mixed from the sentences of both, each sentence once; null if no mixture is new.
 * A section that one of them lacks is halved.
 */
export function splice(
  { parents, agent: { frozen }, refusal, rng }: CrossoverRequest & { readonly rng: Rng },
  sections: readonly Section[],
): Prompt | null {
  const [first, second] = parents;
  const onePoint: Mix = function* (a, b) {
    for (const [i, j] of rng.shuffle(cutPoints(a.length, b.length))) yield [...a.slice(0, i), ...b.slice(j)];
  };
  const interleave: Mix = (a, b) => rng.shuffle([alternate(a, b), alternate(b, a)]);
  for (const section of rng.shuffle(sections)) {
    const a = splitSentences(first.get(section), frozen);
    const b = splitSentences(second.get(section), frozen);
    const mixes = a.length === 0 || b.length === 0 ? [halve(rng)] : rng.shuffle([onePoint, interleave]);
    for (const mix of mixes) {
      for (const sentences of mix(a, b)) {
        const child = first.set(section, joinSentences(distinct(sentences)));
        if (isNew(child, parents, frozen) && refusal(child) === null) return child;
      }
    }
  }
  return null;
}

const isNew = (child: Prompt, parents: readonly Prompt[], frozen: readonly string[]): boolean =>
  child.text !== '' &&
  parents.every((parent) => parent.id !== child.id && keepsFrozen(parent.text, child.text, frozen));

/** Where to cut `a` and `b`, so that both give a sentence. */
const cutPoints = (a: number, b: number): [number, number][] =>
  Array.from({ length: a }, (_, i) => Array.from({ length: b }, (_, j): [number, number] => [i + 1, j])).flat();

const alternate = (a: readonly string[], b: readonly string[]): string[] =>
  Array.from({ length: Math.max(a.length, b.length) }, (_, i) => [...a.slice(i, i + 1), ...b.slice(i, i + 1)]).flat();

/** Beginnings and ends of the sentences of the one that has some. */
const halve =
  (rng: Rng): Mix =>
  (a, b) => {
    const own = [...a, ...b];
    return rng.shuffle(own.slice(1).flatMap((_, at) => [own.slice(0, at + 1), own.slice(at + 1)]));
  };

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
