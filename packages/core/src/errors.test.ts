import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { CallError, MaspoError, messageOf } from './errors.ts';

test('an error says what happened, what to do, and why', () => {
  const cause = new Error('disk full');
  const error = new MaspoError('MASPO-X', 'it could not be written', 'Free some space.', { cause });
  assert.ok(error instanceof Error);
  assert.is(error.name, 'MaspoError');
  assert.is(error.code, 'MASPO-X');
  assert.is(error.message, 'it could not be written');
  assert.is(error.hint, 'Free some space.');
  assert.is(error.cause, cause);
});

test('a call error says whether to retry, and after how long', () => {
  const error = new CallError('transient', 'too many requests', 'Wait.', { retryAfter: 3 });
  assert.ok(error instanceof MaspoError);
  assert.is(error.name, 'CallError');
  assert.is(error.code, 'MASPO-CALL-TRANSIENT');
  assert.is(error.kind, 'transient');
  assert.is(error.retryAfter, 3);
  assert.is(new CallError('item', 'refused', 'Leave it.').retryAfter, undefined);
});

test('whatever was thrown has a message', () => {
  assert.is(messageOf(new TypeError('wrong type')), 'wrong type');
  assert.is(messageOf('plain text'), 'plain text');
  assert.is(messageOf(undefined), 'undefined');
  assert.is(messageOf(null), 'null');
  assert.is(messageOf(Symbol('s')), 'Symbol(s)');
  assert.is(messageOf(Object.create(null)), '[object Object]');
  const hostile = {
    toString: () => {
      throw new Error('no text for you');
    },
  };
  assert.is(messageOf(hostile), '[object Object]');
});

test.run();
