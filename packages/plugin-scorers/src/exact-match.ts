import type { OptionsSchema, ScoreOperator } from '@maspo/core';
import { labelOf, matchesLabel } from './values.ts';

const options = {
  type: 'object',
  properties: {
    field: {
      type: 'string',
      minLength: 1,
      maspoRef: 'field',
      description: 'Field of the item that holds the right answer; a list there holds several right ones.',
    },
  },
  required: ['field'],
} as const satisfies OptionsSchema;

export const exactMatch: ScoreOperator<typeof options> = {
  description: 'Whether the output is the label: 1 or 0. A broken output contract scores 0.',
  kind: 'absolute',
  options,
  run: ({ agent, item, output, options: { field } }) => {
    const label = labelOf(item, field);
    if (label === null) return null;
    if (output.problem !== null) return 0;
    // The canonical value of free text is made for ties: it has lost what tells some labels apart, or equal to themselves.
    const given = agent.contract.kind === 'text' ? output.text : (output.value ?? output.text);
    return matchesLabel(given, label) ? 1 : 0;
  },
};
