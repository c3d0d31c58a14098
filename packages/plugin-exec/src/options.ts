import type { FromSchema, OptionsSchema, ProviderTools } from '@maspo/core';

/** What the agent, the scorer and the mutator have in common: the program and its bounds. */
export const programOptions = {
  type: 'object',
  required: ['command'],
  properties: {
    command: {
      type: 'array',
      items: { type: 'string' },
      minItems: 1,
      description: 'The program and its arguments, one entry each. It is started directly, never by a shell.',
    },
    // Not "timeout": that is the core's own for a call, and its end suspends the run instead of failing the item.
    seconds: {
      type: 'number',
      exclusiveMinimum: 0,
      maximum: 86400,
      default: 60,
      description: 'Seconds after which the program and everything it started is killed.',
    },
    env: {
      type: 'array',
      items: { type: 'string' },
      default: [],
      description: 'Names of environment variables that the program may see, beside PATH, HOME and LANG.',
    },
    cwd: {
      type: 'string',
      default: '.',
      description: "Working directory: a folder below the config's folder.",
    },
    maxOutput: {
      type: 'integer',
      minimum: 1,
      default: 1_000_000,
      description: 'Most characters that the program may write to each of stdout and stderr.',
    },
  },
} as const satisfies OptionsSchema;

export type ProgramOptions = FromSchema<typeof programOptions>;

/** What a program needs of a `run`'s tools. */
export type ProgramTools = Pick<ProviderTools<ProgramOptions>, 'options' | 'signal' | 'dir'>;
