import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { serverAddress } from './address.ts';

test('an address is taken with and without http://, a port, or a slash at its end', () => {
  const of = (written: string) => serverAddress(written, 11434);
  assert.is(of(''), 'http://127.0.0.1:11434');
  assert.is(of('box'), 'http://box:11434');
  assert.is(of('box:80'), 'http://box');
  assert.is(of('http://box:1234/'), 'http://box:1234');
  assert.is(of('https://box/models/'), 'https://box/models');
  assert.is(of('::1'), 'http://[::1]:11434');
  assert.is(of(':1234'), 'http://127.0.0.1:1234');
});

test('where a server listens on all addresses, it is reached on this machine', () => {
  assert.is(serverAddress('0.0.0.0', 80), 'http://127.0.0.1');
  assert.is(serverAddress('[::]:1234', 80), 'http://[::1]:1234');
});

test('what is no address is refused', () => {
  assert.throws(() => serverAddress('http://', 80), /Invalid URL/);
});

test.run();
