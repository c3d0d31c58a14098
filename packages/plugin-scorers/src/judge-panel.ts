import type { OptionsSchema, Score, ScoreOperator } from '@maspo/core';
import { callsOfJudge, lookOptions } from './look-options.ts';
import { consult, verdictOf } from './looks.ts';

const MOST_JUDGES = 5;

const options = {
  type: 'object',
  properties: {
    models: {
      type: 'array',
      items: { type: 'string', minLength: 1, maspoRef: 'model' },
      minItems: 2,
      maxItems: MOST_JUDGES,
      description: 'Models that judge, two to five, each with one vote; with an odd number fewer pairs stay undecided.',
    },
    ...lookOptions,
  },
  required: ['models'],
} as const satisfies OptionsSchema;

/** Several judges, one vote each: what one of them cannot read or sees wrong, the others may see right. */
export const judgePanel: ScoreOperator<typeof options> = {
  description: 'Asks several models which output is better; the majority of those that do not abstain decides.',
  kind: 'pairwise',
  options,
  maxCalls: ({ models, ...looks }) => new Set(models).size * callsOfJudge(looks),
  run: async (request): Promise<Score> => {
    if (request.reference === null) return null;
    return verdictOf(request, await consult(request, [...new Set(request.options.models)]));
  },
};
