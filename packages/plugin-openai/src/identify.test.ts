import type { CallError } from '@maspo/core';
import {
  callProvider,
  deadAddress,
  failureOf,
  identifyProvider,
  operatorOf,
  startFakeServer,
} from '@maspo/core/testing';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { error, json, MODEL, startFakeOpenai } from './fake-openai.fixture.ts';
import plugin from './index.ts';
import { DEFAULT_BASE_URL, endpointOf } from './options.ts';

const operator = operatorOf(plugin, 'openai');
const ask = [{ role: 'user', content: 'Hello' }] as const;
const KEY = 'sk-planted-0123456789';

test('the OpenAI API itself needs a key, from the option or the environment', () => {
  const options = { model: MODEL, baseURL: DEFAULT_BASE_URL } as Parameters<typeof endpointOf>[0];
  assert.throws(
    () => endpointOf(options, {}),
    (thrown: CallError) => thrown.kind === 'permanent' && /OPENAI_API_KEY/.test(thrown.hint),
  );
  assert.is(endpointOf(options, { OPENAI_API_KEY: KEY }).apiKey, KEY);
});

test('the identity holds the address and the model, and nothing secret', async () => {
  await using server = await startFakeOpenai();
  const baseURL = `${server.url.replace('http://', 'http://me:hidden@')}/v1`;
  const identity = await identifyProvider({ operator, options: { model: MODEL, baseURL, apiKey: KEY } });
  assert.equal(identity, { baseURL: `${server.url}/v1`, model: MODEL });
});

test('an endpoint that is down is named at the start, and may come back in the middle of a run', async () => {
  const host = await deadAddress();
  const provider = { operator, options: { model: MODEL, baseURL: `http://${host}/v1` } };
  const atStart = (await failureOf(identifyProvider(provider))) as CallError;
  assert.equal([atStart.kind, atStart.message], ['permanent', `nothing listens at http://${host}`]);
  assert.is(((await failureOf(callProvider(provider, ask))) as CallError).kind, 'transient');
});

test('an endpoint without a list of models is taken as it is', async () => {
  await using server = await startFakeServer((_, response) => error(response, 404, { message: 'no such path' }));
  const baseURL = `${server.url}/v1`;
  assert.equal(await identifyProvider({ operator, options: { model: MODEL, baseURL } }), { baseURL, model: MODEL });
});

test('a key that the endpoint refuses is said before the first call', async () => {
  await using server = await startFakeServer((_, response) => error(response, 401, { message: `bad key ${KEY}` }));
  const options = { model: MODEL, baseURL: `${server.url}/v1`, apiKey: KEY };
  const thrown = (await failureOf(identifyProvider({ operator, options }))) as CallError;
  assert.equal([thrown.kind, thrown.message], ['permanent', `${server.url}/v1 answered 401: bad key ***`]);
});

test('a web page at the place of the API is said before the first call', async () => {
  await using server = await startFakeServer((_, response) => {
    response.writeHead(200, { 'content-type': 'text/html; charset=utf-8' }).end('<html>Welcome</html>');
  });
  const options = { model: MODEL, baseURL: server.url };
  const thrown = (await failureOf(identifyProvider({ operator, options }))) as CallError;
  assert.equal([thrown.kind, thrown.message], ['permanent', `what answers at ${server.url} is a web page`]);
  assert.match(thrown.hint, '/v1');
});

test('a gateway with nobody behind it for a moment ends no run', async () => {
  let asked = 0;
  await using server = await startFakeServer((_, response) =>
    ++asked === 1 ? void response.writeHead(502).end('<html>') : json(response, 200, { data: [] }),
  );
  const baseURL = `${server.url}/v1`;
  assert.equal(await identifyProvider({ operator, options: { model: MODEL, baseURL } }), { baseURL, model: MODEL });
  assert.is(asked, 2);
});

test.run();
