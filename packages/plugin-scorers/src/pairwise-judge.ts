import type { OptionsSchema, Score, ScoreOperator } from '@maspo/core';
import { callsOfJudge, lookOptions } from './look-options.ts';
import { consult, verdictOf } from './looks.ts';

const options = {
  type: 'object',
  properties: {
    model: { type: 'string', minLength: 1, maspoRef: 'model', description: 'Model that judges.' },
    ...lookOptions,
  },
  required: ['model'],
} as const satisfies OptionsSchema;

/** Label-free comparison. A judge that always gives the same letter leaves every score at one half (ALGORITHM §2.1). */
export const pairwiseJudge: ScoreOperator<typeof options> = {
  description:
    'Asks a model which output serves the agent’s purpose and its readers better, in both orders; unreadable replies abstain.',
  kind: 'pairwise',
  options,
  maxCalls: callsOfJudge,
  run: async (request): Promise<Score> => {
    if (request.reference === null) return null;
    return verdictOf(request, await consult(request, [request.options.model]));
  },
};
