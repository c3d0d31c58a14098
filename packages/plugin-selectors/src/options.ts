import type { OptionsSchema } from '@maspo/core';

/** What all selectors have. */
export const width = {
  type: 'integer',
  minimum: 1,
  maximum: 64,
  default: 4,
  description: 'Candidates kept per agent at most.',
} as const satisfies OptionsSchema['properties'][string];

export const refresh = {
  type: 'boolean',
  default: true,
  description: "Compare the beam anew when its agent's turn comes again and its neighbours changed.",
} as const satisfies OptionsSchema['properties'][string];

/** Of selectors that keep more than the probably better ones. */
export const minBetter = {
  type: 'number',
  minimum: 0,
  maximum: 1,
  default: 0.65,
  description: 'Probability of beating the incumbent from which a candidate may take its place; others stay behind it.',
} as const satisfies OptionsSchema['properties'][string];
