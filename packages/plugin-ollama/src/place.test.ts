import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { endpoint, price } from './place.ts';

test('an endpoint is the address of the server, however it is written, without what may be secret', () => {
  assert.is(endpoint({ host: 'box' }), 'http://box:11434');
  assert.is(endpoint({ host: 'http://me:hidden@box:11434/' }), 'http://box:11434');
  assert.is(endpoint({ host: 'http://' }), 'http://');
});

test('a model on a server of one’s own costs nothing', () => {
  assert.equal(price({ model: 'amber:1b', host: '127.0.0.1:11434' }), { input: 0, output: 0 });
  assert.equal(price({ model: 'cloud-amber:1b', host: 'box' }), { input: 0, output: 0 });
});

test('what a model of the cloud costs is not known', () => {
  for (const model of ['amber:120b-cloud', 'amber:cloud']) assert.is(price({ model, host: 'box' }), undefined);
  assert.is(price({ model: 'amber:120b', host: 'https://ollama.com' }), undefined);
});

test.run();
