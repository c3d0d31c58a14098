import { canonicalJson, type Json, type OptionsSchema, type Output, type ScoreOperator } from '@maspo/core/plan';
import { isList, isObject, labelOf, sameValue } from './values.ts';

const options = {
  type: 'object',
  properties: {
    field: {
      type: 'string',
      minLength: 1,
      maspoRef: 'field',
      description: 'Field of the item that holds the right JSON, as a value or as text.',
    },
    keys: {
      type: 'array',
      items: { type: 'string', minLength: 1 },
      minItems: 1,
      description: 'Members that count; by default all of both objects.',
    },
    partial: {
      type: 'boolean',
      default: false,
      description: 'Score the share of members that are right, instead of all or nothing.',
    },
  },
  required: ['field'],
} as const satisfies OptionsSchema;

export const jsonEqual: ScoreOperator<typeof options> = {
  description:
    'Whether the JSON of the output is the label, member by member in any order: 1 or 0, or the share that is.',
  kind: 'absolute',
  options,
  run: ({ item, output, options: { field, keys, partial } }) => {
    const label = labelOf(item, field);
    if (label === null) return null;
    if (output.problem !== null) return 0;
    const right = typeof label === 'string' ? (parsed(label) ?? label) : label;
    const given = jsonOf(output);
    if (given === undefined) return 0;
    const accepted = isList(right) && !isList(given) ? right : [right];
    return Math.max(0, ...accepted.map((one) => likeness(given, one, keys, partial)));
  },
};

function likeness(given: Json, right: Json, chosen: readonly string[] | undefined, partial: boolean): number {
  if (!isObject(given) || !isObject(right)) return sameValue(given, right) ? 1 : 0;
  // Members beyond the label's count as wrong: otherwise saying everything would pay.
  const keys = chosen ?? [...new Set([...Object.keys(given), ...Object.keys(right)])];
  const good = keys.filter((key) => sameMember(memberOf(given, key), memberOf(right, key))).length;
  if (keys.length === good) return 1;
  return partial ? good / keys.length : 0;
}

/** Own members only: an item may well have a field called `constructor`. */
const memberOf = (object: Readonly<Record<string, Json>>, key: string): Json | undefined =>
  Object.hasOwn(object, key) ? object[key] : undefined;

const sameMember = (a: Json | undefined, b: Json | undefined): boolean =>
  a === undefined || b === undefined ? a === b : sameValue(a, b);

/** The value where the contract made one; else the text, bare or in one fence. undefined: it is not JSON. */
function jsonOf({ value, text }: Extract<Output, { kind: 'text' }>): Json | undefined {
  if (isObject(value) || isList(value)) return value;
  return parsed(FENCE.exec(text)?.[1] ?? text);
}

const FENCE = /^\s*```(?:json)?[ \t]*\n([\s\S]*?)\n?```\s*$/i;

function parsed(text: string): Json | undefined {
  try {
    const value = JSON.parse(text) as Json;
    // 1e999 parses to Infinity, and a thousand brackets overflow the stack: neither can be compared.
    canonicalJson(value);
    return value;
  } catch {
    return undefined;
  }
}
