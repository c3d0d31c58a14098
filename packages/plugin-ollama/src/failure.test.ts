import { CallError } from '@maspo/core';
import { callProvider, deadAddress, failureOf, operatorOf } from '@maspo/core/testing';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { json, line, type Misbehave, MODEL, startFakeOllama } from './fake-ollama.fixture.ts';
import plugin from './index.ts';

const operator = operatorOf(plugin, 'ollama');
const ask = [{ role: 'user', content: 'Hello' }] as const;

/** What a call to a server that misbehaves comes to. */
async function failure(misbehave: Misbehave): Promise<CallError> {
  await using server = await startFakeOllama(misbehave);
  const thrown = await failureOf(callProvider({ operator, options: { model: MODEL, host: server.host } }, ask));
  assert.instance(thrown, CallError);
  return thrown as CallError;
}

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
  ['a model of the cloud without an account', 401, 'unauthorized', 'permanent', /ollama signin/],
  ['a bad request', 400, 'invalid options', 'permanent', /options of the model/],
  ['a model that cannot think', 400, `"${MODEL}" does not support thinking`, 'permanent', /leave the option think out/],
  ['an input that is too long', 400, 'input length exceeds the context length', 'item', /numCtx/],
  ['a library that is missing', 500, 'the library of the model runner was not found', 'transient', /look at its log/],
  ['memory short for its context size', 500, 'no memory for context size 9', 'transient', /look at its log/],
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
