import fc from 'fast-check';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { createRedactor } from './redact.ts';

test('each occurrence of a secret is blotted out', () => {
  const redact = createRedactor(['sk-123', 'hunter2']);
  assert.is(redact('key sk-123, again sk-123, word hunter2.'), 'key [secret], again [secret], word [secret].');
});

test('without secrets, and with an empty one, nothing is touched', () => {
  assert.is(createRedactor([])('plain text'), 'plain text');
  assert.is(createRedactor([''])('plain text'), 'plain text');
});

test('a secret is found where it stands in JSON or in a URL', () => {
  const secret = 'a"b\\c d/e';
  const redact = createRedactor([secret]);
  assert.is(redact(JSON.stringify({ key: secret })), '{"key":"[secret]"}');
  assert.is(redact(`https://host/?key=${encodeURIComponent(secret)}`), 'https://host/?key=[secret]');
});

test('a secret that contains another one is blotted out whole', () => {
  for (const secrets of [
    ['abc', 'abcdef'],
    ['abcdef', 'abc'],
  ]) {
    assert.is(createRedactor(secrets)('x abcdef y abc z'), 'x [secret] y [secret] z');
  }
});

test('characters that mean something in patterns and replacements mean themselves', () => {
  assert.is(createRedactor(['$&.*(x)'])('<$&.*(x)> <$&.*(y)>'), '<[secret]> <$&.*(y)>');
});

test('no secret of six characters and more is left in any text around it', () => {
  const secret = fc.string({ unit: 'grapheme', minLength: 6, maxLength: 12 });
  fc.assert(
    fc.property(
      fc.array(secret, { minLength: 1, maxLength: 3 }),
      fc.string(),
      fc.string(),
      (secrets, before, after) => {
        const redact = createRedactor(secrets);
        for (const one of secrets) {
          // The mark itself may look like a secret that somebody chose so.
          fc.pre(!'[secret]'.includes(one));
          assert.not.ok(redact(`${before}${one}${after}`).replaceAll('[secret]', '').includes(one));
        }
      },
    ),
  );
});

test.run();
