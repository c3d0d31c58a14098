/** Letters and digits that are the same in another width or style, or joined: `Ａ`, `ﬁ`, `𝗯`. */
const STYLED = /[\ufb00-\ufb06\ufb13-\ufb17\ufb50-\ufdfb\ufe70-\ufefc\uff01-\uffee\u{1d400}-\u{1d7ff}]+/gu;
/** Not seen, and nothing said by them. */
const INVISIBLE = /[\u00ad\u200b\ufeff]/g;
const SUPERSCRIPT = /[\u00b2\u00b3\u00b9\u2070\u2071\u2074-\u207f]+(?=([\p{L}\p{N}])?)/gu;
const FRACTION = /(?<=(\p{N})?)[\u00bc-\u00be\u2150-\u215e\u2189](?=(\p{N})?)/gu;
const SUBSCRIPT = /(?<=(\p{N})?)[\u2080-\u2089]+(?=(\p{N})?)/gu;
/** Thousands apart by a space at which no line breaks. A plain space stands between two numbers as well. */
const GROUPED = /(?<![\p{N}.,])\d{1,3}(?:[\u00a0\u2009\u202f]\d{3})+(?!\p{N})/gu;

/**
 * One spelling of each character. Unicode NFKC alone would join what differs: 10⁵ with 105, 2ⁿ with 2n, 1½ with 11/2, log₂8
 * with log28, 101₂ with 1012. Here they are `10^5`, `2^n`, `1 1/2`, `log2 8` and `101_2`; `−` is `-`, `⁄` is `/`, a number
 * with thousands apart by no-break or thin spaces is joined, wide, bold and joined letters are plain; what is not on this
 * list stays as it is, in NFC.
 */
export const foldText = (text: string): string => (ASCII.test(text) ? text : foldUnicode(text));

/** Most replies are ASCII, and each is looked at in every comparison. */
const ASCII = /^[\0-\x7f]*$/;

const foldUnicode = (text: string): string =>
  text
    .replace(INVISIBLE, '')
    .replace(GROUPED, (number) => number.replace(/\s/g, ''))
    .replace(SUPERSCRIPT, (run, after) => `^${run.normalize('NFKC')}${gapIf(after)}`)
    .replace(FRACTION, (one, before, after) => `${gapIf(before)}${one.normalize('NFKC')}${gapIf(after)}`)
    .replace(SUBSCRIPT, (run, before, after) => `${before ? '_' : ''}${run.normalize('NFKC')}${gapIf(after)}`)
    .replace(STYLED, (run) => run.normalize('NFKC'))
    .normalize('NFC')
    .replaceAll('\u2212', '-')
    .replaceAll('\u2044', '/');

const gapIf = (neighbour: string | undefined): string => (neighbour === undefined ? '' : ' ');

/** Text as labels and choices are compared: folded, lower case, single spaces, no quotes, brackets, emphasis or punctuation at its ends. */
export const normaliseText = (text: string): string =>
  foldText(text)
    .toLowerCase()
    .replace(/\s+/g, ' ')
    .replace(/^[\s"'“”‘’`*_(]+|[\s"'“”‘’`*_).,;:!]+$/g, '');

/** A fence, or a line that is indented and no list: there spaces, lines and capitals have a meaning. */
const CODE = /^[ \t]*(?:```|~~~)|^(?: {2,}|\t)[ \t]*(?=[^-*+•\d\s])/m;
/** Nothing but a whole number, perhaps with thousands apart or zeros behind its point. */
const WHOLE = /^(-?)(\d{1,3}(?:,\d{3})+|\d+)(?:\.00?)?$/;

/**
 * What two free texts are compared by: equal forms are a tie that no judge sees, so nothing may be joined that differs in
 * meaning; what is left apart costs a look of a judge, no more.
 * - Text: `normaliseText`. A question mark at the end stays: `billing?` is not `billing`.
 * - A number and nothing else: `1,000`, `1000`, `1000.0` and `1000.00` are one. `1.000` (a thousand to some), `1.5` and `1.50`
 *   (versions, clocks), `007`, `10^3`, `1 000` and numbers inside of text stay as they are written.
 * - Code (a fence, or indented lines): as it is, but for line ends and spaces at the ends of lines. Whether two programs do the
 *   same is found out by their tests, which is what a scorer that runs them is for.
 */
export function canonicalText(text: string): string {
  if (CODE.test(text))
    return text
      .replace(/\r\n?/g, '\n')
      .replace(/[ \t]+$/gm, '')
      .replace(/^\n+|\n+$/g, '');
  const normal = normaliseText(text);
  const [, sign, digits] = WHOLE.exec(normal) ?? [];
  return digits === undefined ? normal : `${sign}${digits.replaceAll(',', '')}`;
}
