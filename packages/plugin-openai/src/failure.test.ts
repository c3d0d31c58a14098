import { inspect } from 'node:util';
import { CallError } from '@maspo/core';
import { callProvider, failureOf, operatorOf } from '@maspo/core/testing';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { completion, error, json, type Misbehave, MODEL, startFakeOpenai } from './fake-openai.fixture.ts';
import plugin from './index.ts';

const operator = operatorOf(plugin, 'openai');
const ask = [{ role: 'user', content: 'Hello' }] as const;
const KEY = 'sk-planted-0123456789';

/** What a call to an endpoint that misbehaves comes to. The planted key may stand nowhere in it. */
async function failure(misbehave: Misbehave): Promise<CallError> {
  await using server = await startFakeOpenai(misbehave);
  const options = { model: MODEL, baseURL: `${server.url}/v1`, apiKey: KEY };
  const thrown = await failureOf(callProvider({ operator, options }, ask));
  assert.instance(thrown, CallError);
  assert.not.ok(`${inspect(thrown)} ${(thrown as CallError).hint}`.includes(KEY), 'the key stands in the error');
  return thrown as CallError;
}

const REFUSALS: readonly (readonly [string, number, object, CallError['kind'], RegExp])[] = [
  ['a refused key', 401, { message: `Incorrect API key provided: ${KEY}` }, 'permanent', /Check the key/],
  ['a forbidden model', 403, { message: 'no access' }, 'permanent', /may not use "birch-mini"/],
  ['a model that is not there', 404, { message: 'model not found', code: 'model_not_found' }, 'permanent', /\/models/],
  ['a bad request', 400, { message: 'unknown field' }, 'permanent', /extraBody/],
  [
    'a field that the model does not take',
    400,
    { message: 'no', param: 'temperature' },
    'permanent',
    /temperature: null/,
  ],
  ['a token field of another name', 400, { message: 'use max_completion_tokens' }, 'permanent', /maxTokensField/],
  ['an input that is too long', 400, { message: 'x', code: 'context_length_exceeded' }, 'item', /longer context/],
  ['content that is refused', 400, { message: 'x', code: 'content_filter' }, 'item', /look at it/],
  ['an empty account', 429, { message: 'x', code: 'insufficient_quota' }, 'transient', /credit/],
  ['a timeout of the server', 408, { message: 'x' }, 'transient', /wait/],
  ['a conflict', 409, { message: 'x' }, 'transient', /wait/],
  ['a server fault', 500, { message: 'x' }, 'transient', /wait/],
  ['an overloaded server', 503, { message: 'x' }, 'transient', /wait/],
];
for (const [name, status, value, kind, hint] of REFUSALS) {
  test(`${name} (${status}) is ${kind}`, async () => {
    const thrown = await failure((response) => error(response, status, value));
    assert.is(thrown.kind, kind);
    assert.match(thrown.hint, hint);
  });
}

test('the pause that the endpoint asks for is passed on, in seconds or as a date', async () => {
  const limit = (value: string) => (response: Parameters<Misbehave>[0]) => {
    response.setHeader('retry-after', value);
    error(response, 429, { message: 'slow down' });
  };
  assert.is((await failure(limit('7'))).retryAfter, 7);
  const dated = (await failure(limit(new Date(Date.now() + 60_000).toUTCString()))).retryAfter ?? 0;
  assert.ok(dated > 30 && dated <= 60, `${dated}`);
});

test('a refusal of the model concerns its item', async () => {
  const said = await failure((response) => json(response, 200, completion({ content: null, refusal: 'I cannot.' })));
  assert.is(said.kind, 'item');
  const cut = await failure((response) =>
    json(response, 200, completion({ content: 'I' }, { finish_reason: 'content_filter' })),
  );
  assert.is(cut.kind, 'item');
});

const BROKEN: readonly (readonly [string, Misbehave, RegExp])[] = [
  ['a web page with status 502', (response) => response.writeHead(502).end('<html>Bad gateway</html>'), /a web page/],
  ['a web page with status 200', (response) => response.end('<html>Welcome</html>'), /instead of a chat completion/],
  ['JSON that is no completion', (response) => json(response, 200, { hello: 1 }), /no chat completion/],
  [
    'half a body',
    (response) => response.writeHead(200, { 'content-type': 'application/json' }).end('{"choices": [{"mess'),
    /broken JSON/,
  ],
  [
    'an error inside a reply',
    (response) => error(response, 200, { message: 'upstream died', code: 502 }),
    /upstream died/,
  ],
  ['a connection that breaks', (response) => void response.destroy(), /broke/],
  [
    'a connection that breaks in the middle',
    (response) => {
      response.writeHead(200, { 'content-type': 'application/json' }).write('{"choices":');
      setImmediate(() => response.destroy());
    },
    /broke/,
  ],
];
for (const [name, misbehave, said] of BROKEN) {
  test(`${name} is transient`, async () => {
    const thrown = await failure(misbehave);
    assert.is(thrown.kind, 'transient');
    assert.match(thrown.message, said);
  });
}

test('a redirect is not followed: the key stays where it was sent', async () => {
  const thrown = await failure((response) => response.writeHead(302, { location: 'http://elsewhere.test/v1' }).end());
  assert.is(thrown.kind, 'permanent');
  assert.match(thrown.hint, 'set baseURL to where the API is');
});

test.run();
