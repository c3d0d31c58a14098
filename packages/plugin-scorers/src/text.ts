/** Unicode NFKC would join what differs: 10⁵ with 105, 2ⁿ with 2n, 1½ with 11/2, log₂8 with log28. */
const SUPERSCRIPT = /[\u00b2\u00b3\u00b9\u2070\u2071\u2074-\u207f]+/g;
const FRACTION_AFTER_DIGIT = /(?<=\d)(?=[\u00bc-\u00be\u2150-\u215e\u2189])/g;
const SUBSCRIPT_BEFORE_DIGIT = /(?<=[\u2080-\u2089])(?=\d)/g;

/** One spelling of each character: NFKC without its losses, `−` as `-`, `⁄` as `/`. */
export const fold = (text: string): string =>
  text
    .replace(SUPERSCRIPT, '^$&')
    .replace(FRACTION_AFTER_DIGIT, ' ')
    .replace(SUBSCRIPT_BEFORE_DIGIT, ' ')
    .normalize('NFKC')
    .replaceAll('\u2212', '-')
    .replaceAll('\u2044', '/');

/** Text as metrics compare it: folded, lower case, single spaces, no quotes, brackets or punctuation at its ends. */
export const normalise = (text: string): string =>
  fold(text)
    .toLowerCase()
    .replace(/\s+/g, ' ')
    .replace(/^[\s"'“”‘’`*_(]+|[\s"'“”‘’`*_).,;:!?]+$/g, '');
