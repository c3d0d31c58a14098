import { orList } from '../facts/wording.ts';
import type { Place } from './place.ts';

/** Ways to ask for the form that the agent's output contract wants. */
export function formats(place: Place): string[] {
  if (place.own.length > 0) return choiceFormats(place.own);
  const { contract } = place;
  switch (contract.kind) {
    case 'choice':
      return choiceFormats(contract.choices);
    case 'json':
      return jsonFormats(contract.schema);
    case 'regex':
      return [
        `The answer must match this pattern: ${contract.pattern}`,
        `Write nothing but a text of the form ${contract.pattern}`,
      ];
    case 'text':
      return textFormats(contract.maxWords, place);
  }
}

function choiceFormats(choices: readonly string[]): string[] {
  const either = orList(choices);
  const unit = choices.some((choice) => /\s/.test(choice)) ? 'of these' : 'word';
  return [
    `Answer with one of: ${choices.join(', ')}.`,
    `Reply with one ${unit}: ${either}.`,
    `Answer with one ${unit}: ${either}.`,
    `Answer only ${either}, nothing else.`,
    `Your whole answer is ${either}.`,
    choices.join(' | '),
  ];
}

function jsonFormats(schema: unknown): string[] {
  const { properties } = (schema ?? {}) as { properties?: Readonly<Record<string, unknown>> };
  const keys = typeof properties === 'object' ? Object.keys(properties) : [];
  return [
    'Reply with JSON only.',
    'Write no text before or after the JSON.',
    ...(keys.length === 0
      ? []
      : [
          `Reply with one JSON object with the keys: ${keys.join(', ')}.`,
          `Reply in this form: {${keys.map((key) => `${JSON.stringify(key)}: …`).join(', ')}}`,
        ]),
  ];
}

function textFormats(maxWords: number | undefined, { isAnswer, numeric }: Place): string[] {
  if (isAnswer && numeric)
    return ['End with the number alone.', 'Reply with one number and nothing else.', 'Last line: Answer: <number>'];
  const length =
    maxWords === undefined
      ? ['Write one short sentence.', 'Write at most ten words.']
      : [`Write at most ${maxWords} words.`, `At most ${maxWords} words.`, 'Use as few words as you can.'];
  return isAnswer ? [...length, 'Give the final answer only.', 'Put the final answer on the last line.'] : length;
}
