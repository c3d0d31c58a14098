import type { OptionsSchema, ScoreOperator } from '@maspo/core';
import { execWithin } from './regex-exec.ts';
import { labelOf, matchesLabel } from './values.ts';

const options = {
  type: 'object',
  properties: {
    pattern: { type: 'string', minLength: 1, description: 'JavaScript regular expression that the output must match.' },
    flags: { type: 'string', pattern: '^[imsuv]*$', default: '', description: 'Its flags: i, m, s, u or v.' },
    field: {
      type: 'string',
      minLength: 1,
      maspoRef: 'field',
      description: 'Field of the item that the first group of the match (without a group: the match) must equal.',
    },
  },
  required: ['pattern'],
} as const satisfies OptionsSchema;

/** Characters that are searched; a runaway reply must not hold up the run. */
const LONGEST = 10_000;

const FIX = 'Correct `pattern` or `flags`. In YAML, write a pattern in single quotes.';

export const regex: ScoreOperator<typeof options> = {
  description:
    'Whether the output matches a regular expression, and, with a field, whether what it finds is the label: 1 or 0.',
  kind: 'absolute',
  options,
  check: ({ pattern, flags }) => {
    try {
      new RegExp(pattern, flags);
      return [];
    } catch (cause) {
      const message = cause instanceof Error ? cause.message : String(cause);
      return [{ option: 'pattern', message: `its pattern cannot be read: ${message}`, fix: FIX }];
    }
  },
  run: ({ item, output, options: { pattern, flags, field } }) => {
    const expression = new RegExp(pattern, flags);
    const label = field === undefined ? null : labelOf(item, field);
    if (field !== undefined && label === null) return null;
    const match = execWithin(expression, output.text.slice(0, LONGEST));
    if (match === null) return 0;
    return field === undefined || matchesLabel(match[1] ?? match[0], label) ? 1 : 0;
  },
};
