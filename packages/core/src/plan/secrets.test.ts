import fc from 'fast-check';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { withoutLiterals } from './secrets.ts';

const about = { code: 'MASPO-C025', file: '/p/a.yaml', line: 1, column: 1, message: 'x', fix: 'y' };
const framed = (frame: string, ...secrets: string[]) => withoutLiterals([{ ...about, frame }], secrets)[0]?.frame;

test('a secret is blotted out of code frames, and the carets stay under it', () => {
  assert.is(
    framed('> 6 | key: sk-0123456789\n    |      ^^^^^^^^^^^^^', 'sk-0123456789'),
    '> 6 | key: *************\n    |      ^^^^^^^^^^^^^',
  );
});

test('a piece of it at the end of a line that was cut is blotted out too', () => {
  assert.is(framed('> 6 | key: sk-01234', 'sk-0123456789'), '> 6 | key: ********');
  assert.is(framed('> 6 | 56789, model: x', 'sk-0123456789'), '> 6 | *****, model: x');
});

test('wherever a line is cut, no four characters of a secret are left at its ends', () => {
  const secret = 'sk-planted-0123456789';
  const line = `models: { small: { key: ${secret}, model: x } }`;
  fc.assert(
    fc.property(fc.nat(line.length), fc.nat(line.length), (a, b) => {
      const cut = line.slice(Math.min(a, b), Math.max(a, b));
      const shown = framed(`> 6 | ${cut}`, secret) ?? '';
      for (let at = 0; at + 4 <= secret.length; at++) assert.not.ok(shown.includes(secret.slice(at, at + 4)), shown);
    }),
  );
});

test('without a frame there is nothing to blot', () => {
  assert.equal(withoutLiterals([about], ['sk-0123456789']), [about]);
});

test.run();
