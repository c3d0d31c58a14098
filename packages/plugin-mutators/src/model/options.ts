import type { OptionsSchema } from '@maspo/core';

/** Options of operators that a model writes for; `model` is described by each. */
export const sampling = {
  temperature: { type: 'number', minimum: 0, maximum: 2, default: 0.7, description: 'Temperature of that model.' },
  maxTokens: { type: 'integer', minimum: 16, default: 1024, description: 'Longest reply of that model, in tokens.' },
} as const satisfies OptionsSchema['properties'];

/** `model`, as an option. */
export const modelOption = <const D extends string>(description: D) =>
  ({ type: 'string', minLength: 1, maspoRef: 'model', description }) as const;
