import { foldText, type Json, type OptionsSchema, type ScoreOperator } from '@maspo/core/plan';
import { labelOf } from './values.ts';
import { wholeWords } from './words.ts';

const options = {
  type: 'object',
  properties: {
    field: {
      type: 'string',
      minLength: 1,
      maspoRef: 'field',
      description: 'Field of the item that holds the text to find; a list there holds several, one of which suffices.',
    },
    text: {
      type: 'string',
      minLength: 1,
      description: 'The text to find, the same for all items; instead of `field`.',
    },
    wholeWords: {
      type: 'boolean',
      default: true,
      description: 'Find whole words only: "bug" is not in "debugging".',
    },
  },
} as const satisfies OptionsSchema;

export const contains: ScoreOperator<typeof options> = {
  description: 'Whether the output contains a text, upper or lower case: 1 or 0.',
  kind: 'absolute',
  options,
  check: ({ field, text }) => ((field === undefined) === (text === undefined) ? [NEEDS_ONE] : []),
  run: ({ item, output, options: { field, text, wholeWords: whole } }) => {
    const sought: Json = field === undefined ? (text ?? null) : labelOf(item, field);
    if (sought === null) return null;
    const texts = (Array.isArray(sought) ? sought : [sought]).map((entry) => String(entry).trim());
    return texts.some((entry) => entry !== '' && has(output.text, entry, whole)) ? 1 : 0;
  },
};

const NEEDS_ONE = {
  option: 'text',
  message: 'it needs one of `field` and `text`',
  fix: 'Write `field: <field of the data>` or `text: <words to find>`.',
};

function has(output: string, sought: string, whole: boolean): boolean {
  const text = foldText(output);
  const part = foldText(sought);
  return whole ? wholeWords(part).test(text) : text.toLowerCase().includes(part.toLowerCase());
}
