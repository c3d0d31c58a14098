import fc from 'fast-check';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { createRedactor, keysInEnvironment, redactJson, surelySecret } from './redact.ts';

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

test('in JSON only texts and keys are blotted out: a secret that is a number breaks nothing', () => {
  const redact = createRedactor(['8000', 'true', 'k"ey']);
  assert.equal(
    redactJson(redact, { calls: 8000, ok: true, url: 'http://localhost:8000', list: ['k"ey'], 'k"ey': null }),
    {
      calls: 8000,
      ok: true,
      url: 'http://localhost:[secret]',
      list: ['[secret]'],
      '[secret]': null,
    },
  );
});

test('keys in the environment are known by name and look; words and addresses are no keys to blot out of answers', () => {
  const env = {
    OPENAI_API_KEY: 'sk-planted-0123',
    MY_TOKEN: 'abcdefgh-12345',
    API_KEY: 'ollama',
    HOME: '/home/a-long-one',
  };
  assert.equal(keysInEnvironment(env), ['sk-planted-0123', 'abcdefgh-12345']);
  assert.equal(surelySecret(['none', 'http://localhost:8000', 'sk-planted-0123']), ['sk-planted-0123']);
});

test.run();
