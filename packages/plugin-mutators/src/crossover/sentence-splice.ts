import { type CrossoverOperator, SECTIONS } from '@maspo/core';
import { splice } from './splice.ts';

export const sentenceSplice: CrossoverOperator = {
  description: 'Mixes the sentences of one section of both parents, each sentence once.',
  run: ({ parents, agent: { frozen }, rng }) => {
    const [first, second] = parents;
    const mixed = SECTIONS.filter(
      (section) =>
        first.get(section) !== '' && second.get(section) !== '' && first.get(section) !== second.get(section),
    );
    return [splice(parents, mixed, frozen, rng) ?? { rejected: 'no section has sentences to mix' }];
  },
};
