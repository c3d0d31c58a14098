import { type CrossoverOperator, createPrompt, type Prompt, SECTIONS, type Section } from '@maspo/core';
import { keepsFrozen } from '../frozen.ts';

export const sectionRecombine: CrossoverOperator = {
  description: 'Takes each section from one of the parents, and something from both.',
  run: ({ parents: [first, second], agent, rng }) => {
    const different = SECTIONS.filter((section) => first.get(section) !== second.get(section));
    if (different.length < 2) return [{ rejected: 'the parents differ in fewer than two sections' }];
    const children = mixtures(different.length)
      .map((mixture) => child(first, second, different, mixture))
      .filter(
        ({ text }) => text !== '' && [first, second].every((parent) => keepsFrozen(parent.text, text, agent.frozen)),
      );
    return [children.length === 0 ? { rejected: 'every mixture loses frozen text' } : rng.pick(children)];
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
