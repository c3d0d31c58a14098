import type { IncomingHttpHeaders } from 'node:http';
import type { CallError } from '@maspo/core';
import { type CallSettings, callProvider, failureOf, operatorOf, providerSuite } from '@maspo/core/testing';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { type ChatBody, completion, json, type Misbehave, MODEL, startFakeOpenai } from './fake-openai.fixture.ts';
import plugin from './index.ts';

const operator = operatorOf(plugin, 'openai');
const ask = [{ role: 'user', content: 'Hello' }] as const;
const KEY = 'sk-planted-0123456789';

const fake = await startFakeOpenai();
providerSuite('openai: a fake endpoint', {
  open: async () => ({ operator, options: { model: MODEL, baseURL: `${fake.url}/v1` }, close: fake.close }),
  underway: fake.nextRequest,
  missing: (options) => ({ ...options, model: 'no-such-model' }),
  missingHint: /Check the name "no-such-model"/,
});

const test = suite('openai');

/** Calls an endpoint that does `misbehave`, with a planted key. */
async function call(misbehave: Misbehave, options = {}, settings: CallSettings = {}) {
  await using server = await startFakeOpenai(misbehave);
  const own = { model: MODEL, baseURL: `${server.url}/v1`, apiKey: KEY, ...options };
  return await callProvider({ operator, options: own }, ask, settings);
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
  const misbehave = () => assert.unreachable('nothing is sent');
  const thrown = (await failureOf(call(misbehave, { extraBody: { model: 'other' } }))) as CallError;
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

test('no header comes from the environment: it could choose another model, or carry secrets elsewhere', async () => {
  const seen: IncomingHttpHeaders[] = [];
  process.env.OPENAI_CUSTOM_HEADERS = 'X-Route: other-model\nAuthorization: Bearer other-key';
  try {
    await call((response, _, headers) => {
      seen.push(headers);
      json(response, 200, completion({ content: 'ok' }));
    });
  } finally {
    delete process.env.OPENAI_CUSTOM_HEADERS;
  }
  assert.equal(
    seen.map((headers) => [headers['x-route'], headers.authorization]),
    [[undefined, `Bearer ${KEY}`]],
  );
});

for (const field of ['reasoning_content', 'reasoning']) {
  test(`reasoning in \`${field}\` is kept apart from the reply`, async () => {
    const answer = await call((response) => json(response, 200, completion({ content: 'Yes', [field]: 'Hm.' })));
    assert.equal([answer.text, answer.reasoning], ['Yes', 'Hm.']);
  });
}

test('a reply of nothing but thinking is an empty answer, and so is one that thinking filled', async () => {
  const thought = (message: object, finish_reason: string) =>
    call((response) => json(response, 200, completion({ content: null, ...message }, { finish_reason })));
  assert.equal(await thought({ reasoning_content: 'Hm.' }, 'stop'), {
    text: '',
    reasoning: 'Hm.',
    finish: 'stop',
    usage: { inputTokens: 5, outputTokens: 2 },
  });
  const { text, finish } = await thought({}, 'length');
  assert.equal([text, finish], ['', 'length']);
});

test('reasoning that a model writes into its reply is taken out', async () => {
  const content = '<think>Hm.</think>\n\nYes';
  const answer = await call((response) => json(response, 200, completion({ content })));
  assert.equal([answer.text, answer.reasoning], ['Yes', 'Hm.']);
});

test.run();
