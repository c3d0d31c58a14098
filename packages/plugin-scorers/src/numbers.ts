import { foldText } from '@maspo/core/plan';

const DIGITS = String.raw`(?:\d{1,3}(?:,\d{3})+(?!\d)|\d+)`;
/** 10^5, also as TeX writes it, with or without something times it. Other powers are sums to be done, not numbers. */
const POWER = String.raw`10\s?\^\s?[{(]?[-+]?\d{1,3}(?!\d)[})]?`;
const TIMES = String.raw`\s?(?:[x×*·⋅]|\\times|\\cdot)\s?`;
const PLAIN = String.raw`(?:${DIGITS}(?:\.\d+)?|\.\d+)`;
const DECIMAL = String.raw`(?:${POWER}|${PLAIN}(?:${TIMES}${POWER}|[eE][-+]?\d+)?)`;
/** A sign belongs to the number only where it does not join it to what stands before ("3-4", "covid-19", a list's "- 5"). */
const SIGN = String.raw`(?:(?<![\p{L}\p{N}.)])[-+](?:[$€£]\s?)?)?`;
/** 3/4, but no part of 2024/05/01. */
const FRACTION = String.raw`(?<!\/\s?)(?<top>${SIGN}${DECIMAL})\s?\/\s?(?<bottom>${DECIMAL})(?!\d|\s?\/\s?\d)`;
const NUMBER = new RegExp(String.raw`(?<![\p{L}\p{N}_]|\p{N}\.)(?:${FRACTION}|(?<single>${SIGN}${DECIMAL}))`, 'gu');

/**
 * The last number in a text; null if there is none. Reads 1,234.5, −3, .5, 1e-3, 10⁵, 6 × 10^23, $5 (5), 12% (12: signs
 * and units are not converted) and 3/4 (0.75). A number that is part of a word ("x2") is none; a date's parts are single
 * numbers.
 */
export function lastNumber(text: string): number | null {
  const last = [...foldText(text).matchAll(NUMBER)].at(-1)?.groups;
  if (last === undefined) return null;
  const value = last.single === undefined ? toNumber(last.top) / toNumber(last.bottom) : toNumber(last.single);
  return Number.isFinite(value) ? value : null;
}

const WHOLE = new RegExp(
  String.raw`^[-+]?(?:${POWER}|(?:0|[1-9]\d*|[1-9]\d{0,2}(?:,\d{3})+)?(?<=\d)(?:\.\d+)?(?:${TIMES}${POWER}|e[-+]?\d{1,3})?|\.\d+)$`,
  'i',
);
/** More digits than a double holds would make different numbers equal. */
const MOST_DIGITS = 15;

/** A folded text that is a number and nothing else; null for `007`, `1,2`, a fraction, and what a double cannot hold. */
export function wholeNumber(text: string): number | null {
  if (!WHOLE.test(text) || text.replace(/\D/g, '').length > MOST_DIGITS) return null;
  const value = toNumber(text);
  return Number.isFinite(value) ? value : null;
}

const POWER_AT_END = new RegExp(String.raw`^(.*?)(?:${TIMES})?10\s?\^\s?[{(]?([-+]?\d{1,3})[})]?$`, 's');

function toNumber(text = ''): number {
  const bare = text.replace(/[,\s$€£]/g, '');
  const [, factor, exponent] = POWER_AT_END.exec(bare) ?? [];
  if (factor === undefined) return Number(bare);
  return Number(`${/\d/.test(factor) ? factor : `${factor}1`}e${exponent}`);
}
