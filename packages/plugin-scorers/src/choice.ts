import { MaspoError, type OptionsSchema, type OutputContract, type ScoreOperator } from '@maspo/core/plan';
import { labelOf, matchesLabel } from './values.ts';
import { findChoice } from './words.ts';

const options = {
  type: 'object',
  properties: {
    field: {
      type: 'string',
      minLength: 1,
      maspoRef: 'field',
      description: 'Field of the item that holds the right choice; a list there holds several right ones.',
    },
    choices: {
      type: 'array',
      items: { type: 'string', minLength: 1 },
      minItems: 2,
      description: "The choices to look for; by default those of the agent's output contract.",
    },
  },
  required: ['field'],
} as const satisfies OptionsSchema;

/** Unlike `exact-match` it reads the text even where the contract is broken: exactly one choice must stand in it. */
export const choice: ScoreOperator<typeof options> = {
  description: 'Whether exactly one of the choices stands in the output, and it is the label: 1 or 0.',
  kind: 'absolute',
  options,
  run: ({ agent, item, output, options: { field, choices } }) => {
    const label = labelOf(item, field);
    if (label === null) return null;
    const found = findChoice(output.text, choices ?? choicesOf(agent.contract));
    return found !== null && matchesLabel(found, label) ? 1 : 0;
  },
};

function choicesOf(contract: OutputContract): readonly string[] {
  if (contract.kind === 'choice') return contract.choices;
  throw new MaspoError(
    'MASPO-CHOICES',
    'the scorer "choice" has no choices to look for',
    'Give it `choices: [a, b]`, or give the agent `output: { choice: [a, b] }`.',
  );
}
