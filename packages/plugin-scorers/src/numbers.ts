const DIGITS = String.raw`(?:\d{1,3}(?:,\d{3})+(?!\d)|\d+)`;
const DECIMAL = String.raw`(?:${DIGITS}(?:\.\d+)?|\.\d+)(?:[eE][-+]?\d+)?`;
/** A sign belongs to the number only where it does not join it to what stands before ("3-4", "covid-19", a list's "- 5"). */
const SIGN = String.raw`(?:(?<![\p{L}\p{N}.)])[-+−](?:[$€£]\s?)?)?`;
/** 3/4, but no part of 2024/05/01. */
const FRACTION = String.raw`(?<!\/\s?)(?<top>${SIGN}${DECIMAL})\s?\/\s?(?<bottom>${DECIMAL})(?!\d|\s?\/\s?\d)`;
const NUMBER = new RegExp(String.raw`(?<![\p{L}\p{N}_]|\p{N}\.)(?:${FRACTION}|(?<single>${SIGN}${DECIMAL}))`, 'gu');

/**
 * The last number in a text; null if there is none. Reads 1,234.5, −3, .5, 1e-3, $5 (5), 12% (12: signs and units are
 * not converted) and 3/4 (0.75). A number that is part of a word ("x2") is none; a date's parts are single numbers.
 */
export function lastNumber(text: string): number | null {
  const last = [...text.matchAll(NUMBER)].at(-1)?.groups;
  if (last === undefined) return null;
  const value = last.single === undefined ? toNumber(last.top) / toNumber(last.bottom) : toNumber(last.single);
  return Number.isFinite(value) ? value : null;
}

const toNumber = (text = ''): number => Number(text.replace(/[,\s$€£]/g, '').replace('−', '-'));
