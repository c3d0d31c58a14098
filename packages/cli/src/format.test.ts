import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { duration, group, percent, plural, points, pValue, tokens, usd } from './format.ts';
import { truncate, wrap } from './wrap.ts';

const test = suite('numbers and lines for people');

test('numbers read the same everywhere', () => {
  assert.is(group(1234567), '1,234,567');
  assert.is(plural(1, 'agent'), '1 agent');
  assert.is(plural(1200, 'call'), '1,200 calls');
  assert.is(percent(0.125), '12.5 %');
  assert.equal([points(0.4125), points(-0.02), points(-0.0001)], ['+41.3', '−2.0', '+0.0']);
  assert.equal([pValue(0.0004), pValue(0.04)], ['p < 0.001', 'p = 0.040']);
  assert.equal([usd(0.0123), usd(12)], ['$0.0123', '$12.00']);
  assert.equal([tokens(950), tokens(12_345), tokens(4_100_000)], ['950', '12.3k', '4.1M']);
  assert.equal(
    [duration(42.4), duration(60), duration(190), duration(7500)],
    ['42 s', '1 min', '3 min 10 s', '2 h 5 min'],
  );
});

test('lines break at spaces, and only words that are too long are cut', () => {
  assert.equal(wrap('one two three', 7), ['one two', 'three']);
  assert.equal(wrap('a\n\nb', 7), ['a', '', 'b']);
  assert.equal(wrap('x abcdefghij', 4), ['x', 'abcd', 'efgh', 'ij']);
  assert.is(truncate('abcdef', 4), 'abc…');
});

test.run();
