import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { CODES } from './codes.ts';
import { isBroken, keyPlaceOf, placeOf, toValue } from './node.ts';
import { positionOf, type Source } from './source.ts';
import { parseText } from './text.ts';

const source = (text: string): Source => ({ file: '/project/maspo.config.yaml', text });

function parse(text: string) {
  const { root, diagnostics } = parseText(source(text));
  return {
    root,
    value: root === undefined ? undefined : toValue(root),
    found: diagnostics.map(({ code, line, column }) => `${code} ${line}:${column}`),
  };
}

test('a value is read with the place of its key and the place of itself', () => {
  const { root, value, found } = parse('a:\n  - b: "x y"\n    c: [1, true]\n');
  assert.equal(value, { a: [{ b: 'x y', c: [1, true] }] });
  assert.equal(found, []);
  if (root === undefined) throw new Error('nothing was read');
  assert.equal(positionOf(placeOf(root, ['a', 0, 'b'])), { line: 2, column: 8 });
  assert.equal(positionOf(placeOf(root, ['a', 0, 'c', 1])), { line: 3, column: 12 });
  assert.equal(positionOf(keyPlaceOf(root, ['a', 0, 'c'])), { line: 3, column: 5 });
  assert.equal(positionOf(placeOf(root, ['a', 0, 'missing'])), { line: 2, column: 5 });
});

test('JSON is read by the same reader, tabs and escapes included', () => {
  assert.equal(parse('{\n\t"a": "\\u00e9\\n\\/",\n\t"b": [1e3, null]\n}\n').value, { a: 'é\n/', b: [1000, null] });
});

test('words that older YAML takes for booleans and numbers stay texts', () => {
  assert.equal(parse('a: yes\nb: 2_000\nc: 1:30\nd: 0o10\n').value, { a: 'yes', b: '2_000', c: '1:30', d: 8 });
});

test('an alias repeats a value and keeps the place where it was written', () => {
  const { root, value } = parse('a: &x { n: 1 }\nb: *x\n');
  assert.equal(value, { a: { n: 1 }, b: { n: 1 } });
  if (root === undefined) throw new Error('nothing was read');
  assert.equal(positionOf(placeOf(root, ['b', 'n'])), { line: 1, column: 12 });
});

test('aliases of aliases cannot multiply without end', () => {
  const rows = Array.from({ length: 8 }, (_, row) => `r${row + 1}: &r${row + 1} [${Array(10).fill(`*r${row}`)}]`);
  const { found } = parse(`r0: &r0 [x, x, x, x, x, x, x, x, x, x]\n${rows.join('\n')}\n`);
  assert.is(found.length, 1);
  assert.match(found[0] ?? '', CODES.cyclicAlias);
});

test('a merge is reported and still done, so that nothing seems to be missing', () => {
  const { value, found } = parse('a: &x { n: 1, m: 2 }\nb:\n  <<: *x\n  n: 3\n');
  assert.equal(value, { a: { n: 1, m: 2 }, b: { n: 3, m: 2 } });
  assert.equal(found, [`${CODES.mergeKey} 3:3`]);
});

test('a syntax error costs only its top-level block', () => {
  const { root, value, found } = parse('a: [1, 2\nb:\n  c: 1\n   d: 2\n"e": ok\n# f: no\n');
  assert.equal(value, { e: 'ok' });
  assert.equal(found, [`${CODES.yamlSyntax} 1:4`, `${CODES.yamlSyntax} 4:4`]);
  if (root === undefined) throw new Error('nothing was read');
  assert.ok(isBroken(root, ['b', 'c']));
  assert.not(isBroken(root, ['e']));
});

test('braces without quotes are one mistake, whatever stands behind them', () => {
  for (const rest of ['', ' and more', '{{y}}', ', {{z}}']) {
    const { value, found } = parse(`a: {{x}}${rest}\nb: 1\n`);
    assert.equal(found, [`${CODES.unquotedBraces} 1:4`], rest);
    assert.equal(value, { b: 1 }, rest);
  }
});

test('braces in texts are no mistake', () => {
  const { found } = parse('a: "{{x}}"\nb: \'{"j": {}}\'\nc: |\n  {{x}}\nd: see {{x}}\ne: {}\nf: { g: {} }\n');
  assert.equal(found, []);
});

test('keys that look like numbers are texts, and a key that is no text is refused', () => {
  assert.equal(parse('1: a\nnull: b\n').value, { 1: 'a', null: 'b' });
  assert.equal(parse('? [a]\n: b\n').found, [`${CODES.yamlSyntax} 1:3`]);
});

test('a key called __proto__ is a key', () => {
  const { value } = parse('__proto__: { polluted: true }\n');
  assert.ok(Object.hasOwn(value as object, '__proto__'));
  assert.is(({} as { polluted?: boolean }).polluted, undefined);
});

test.run();
