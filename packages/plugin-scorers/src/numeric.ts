import type { Json, OptionsSchema, ScoreOperator } from '@maspo/core';
import { lastNumber } from './numbers.ts';
import { labelOf } from './values.ts';

const options = {
  type: 'object',
  properties: {
    field: {
      type: 'string',
      minLength: 1,
      maspoRef: 'field',
      description: 'Field of the item that holds the right number; of a text, its last number counts.',
    },
    tolerance: { type: 'number', minimum: 0, default: 0, description: 'Largest difference that is still right.' },
    relative: {
      type: 'number',
      minimum: 0,
      default: 0,
      description:
        'Largest difference as a share of the right number: 0.01 = one percent. The larger allowance counts.',
    },
  },
  required: ['field'],
} as const satisfies OptionsSchema;

export const numeric: ScoreOperator<typeof options> = {
  description: 'Whether the last number of the output is the label, within a tolerance: 1 or 0.',
  kind: 'absolute',
  options,
  run: ({ item, output, options: { field, tolerance, relative } }) => {
    const right = numberIn(labelOf(item, field));
    if (right === null) return null;
    if (output.problem !== null) return 0;
    const given = typeof output.value === 'number' ? output.value : lastNumber(output.text);
    if (given === null) return 0;
    return Math.abs(given - right) <= Math.max(tolerance, relative * Math.abs(right)) ? 1 : 0;
  },
};

/** A label without a number in it makes the score not apply, rather than wrong. */
const numberIn = (label: Json): number | null => {
  if (typeof label === 'number') return label;
  return typeof label === 'string' ? lastNumber(label) : null;
};
