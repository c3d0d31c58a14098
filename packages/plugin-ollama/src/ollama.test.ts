import { CallError, type ForwardOperator } from '@maspo/core';
import {
  callProvider,
  deadAddress,
  failureOf,
  identifyProvider,
  type OpenProvider,
  operatorOf,
  providerSuite,
} from '@maspo/core/testing';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import {
  type ChatBody,
  DIGEST,
  json,
  lastLine,
  line,
  type Misbehave,
  MODEL,
  startFakeOllama,
} from './fake-ollama.fixture.ts';
import plugin from './index.ts';
import { hostOf } from './options.ts';

const operator: ForwardOperator = operatorOf(plugin, 'ollama');
const ask = [{ role: 'user', content: 'Hello' }] as const;

providerSuite('ollama: a fake server', {
  open: async () => {
    const server = await startFakeOllama();
    return { operator, options: { model: MODEL, host: server.host }, close: server.close };
  },
  missing: (options) => ({ ...options, model: 'no-such-model:1b' }),
  missingHint: /^ollama pull no-such-model:1b$/,
});

const test = suite('ollama');

/** What a call to a server that misbehaves comes to. */
async function failure(misbehave: Misbehave): Promise<CallError> {
  const server = await startFakeOllama(misbehave);
  try {
    const thrown = await failureOf(callProvider({ operator, options: { model: MODEL, host: server.host } }, ask));
    assert.instance(thrown, CallError);
    return thrown as CallError;
  } finally {
    await server.close();
  }
}

/** The body of the one request that a call makes. */
async function sent(provider: Partial<OpenProvider['options']>, settings = {}): Promise<ChatBody> {
  let seen: ChatBody | undefined;
  const server = await startFakeOllama((response, body) => {
    seen = body;
    response.end(line('ok') + lastLine());
  });
  await callProvider({ operator, options: { model: MODEL, host: server.host, ...provider } }, ask, settings);
  await server.close();
  if (seen === undefined) throw new Error('nothing was sent');
  return seen;
}

test('an address is taken with and without http://, a port, or a slash at its end', () => {
  const of = (host: string) => hostOf({ host }, {});
  assert.is(of('box'), 'http://box:11434');
  assert.is(of('box:80'), 'http://box');
  assert.is(of('http://box:1234/'), 'http://box:1234');
  assert.is(of('https://box/ollama/'), 'https://box/ollama');
  assert.is(hostOf({ host: undefined }, { OLLAMA_HOST: '0.0.0.0' }), 'http://127.0.0.1:11434');
  assert.is(hostOf({ host: undefined }, {}), 'http://127.0.0.1:11434');
});

test('settings and options reach the server under its own names', async () => {
  const body = await sent(
    { numCtx: 4096, keepAlive: '10m', think: false },
    { temperature: 0.5, maxTokens: 7, seed: 11, stop: ['\n'], topP: 0.9, schema: { type: 'object' } },
  );
  assert.is(body.stream, true);
  assert.equal(body.options, { temperature: 0.5, num_predict: 7, top_p: 0.9, stop: ['\n'], seed: 11, num_ctx: 4096 });
  assert.equal([body.format, body.keep_alive, body.think], [{ type: 'object' }, '10m', false]);
});

test('keepAlive as a bare number is a number of seconds', async () => {
  assert.is((await sent({ keepAlive: '-1' })).keep_alive, -1);
});

test('what a model thinks is kept apart from its reply', async () => {
  const server = await startFakeOllama((response) => {
    const thought = { model: MODEL, message: { role: 'assistant', content: '', thinking: 'Hm.' }, done: false };
    response.end(`${JSON.stringify(thought)}\n${line('Yes')}${lastLine()}`);
  });
  const answer = await callProvider({ operator, options: { model: MODEL, host: server.host } }, ask);
  assert.equal([answer.text, answer.reasoning], ['Yes', 'Hm.']);
  await server.close();
});

