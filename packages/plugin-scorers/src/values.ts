import { canonicalJson, type Item, type Json } from '@maspo/core';

/** The label of an item; null where the item has none, so that the score does not apply. */
export const labelOf = (item: Item, field: string): Json => item.fields[field] ?? null;

/** Text as metrics compare it: Unicode NFKC, lower case, single spaces, no quotes or punctuation at its ends. */
export const normalise = (text: string): string =>
  text
    .normalize('NFKC')
    .toLowerCase()
    .replace(/\s+/g, ' ')
    .replace(/^[\s"'“”‘’`*]+|[\s"'“”‘’`*.,;:!?]+$/g, '');

/**
 * Whether two values mean the same: texts by their normal form, numbers by value (`"1,000"` is 1000), lists and objects
 * member by member. A list of accepted answers is a matter of the caller.
 */
export const sameValue = (a: Json, b: Json): boolean => canonicalJson(plain(a)) === canonicalJson(plain(b));

/** Whether `value` is the label, or, if the label is a list and the value is none, one of its entries. */
export const matchesLabel = (value: Json, label: Json): boolean =>
  isList(label) && !isList(value) ? label.some((entry) => sameValue(value, entry)) : sameValue(value, label);

const isList = (value: Json): value is readonly Json[] => Array.isArray(value);

function plain(value: Json): Json {
  if (value === null || typeof value === 'number') return value;
  if (typeof value === 'boolean') return String(value);
  if (typeof value === 'string') return wholeNumber(value) ?? normalise(value);
  if (isList(value)) return value.map(plain);
  return Object.fromEntries(Object.entries(value).map(([key, member]) => [key, plain(member ?? null)]));
}

const NUMBER = /^[-+]?(?:0|[1-9]\d*|[1-9]\d{0,2}(?:,\d{3})+)(?:\.\d+)?$/;

/** A text that is a number and nothing else. Longer ones than a double holds stay text, as do `007` and `1,2`. */
function wholeNumber(text: string): number | null {
  const trimmed = normalise(text);
  if (!NUMBER.test(trimmed) || trimmed.replace(/\D/g, '').length > 15) return null;
  return Number(trimmed.replaceAll(',', ''));
}
