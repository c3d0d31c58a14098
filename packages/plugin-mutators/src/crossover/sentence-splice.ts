import { type CrossoverOperator, SECTIONS } from '@maspo/core/plan';
import { splice } from './splice.ts';

export const sentenceSplice: CrossoverOperator = {
  description: 'Mixes the sentences of one section of both parents, each sentence once.',
  run: (request) => {
    const [first, second] = request.parents;
    const mixed = SECTIONS.filter(
      (section) =>
        first.get(section) !== '' && second.get(section) !== '' && first.get(section) !== second.get(section),
    );
    return [splice(request, mixed) ?? { rejected: 'no section has sentences to mix' }];
  },
};
