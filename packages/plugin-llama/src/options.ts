import type { FromSchema } from '@maspo/core';

export const schema = {
  type: 'object',
  properties: {
    model: {
      type: 'string',
      minLength: 1,
      description:
        'A name of the model store, a path to a .gguf file (relative to the config), an https address, or hf:owner/repo/file.gguf.',
    },
    sha256: {
      type: 'string',
      pattern: '^[0-9a-f]{64}$',
      description: 'SHA-256 that the model file must have, as 64 lower-case hex digits.',
    },
    contextSize: {
      type: 'integer',
      minimum: 256,
      default: 2048,
      description: 'Tokens that a request and its reply may have together.',
    },
    threads: {
      maspoNeutral: true,
      type: 'integer',
      minimum: 1,
      description: 'CPU threads of this model, over all parallel requests. Default: the available cores.',
    },
    parallel: {
      maspoNeutral: true,
      type: 'integer',
      minimum: 1,
      maximum: 4,
      description:
        'Requests that are evaluated at once, each with its share of the threads. Default: one per thread, at most 4.',
    },
    prefixes: {
      maspoNeutral: true,
      type: 'integer',
      minimum: 1,
      maximum: 16,
      default: 4,
      description: 'System messages whose evaluation is kept for the next request, per parallel request.',
    },
    think: {
      type: 'boolean',
      default: false,
      description: 'Lets a reasoning model think before it answers, where its chat template can be told.',
    },
    directory: {
      maspoNeutral: true,
      type: 'string',
      minLength: 1,
      description:
        'Folder of the model store. Default: MASPO_MODELS, else maspo/models in the cache folder of the user.',
    },
  },
  required: ['model'],
} as const;

export type Options = FromSchema<typeof schema>;
