import { CallError } from '@maspo/core';
import {
  type CallSettings,
  callProvider,
  deadAddress,
  failureOf,
  identifyProvider,
  operatorOf,
  providerSuite,
} from '@maspo/core/testing';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import {
  type ChatBody,
  completion,
  error,
  json,
  type Misbehave,
  MODEL,
  startFakeOpenai,
} from './fake-openai.fixture.ts';
import plugin from './index.ts';
import { DEFAULT_BASE_URL, endpointOf } from './options.ts';

const operator = operatorOf(plugin, 'openai');
const ask = [{ role: 'user', content: 'Hello' }] as const;
const KEY = 'sk-planted-0123456789';

providerSuite('openai: a fake endpoint', {
  open: async () => {
    const server = await startFakeOpenai();
    return { operator, options: { model: MODEL, baseURL: `${server.url}/v1` }, close: server.close };
  },
  missing: (options) => ({ ...options, model: 'no-such-model' }),
  missingHint: /Check the name "no-such-model"/,
});

const test = suite('openai');

/** Calls an endpoint that does `misbehave`, with a planted key. */
async function call(misbehave: Misbehave, options = {}, settings: CallSettings = {}) {
  const server = await startFakeOpenai(misbehave);
  try {
    const own = { model: MODEL, baseURL: `${server.url}/v1`, apiKey: KEY, ...options };
    return await callProvider({ operator, options: own }, ask, settings);
  } finally {
    await server.close();
  }
}

async function failure(misbehave: Misbehave, options = {}): Promise<CallError> {
  const thrown = await failureOf(call(misbehave, options));
  assert.instance(thrown, CallError);
  assert.not.ok(`${thrown} ${(thrown as CallError).hint}`.includes(KEY), 'the key stands in the error');
  return thrown as CallError;
}

/** The body of the one request that a call makes. */
async function sent(options = {}, settings: CallSettings = {}): Promise<ChatBody> {
  const bodies: ChatBody[] = [];
  await call(
    (response, body) => {
      bodies.push(body);
      json(response, 200, completion({ content: 'ok' }));
    },
    options,
    settings,
  );
  assert.is(bodies.length, 1, 'one call is one request: retries are the gateway’s');
  return bodies[0] as ChatBody;
}

test('settings reach the endpoint, and what is not set is not sent', async () => {
  assert.equal(await sent(), { model: MODEL, messages: [...ask], max_tokens: 16, temperature: 0 });
  const body = await sent({}, { temperature: 0.5, topP: 0.9, seed: 11, stop: ['\n'], maxTokens: 7 });
  assert.equal([body.temperature, body.top_p, body.seed, body.stop, body.max_tokens], [0.5, 0.9, 11, ['\n'], 7]);
});

test('the field of maxTokens can be named', async () => {
  const body = await sent({ maxTokensField: 'max_completion_tokens' });
  assert.equal([body.max_completion_tokens, body.max_tokens], [16, undefined]);
});

test('extraBody adds fields, and null leaves one out', async () => {
  const body = await sent({ extraBody: { top_k: 3, temperature: null } });
  assert.equal([body.top_k, 'temperature' in body], [3, false]);
});

test('extraBody may not set what the journal must know', async () => {
  const thrown = await failure(() => assert.unreachable('nothing is sent'), { extraBody: { model: 'other' } });
  assert.equal([thrown.kind, thrown.message], ['permanent', 'extraBody may not set `model`']);
});

test('a closed schema is sent strict, an open one as a wish', async () => {
  const closed = {
    type: 'object',
    properties: { a: { type: 'string' } },
    required: ['a'],
    additionalProperties: false,
  };
  assert.is((await sent({}, { schema: closed })).response_format?.json_schema.strict, true);
  assert.is((await sent({}, { schema: { type: 'object' } })).response_format?.json_schema.strict, false);
});

test('the key travels as a bearer token, and a server of one’s own needs none', async () => {
  const seen: (string | undefined)[] = [];
  const answer: Misbehave = (response, _, headers) => {
    seen.push(headers.authorization);
    json(response, 200, completion({ content: 'ok' }));
  };
  await call(answer);
  await call(answer, { apiKey: undefined });
  assert.is(seen[0], `Bearer ${KEY}`);
  assert.not.match(seen[1] ?? '', KEY);
});

test('the OpenAI API itself needs a key, from the option or the environment', () => {
  const options = { model: MODEL, baseURL: DEFAULT_BASE_URL } as Parameters<typeof endpointOf>[0];
  assert.throws(
    () => endpointOf(options, {}),
    (thrown: CallError) => thrown.kind === 'permanent' && /OPENAI_API_KEY/.test(thrown.hint),
  );
  assert.is(endpointOf(options, { OPENAI_API_KEY: KEY }).apiKey, KEY);
});

for (const field of ['reasoning_content', 'reasoning']) {
  test(`reasoning in \`${field}\` is kept apart from the reply`, async () => {
    const answer = await call((response) => json(response, 200, completion({ content: 'Yes', [field]: 'Hm.' })));
    assert.equal([answer.text, answer.reasoning], ['Yes', 'Hm.']);
  });
}

test('reasoning that a model writes into its reply is taken out', async () => {
  const content = '<think>Hm.</think>\n\nYes';
  const answer = await call((response) => json(response, 200, completion({ content })));
  assert.equal([answer.text, answer.reasoning], ['Yes', 'Hm.']);
});

test('the identity holds the address and the model, and nothing secret', async () => {
  const server = await startFakeOpenai();
  const baseURL = `${server.url.replace('http://', 'http://me:hidden@')}/v1`;
  const identity = await identifyProvider({ operator, options: { model: MODEL, baseURL, apiKey: KEY } });
  assert.equal(identity, { baseURL: `${server.url}/v1`, model: MODEL });
  await server.close();
});

test('an endpoint that is down is named at the start, and may come back in the middle of a run', async () => {
  const host = await deadAddress();
  const provider = { operator, options: { model: MODEL, baseURL: `http://${host}/v1` } };
  const atStart = (await failureOf(identifyProvider(provider))) as CallError;
  assert.equal([atStart.kind, atStart.message], ['permanent', `nothing listens at http://${host}`]);
  assert.is(((await failureOf(callProvider(provider, ask))) as CallError).kind, 'transient');
});

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
