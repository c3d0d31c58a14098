import type { MutateOperator, OptionsSchema } from '@maspo/core';
import { askForPrompt, CALLS_FOR_PROMPT } from '../model/ask.ts';
import { modelOption, sampling } from '../model/options.ts';
import { rewriteMessages } from './rewrite-prompt.ts';

const options = {
  type: 'object',
  properties: {
    model: modelOption('Model that writes the new prompt.'),
    examples: {
      type: 'integer',
      minimum: 0,
      maximum: 20,
      default: 3,
      description: 'Cases shown to it: misaligned ones first, then the worst ones.',
    },
    ...sampling,
  },
  required: ['model'],
} as const satisfies OptionsSchema;

export const rewrite: MutateOperator<typeof options> = {
  description: 'A model rewrites the prompt after it has seen where it fails.',
  options,
  maxCalls: CALLS_FOR_PROMPT,
  run: async (request) => {
    const { model, examples } = request.options;
    const question = rewriteMessages(request, examples);
    return [await askForPrompt({ ...request, model, parents: [request.parent], question })];
  },
};
