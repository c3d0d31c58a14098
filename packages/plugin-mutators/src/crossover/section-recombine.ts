import { type CrossoverOperator, createPrompt, type Prompt, SECTIONS, type Section } from '@maspo/core/plan';
import { drawAllowed } from '../allowed.ts';
import { keepsFrozen } from '../frozen.ts';
import { splice } from './splice.ts';

export const sectionRecombine: CrossoverOperator = {
  description: 'Takes each section from one of the parents; where they differ in one only, mixes its sentences.',
  run: (request) => {
    const { parents, agent } = request;
    const { frozen } = agent;
    const [first, second] = parents;
    const different = SECTIONS.filter((section) => first.get(section) !== second.get(section));
    if (different.length === 0) return [{ rejected: 'the parents do not differ' }];
    const children = mixtures(different.length)
      .map((mixture) => child(first, second, different, mixture))
      .filter(({ text }) => text !== '' && parents.every((parent) => keepsFrozen(parent.text, text, frozen)));
    const drawn = drawAllowed(children, request);
    if (drawn !== undefined && request.refusal(drawn) === null) return [drawn];
    // Small prompts mostly differ in one section, of a few sentences.
    return [splice(request, different) ?? drawn ?? { rejected: 'the parents have nothing to recombine' }];
  },
};

/** All ways to take some of `n` sections from the second parent: at least one, and not all. */
const mixtures = (n: number): number[] => Array.from({ length: 2 ** n - 2 }, (_, index) => index + 1);

const child = (first: Prompt, second: Prompt, different: readonly Section[], mixture: number): Prompt =>
  createPrompt({
    ...first.sections,
    ...Object.fromEntries(
      different.filter((_, bit) => (mixture >> bit) & 1).map((section) => [section, second.get(section)]),
    ),
  });