test('a reply without counts has no usage', async () => {
  const server = await startFakeOllama((response) => {
    response.end(line('Yes') + lastLine({ prompt_eval_count: undefined }));
  });
  const answer = await callProvider({ operator, options: { model: MODEL, host: server.host } }, ask);
  assert.is(answer.usage, null);
  await server.close();
});

test('the identity is the model and its digest, wherever the server is', async () => {
  const server = await startFakeOllama();
  const identity = await identifyProvider({ operator, options: { model: MODEL, host: server.host } });
  assert.equal(identity, { model: MODEL, digest: DIGEST });
  await server.close();
});

test('a server that is down is named at the start, with the command that starts it', async () => {
  const host = await deadAddress();
  const thrown = (await failureOf(identifyProvider({ operator, options: { model: MODEL, host } }))) as CallError;
  assert.is(thrown.kind, 'permanent');
  assert.is(thrown.message, `nothing listens at http://${host}`);
  assert.match(thrown.hint, '`ollama serve`');
});

test('a server that goes down in the middle of a run may come back', async () => {
  const host = await deadAddress();
  const thrown = (await failureOf(callProvider({ operator, options: { model: MODEL, host } }, ask))) as CallError;
  assert.is(thrown.kind, 'transient');
});

test('a host that is no address is refused', async () => {
  const thrown = (await failureOf(
    callProvider({ operator, options: { model: MODEL, host: 'http://' } }, ask),
  )) as CallError;
  assert.equal([thrown.kind, thrown.message], ['permanent', 'the host of Ollama is not an address']);
});

const REFUSALS: readonly (readonly [string, number, string, CallError['kind'], RegExp])[] = [
  ['a model that is not there', 404, `model '${MODEL}' not found`, 'permanent', /^ollama pull amber:1b$/],
  ['a wrong path', 404, '404 page not found', 'permanent', /is it an Ollama server/],
  ['a bad request', 400, 'invalid options', 'permanent', /options of the model/],
  ['a model that cannot think', 400, `"${MODEL}" does not support thinking`, 'permanent', /leave the option think out/],
  ['an input that is too long', 400, 'input length exceeds the context length', 'item', /numCtx/],
  ['a server fault', 500, 'llama runner process has terminated', 'transient', /look at its log/],
  ['too little memory', 500, 'model requires more system memory', 'transient', /does not fit into memory/],
  ['a busy server', 503, 'server busy', 'transient', /wait until it has recovered/],
];
for (const [name, status, said, kind, hint] of REFUSALS) {
  test(`${name} (${status}) is ${kind}`, async () => {
    const thrown = await failure((response) => json(response, status, { error: said }));
    assert.is(thrown.kind, kind);
    assert.match(thrown.hint, hint);
  });
}

test('the pause that the server asks for is passed on', async () => {
  const thrown = await failure((response) => {
    response.setHeader('retry-after', '7');
    json(response, 429, { error: 'slow down' });
  });
  assert.equal([thrown.kind, thrown.retryAfter], ['transient', 7]);
});

const BROKEN: readonly (readonly [string, Misbehave, RegExp])[] = [
  [
    'a web page instead of a reply',
    (response) => response.writeHead(502).end('<html>Bad gateway</html>'),
    /a web page/,
  ],
  ['a web page with status 200', (response) => response.end('<html>\nWelcome\n</html>'), /broken JSON/],
  ['half a line', (response) => response.end(`${line('Yes')}{"mess`), /broken JSON/],
  ['a stream that ends without its last line', (response) => response.end(line('Yes')), /broke off/],
  ['an error inside the stream', (response) => response.end(`${line('Yes')}{"error":"runner died"}\n`), /runner died/],
  ['an empty body', (response) => response.end(), /broke off|empty reply/],
  [
    'a connection that breaks in the middle',
    (response) => {
      response.write(line('Yes'));
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

test('text of the server is quoted without control characters', async () => {
  const thrown = await failure((response) => json(response, 500, { error: 'red \u001b[31malert\u0007' }));
  assert.not.match(thrown.message, '\u001b');
});

test.run();
