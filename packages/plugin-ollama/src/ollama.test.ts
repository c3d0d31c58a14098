import type { ForwardOperator } from '@maspo/core';
import { callProvider, failureOf, type OpenProvider, operatorOf, providerSuite } from '@maspo/core/testing';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { type ChatBody, lastLine, line, MODEL, startFakeOllama } from './fake-ollama.fixture.ts';
import plugin from './index.ts';

const operator: ForwardOperator = operatorOf(plugin, 'ollama');
const ask = [{ role: 'user', content: 'Hello' }] as const;

const fake = await startFakeOllama();
providerSuite('ollama: a fake server', {
  open: async () => ({ operator, options: { model: MODEL, host: fake.host }, close: fake.close }),
  underway: fake.nextRequest,
  missing: (options) => ({ ...options, model: 'no-such-model:1b' }),
  missingHint: /^ollama pull no-such-model:1b$/,
});

const test = suite('ollama');

/** The body of the one request that a call makes. */
async function sent(provider: Partial<OpenProvider['options']>, settings = {}): Promise<ChatBody> {
  let seen: ChatBody | undefined;
  await using server = await startFakeOllama((response, body) => {
    seen = body;
    response.end(line('ok') + lastLine());
  });
  await callProvider({ operator, options: { model: MODEL, host: server.host, ...provider } }, ask, settings);
  if (seen === undefined) throw new Error('nothing was sent');
  return seen;
}

test('settings and options reach the server under its own names', async () => {
  const body = await sent(
    { numCtx: 4096, numThread: 2, keepAlive: '10m', think: false },
    { temperature: 0.5, maxTokens: 7, seed: 11, stop: ['\n'], topP: 0.9, schema: { type: 'object' } },
  );
  assert.equal([body.stream, body.truncate, body.shift], [true, false, false]);
  const own = { num_predict: 7, top_p: 0.9, num_ctx: 4096, num_thread: 2 };
  assert.equal(body.options, { temperature: 0.5, stop: ['\n'], seed: 11, ...own });
  assert.equal([body.format, body.keep_alive, body.think], [{ type: 'object' }, '10m', false]);
});

test('keepAlive as a bare number is a number of seconds', async () => {
  assert.is((await sent({ keepAlive: '-1' })).keep_alive, -1);
});

test('what a model thinks is kept apart from its reply', async () => {
  await using server = await startFakeOllama((response) => {
    const thought = { model: MODEL, message: { role: 'assistant', content: '', thinking: 'Hm.' }, done: false };
    response.end(`${JSON.stringify(thought)}\n${line('Yes')}${lastLine()}`);
  });
  const answer = await callProvider({ operator, options: { model: MODEL, host: server.host } }, ask);
  assert.equal([answer.text, answer.reasoning], ['Yes', 'Hm.']);
});

for (const prompt_eval_count of [undefined, -1, 1.5, '5']) {
  test(`a reply that counts ${prompt_eval_count} input tokens has no usage`, async () => {
    await using server = await startFakeOllama((response) => {
      response.end(line('Yes') + lastLine({ prompt_eval_count }));
    });
    const answer = await callProvider({ operator, options: { model: MODEL, host: server.host } }, ask);
    assert.is(answer.usage, null);
  });
}

test('a reply is over with its last line: a server that leaves the connection open is not waited for', async () => {
  await using server = await startFakeOllama((response) => void response.write(line('Yes') + lastLine()));
  const answer = await callProvider({ operator, options: { model: MODEL, host: server.host } }, ask);
  assert.is(answer.text, 'Yes');
  await server.disconnected();
});

test('calls one after the other share a connection', async () => {
  const ports = new Set<number | undefined>();
  await using server = await startFakeOllama((response) => {
    ports.add(response.socket?.remotePort);
    response.write(line('Yes'));
    response.end(lastLine());
  });
  const provider = { operator, options: { model: MODEL, host: server.host } };
  for (let call = 0; call < 20; call++) await callProvider(provider, ask);
  assert.ok(ports.size <= 3, `${ports.size} connections for 20 calls`);
});

test('the abort of one call leaves the others alone', async () => {
  const [arrived, left] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
  await using server = await startFakeOllama((response, { options }) => {
    response.write(line('Yes'));
    if (options.num_predict === 1) {
      response.on('close', () => left.resolve());
      arrived.resolve();
    } else void left.promise.then(() => response.end(lastLine()));
  });
  const provider = { operator, options: { model: MODEL, host: server.host } };
  const controller = new AbortController();
  const other = callProvider(provider, ask);
  const failure = failureOf(callProvider(provider, ask, { maxTokens: 1, signal: controller.signal }));
  await arrived.promise;
  controller.abort();
  await failure;
  assert.is((await other).text, 'Yes');
});

test.run();
