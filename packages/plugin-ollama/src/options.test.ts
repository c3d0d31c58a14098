import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { hostOf } from './options.ts';

test('an address is taken with and without http://, a port, or a slash at its end', () => {
  const of = (host: string) => hostOf({ host }, {});
  assert.is(of('box'), 'http://box:11434');
  assert.is(of('box:80'), 'http://box');
  assert.is(of('http://box:1234/'), 'http://box:1234');
  assert.is(of('https://box/ollama/'), 'https://box/ollama');
  assert.is(of('::1'), 'http://[::1]:11434');
  assert.is(of(':1234'), 'http://127.0.0.1:1234');
  assert.is(of('[::]:1234'), 'http://[::1]:1234');
  assert.is(hostOf({ host: undefined }, { OLLAMA_HOST: '0.0.0.0' }), 'http://127.0.0.1:11434');
  assert.is(hostOf({ host: undefined }, {}), 'http://127.0.0.1:11434');
});

test.run();
