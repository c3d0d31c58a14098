import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import plugin from './index.ts';
import { DEFAULT_BASE_URL, schema } from './options.ts';
import { endpoint, price } from './place.ts';
import { PRICES, PRICES_AS_OF } from './prices.ts';

const priceOf = (model: string, more: object = {}) =>
  price({ model, baseURL: DEFAULT_BASE_URL, extraBody: undefined, ...more });

test('a model of the list has its list price, in USD per million tokens', () => {
  assert.equal(priceOf('gpt-4o-mini'), { input: 0.15, output: 0.6 });
  assert.equal(priceOf('gpt-5'), { input: 1.25, output: 10 });
  assert.equal(priceOf('o3', { baseURL: `${DEFAULT_BASE_URL}/` }), { input: 2, output: 8 });
});

test('a dated name has the price of its model, unless the list knows it by its date', () => {
  assert.equal(priceOf('gpt-4o-mini-2024-07-18'), priceOf('gpt-4o-mini'));
  assert.equal(priceOf('gpt-4o-2024-11-20'), priceOf('gpt-4o'));
  assert.equal(priceOf('gpt-4o-2024-05-13'), { input: 5, output: 15 });
});

test('what the list does not know has no price: other models, tuned ones, names that begin alike', () => {
  for (const model of [
    'no-such-model',
    'ft:gpt-4o-mini-2024-07-18:me::x',
    'gpt-4o-audio-preview',
    'gpt-5-pro',
    'o3-pro',
  ])
    assert.is(priceOf(model), undefined, model);
});

test('what another endpoint charges is not known, whatever it calls its models', () => {
  for (const baseURL of [
    'http://127.0.0.1:8000/v1',
    'https://eu.api.openai.com/v1',
    'http://api.openai.com/v1',
    'http://',
  ])
    assert.is(priceOf('gpt-4o', { baseURL }), undefined, baseURL);
});

test('a service tier of another price is not in the list', () => {
  assert.is(priceOf('gpt-5', { extraBody: { service_tier: 'priority' } }), undefined);
  assert.equal(priceOf('gpt-5', { extraBody: { service_tier: null, top_logprobs: 1 } }), priceOf('gpt-5'));
});

test('every price of the list is a positive number of dollars, and a reply costs more than its question', () => {
  for (const [model, { input, output }] of PRICES) assert.ok(input > 0 && output > input, model);
});

test('the date of the list stands in the README', () => {
  assert.match(readFileSync(join(import.meta.dirname, '../README.md'), 'utf8'), `as of ${PRICES_AS_OF}`);
});

test('an endpoint is its address, without what may be secret', () => {
  assert.is(endpoint({ baseURL: 'https://me:hidden@host.test/v1/?key=abc' }), 'https://host.test/v1');
  assert.is(endpoint({ baseURL: 'http://' }), 'http://');
  assert.is(plugin.forward?.openai?.endpoint?.({ baseURL: DEFAULT_BASE_URL }), DEFAULT_BASE_URL);
});

test('the key is marked as a secret, and no other option is one', () => {
  const secret = Object.entries(schema.properties).filter(([, property]) => 'maspoSecret' in property);
  assert.equal(
    secret.map(([name]) => name),
    ['apiKey'],
  );
});

test.run();
