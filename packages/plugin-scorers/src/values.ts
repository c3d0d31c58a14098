import { canonicalJson, type Item, type Json } from '@maspo/core/plan';
import { wholeNumber } from './numbers.ts';
import { normalise } from './text.ts';

/** The label of an item; null where the item has none, so that the score does not apply. */
export const labelOf = (item: Item, field: string): Json => item.fields[field] ?? null;

/**
 * Whether two values mean the same: texts by their normal form, numbers by value (`"1,000"`, `"1000.0"` and `"10³"` are
 * 1000), lists and objects member by member. A list of accepted answers is a matter of the caller.
 */
export const sameValue = (a: Json, b: Json): boolean => canonicalJson(plain(a)) === canonicalJson(plain(b));

/** Whether `value` is the label, or, if the label is a list and the value is none, one of its entries. */
export const matchesLabel = (value: Json, label: Json): boolean =>
  isList(label) && !isList(value) ? label.some((entry) => sameValue(value, entry)) : sameValue(value, label);

export const isList = (value: Json): value is readonly Json[] => Array.isArray(value);

export const isObject = (value: Json): value is Readonly<Record<string, Json>> =>
  typeof value === 'object' && value !== null && !isList(value);

function plain(value: Json): Json {
  if (value === null || typeof value === 'number') return value;
  if (typeof value === 'boolean') return String(value);
  if (typeof value === 'string') return textOrNumber(value);
  if (isList(value)) return value.map(plain);
  // fromEntries and not assignment: a member may be called __proto__.
  return Object.fromEntries(Object.entries(value).map(([key, member]) => [key, plain(member ?? null)]));
}

const textOrNumber = (text: string): string | number => {
  const normal = normalise(text);
  return wholeNumber(normal) ?? normal;
};
