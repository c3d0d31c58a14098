import fc from 'fast-check';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { canonicalJson, contentHash, round12, sha256 } from './canonical.ts';

test('keys stand in the order of their code units, at every depth', () => {
  assert.is(
    canonicalJson({ b: 1, a: { d: 2, c: 3 }, B: [{ z: 1, y: 2 }] }),
    '{"B":[{"y":2,"z":1}],"a":{"c":3,"d":2},"b":1}',
  );
  // A locale would put ä before z, and 10 behind 9.
  assert.is(canonicalJson({ ä: 1, z: 2, 9: 3, 10: 4 }), '{"10":4,"9":3,"z":2,"ä":1}');
});

test('the order in which members were written does not matter', () => {
  fc.assert(
    fc.property(fc.array(fc.tuple(fc.string({ unit: 'grapheme' }), fc.jsonValue())), (entries) => {
      const distinct = [...new Map(entries)];
      assert.is(canonicalJson(Object.fromEntries(distinct.toReversed())), canonicalJson(Object.fromEntries(distinct)));
    }),
  );
});

test('members that are undefined are left out, elements become null', () => {
  assert.is(canonicalJson({ a: undefined, b: null }), '{"b":null}');
  assert.is(canonicalJson([undefined, 1]), '[null,1]');
  // biome-ignore lint/suspicious/noSparseArray: a hole is what is tested
  assert.is(canonicalJson([1, , 2]), '[1,null,2]');
});

/** The definition, as short as it can be said. */
const defined = (value: unknown): string | undefined => {
  if (Array.isArray(value)) return `[${value.map((entry) => defined(entry ?? null)).join(',')}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  const members = Object.entries(value).filter(([, member]) => member !== undefined);
  const sorted = members.sort(([a], [b]) => (a < b ? -1 : 1));
  return `{${sorted.map(([key, member]) => `${JSON.stringify(key)}:${defined(member)}`).join(',')}}`;
};

test('its bytes are those of the definition: sorted members, and JSON for the rest', () => {
  const anything = fc.anything({
    key: fc.oneof(fc.string({ unit: 'binary', maxLength: 4 }), fc.constantFrom('__proto__', 'toString', '10', '9', '')),
    values: [
      fc.string({ unit: 'binary' }),
      fc.string({ unit: fc.nat(0xffff).map((unit) => String.fromCharCode(unit)) }),
      fc.boolean(),
      fc.constant(null),
      fc.constant(undefined),
      fc.double({ noNaN: true, noDefaultInfinity: true }),
      fc.maxSafeInteger(),
    ],
    withNullPrototype: true,
    withSparseArray: false,
  });
  fc.assert(
    fc.property(anything, (value) => {
      assert.is(canonicalJson(value ?? null), defined(value ?? null));
    }),
    { numRuns: 1000 },
  );
});

test('what it prints, JSON reads back as the same value', () => {
  fc.assert(
    fc.property(fc.jsonValue(), (value) => {
      const text = canonicalJson(value);
      assert.is(text, canonicalJson(JSON.parse(text)));
      // JSON has one zero only.
      assert.equal(JSON.parse(text), JSON.parse(JSON.stringify(value)));
    }),
  );
});

test('an own key named __proto__ is a key like any other', () => {
  assert.is(canonicalJson(JSON.parse('{"b":1,"__proto__":{"x":1}}')), '{"__proto__":{"x":1},"b":1}');
});

test('what JSON cannot hold is refused, however deep it stands', () => {
  for (const value of [NaN, Infinity, -Infinity]) {
    assert.throws(() => canonicalJson({ a: [value] }), new RegExp(`cannot hold ${value}`));
  }
  assert.throws(() => canonicalJson(undefined), TypeError);
  assert.throws(() => canonicalJson({ a: 1n }), /cannot hold a bigint/);
  assert.throws(() => canonicalJson({ a: () => 1 }), /cannot hold a function/);
  assert.throws(() => canonicalJson({ a: Symbol('s') }), /cannot hold a symbol/);
});

test('a Map, a Set and a Date are refused: as {} they would all be one value', () => {
  assert.throws(() => canonicalJson({ a: new Map([['x', 1]]) }), /cannot hold a Map/);
  assert.throws(() => canonicalJson(new Set([1])), /cannot hold a Set/);
  assert.throws(() => canonicalJson([new Date(0)]), /cannot hold a Date/);
  assert.is(canonicalJson(Object.assign(Object.create(null), { a: 1 })), '{"a":1}');
});

test('a content hash depends on the value alone', () => {
  assert.is(contentHash({ a: 1, b: 2 }), contentHash({ b: 2, a: 1, c: undefined }));
  assert.not.equal(contentHash({ a: 1 }), contentHash({ a: '1' }));
  assert.is(contentHash('abc'), sha256('"abc"'));
  assert.is(sha256('abc'), 'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad');
});

test('results are rounded to twelve digits after the point', () => {
  assert.is(round12(0.1 + 0.2), 0.3);
  assert.is(round12(1 / 3), 0.333333333333);
  assert.is(round12(-2 / 3), -0.666666666667);
});

test.run();
