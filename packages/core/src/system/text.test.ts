import fc from 'fast-check';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { canonicalText, foldText, normaliseText } from './text.ts';

const same = (one: string, other: string) => assert.is(canonicalText(one), canonicalText(other));
const differ = (one: string, other: string) =>
  assert.is.not(canonicalText(one), canonicalText(other), `${one} and ${other}`);

test('superscripts, fractions and subscripts do not run into what stands beside them', () => {
  for (const [text, folded] of [
    ['10⁵', '10^5'],
    ['10⁻³', '10^-3'],
    ['2ⁿ', '2^n'],
    ['2¹0', '2^1 0'],
    ['x²y', 'x^2 y'],
    ['1½', '1 1/2'],
    ['½5', '1/2 5'],
    ['¾', '3/4'],
    ['log₂8', 'log2 8'],
    ['101₂', '101_2'],
    ['H₂O', 'H2O'],
  ] as const)
    assert.is(foldText(text), folded);
});

test('wide, bold and joined letters and long minus signs get their plain spelling; other signs keep theirs', () => {
  assert.is(foldText('ＡＢ１'), 'AB1');
  assert.is(foldText('𝗯𝗼𝗹𝗱 𝟏𝟐'), 'bold 12');
  assert.is(foldText('ﬁt'), 'fit');
  assert.is(foldText('−3'), '-3');
  assert.is(foldText('bil\u200bling'), 'billing');
  for (const text of ['2ˣ', '①', 'Ⅳ', '㎡', '№']) assert.is(foldText(text), text);
});

test('thousands apart by spaces at which no line breaks are one number, by plain spaces perhaps two', () => {
  for (const space of ['\u00a0', '\u2009', '\u202f'])
    assert.is(foldText(`about 1${space}000${space}000 of`), 'about 1000000 of');
  assert.is(foldText('1\u00a00000'), '1\u00a00000');
  assert.is(foldText('1 000'), '1 000');
  differ('1 000', '1000');
});

test('what surrounds an answer does not matter, what is in it does', () => {
  for (const text of ['(B)', '**B**', '"b".', 'B)', '_b_', ' b! ', '`b`', '“b”'])
    assert.is(normaliseText(text), 'b', text);
  assert.is(normaliseText('New\n York'), 'new york');
  differ('a-b', 'a b');
  differ('.5', '5');
  differ('billing?', 'billing');
});

test('a number and nothing else is its digits, with thousands apart or not', () => {
  for (const text of ['1,000', '1000.0', '1000.00', '**1,000**', '1\u202f000', '1000.']) same(text, '1000');
  same('-1,000', '−1000');
  same('12,345,678,901,234,567,890', '12345678901234567890');
});

test('numbers that are not surely the same stay apart', () => {
  for (const [one, other] of [
    ['1.000', '1'],
    ['1.000', '1000'],
    ['1.5', '1.50'],
    ['007', '7'],
    ['1,00', '100'],
    ['1,0000', '10000'],
    ['-5', '5'],
    ['5%', '5'],
    ['$5', '5'],
    ['10⁵', '105'],
    ['2ⁿ', '2n'],
    ['2ˣ', '2x'],
    ['101₂', '1012'],
    ['½5', '1/25'],
    ['12345678901234567890', '12345678901234567891'],
  ] as const)
    differ(one, other);
});

test('in code, capitals, lines and indents count; line ends and spaces at the ends of lines do not', () => {
  differ('if a:\n    b()\nc()', 'if a:\n    b()\n    c()');
  differ('```\nX = 1\n```', '```\nx = 1\n```');
  same('```python\r\nx = 1  \r\n```', '```python\nx = 1\n```\n');
  same('Steps:\n  - Read\n  - Sort', 'steps:\n - read\n - sort');
});

const reply = fc.oneof(
  fc.string({ unit: 'grapheme' }),
  fc.string({ unit: 'binary' }),
  fc
    .array(
      fc.constantFrom(
        '1',
        '0',
        ',',
        '.',
        '-',
        '²',
        '½',
        '₂',
        'ⁿ',
        '\u202f',
        ' ',
        '\n',
        '```',
        '  x',
        'A',
        '*',
        '(',
        ')',
        '?',
      ),
    )
    .map((parts) => parts.join('')),
);

test('an empty line with spaces in it is no code', () => {
  assert.is(canonicalText('²\n  '), canonicalText('²'));
});

test('a form is its own form', () =>
  fc.assert(
    fc.property(reply, (text) => {
      for (const form of [foldText, normaliseText, canonicalText]) assert.is(form(form(text)), form(text));
    }),
    { numRuns: 1000 },
  ));

/** Numbers as they are written, with their value as an exact text. */
const written = fc
  .tuple(
    fc.bigInt({ min: 0n, max: 10n ** 20n }),
    fc.constantFrom('', '.0', '.00', '.5', '.25'),
    fc.boolean(),
    fc.constantFrom('', ',', '\u202f'),
  )
  .map(([whole, fraction, negative, mark]) => {
    const digits = String(whole).replace(/\B(?=(\d{3})+$)/g, mark);
    const value = `${whole}${fraction.replace(/\.0+$/, '')}`;
    return { text: `${negative ? '-' : ''}${digits}${fraction}`, value: `${negative ? '-' : ''}${value}` };
  });

test('two different numbers never have one form', () =>
  fc.assert(
    fc.property(
      fc.oneof(
        fc.tuple(written, written),
        written.map((one) => [one, one] as const),
      ),
      written,
      ([a, b], c) => {
        for (const [one, other] of [
          [a, b],
          [a, c],
          [b, c],
        ] as const)
          if (canonicalText(one.text) === canonicalText(other.text)) assert.is(one.value, other.value);
      },
    ),
    { numRuns: 500 },
  ));

test('whole numbers have one form in all spellings', () =>
  fc.assert(
    fc.property(fc.bigInt({ min: 0n, max: 10n ** 20n }), (whole) => {
      for (const mark of ['', ',', '\u00a0'])
        for (const fraction of ['', '.0', '.00'])
          assert.is(canonicalText(String(whole).replace(/\B(?=(\d{3})+$)/g, mark) + fraction), String(whole));
    }),
  ));

test.run();
