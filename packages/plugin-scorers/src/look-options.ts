import type { FromSchema, OptionsSchema } from '@maspo/core';

/** What one judge and a panel have in common. */
export const lookOptions = {
  criteria: { type: 'string', minLength: 1, description: 'What makes an answer better, in your own words.' },
  orders: {
    enum: ['lazy', 'both', 'one'],
    default: 'lazy',
    description:
      'lazy: look again, with the answers exchanged, only where the first look decided and, in the search, where that can still change a decision; a verdict that changes with the order is a tie. both: always look twice, side by side. one: look once; position bias becomes noise. Which answer stands first is drawn by chance.',
  },
  temperature: {
    type: 'number',
    minimum: 0,
    maximum: 2,
    description:
      'Temperature of the judge; 0 by default. Above 0 one pair in eight, drawn by chance, is asked once more, word for word, to see whether the judge answers alike; the report shows it, and it decides nothing.',
  },
  retries: {
    type: 'integer',
    minimum: 0,
    maximum: 1,
    default: 1,
    description: 'How often an unreadable reply is asked for again before the judge abstains.',
  },
  maxTokens: {
    type: 'integer',
    minimum: 1,
    default: 8,
    description: 'Longest reply of the judge, in tokens; a model that reasons needs some hundreds.',
  },
} as const satisfies OptionsSchema['properties'];

export type LookOptions = FromSchema<{ readonly properties: typeof lookOptions }>;

/** Most calls of one judge on one pair: one look or two, each asked for again as often as is allowed; and one look once more. */
export const callsOfJudge = ({
  orders,
  retries,
  temperature = 0,
}: Pick<LookOptions, 'orders' | 'retries' | 'temperature'>): number =>
  (orders === 'one' ? 1 : 2) * (1 + retries) + (temperature > 0 ? 1 : 0);
