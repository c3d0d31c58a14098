import type { CallError } from '@maspo/core';
import { deadAddress, failureOf, identifyProvider, operatorOf, startFakeServer } from '@maspo/core/testing';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { DIGEST, MODEL, startFakeOllama } from './fake-ollama.fixture.ts';
import plugin from './index.ts';

const operator = operatorOf(plugin, 'ollama');

/** Runs `work` with `signal` in the place of every timer; returns the limits that were set, in milliseconds. */
async function withTimeouts(signal: AbortSignal, work: () => Promise<void>): Promise<number[]> {
  const { timeout } = AbortSignal;
  const limits: number[] = [];
  AbortSignal.timeout = (limit) => {
    limits.push(limit);
    return signal;
  };
  await work().finally(() => {
    AbortSignal.timeout = timeout;
  });
  return limits;
}

for (const model of [MODEL, 'Amber:1B', 'library/amber:1b', 'registry.ollama.ai/library/amber:1b']) {
  test(`the identity of ${model} is the model and its digest, wherever the server is`, async () => {
    await using server = await startFakeOllama();
    const identity = await identifyProvider({ operator, options: { model, host: server.host } });
    assert.equal(identity, { model: MODEL, digest: DIGEST });
  });
}

test('a model that is missing is named before the first call, with the command that fetches it', async () => {
  await using server = await startFakeOllama();
  const thrown = (await failureOf(
    identifyProvider({ operator, options: { model: 'amber', host: server.host } }),
  )) as CallError;
  assert.equal(
    [thrown.kind, thrown.message, thrown.hint],
    ['permanent', 'Ollama has no model "amber"', 'ollama pull amber'],
  );
});

const STRANGERS: readonly (readonly [string, string])[] = [
  ['a web page', '<html>\nWelcome\n</html>'],
  ['other JSON', '{"object": "list"}'],
];
for (const [name, reply] of STRANGERS) {
  test(`a server that lists its models with ${name} is no Ollama`, async () => {
    await using server = await startFakeServer((_, response) => void response.end(reply));
    const thrown = (await failureOf(
      identifyProvider({ operator, options: { model: MODEL, host: server.host } }),
    )) as CallError;
    assert.is(thrown.kind, 'permanent');
    assert.is(thrown.message, `what answers at ${server.url} is no Ollama server`);
  });
}

test('a server that says nothing is given up at the start within two seconds', async () => {
  await using server = await startFakeServer(() => {});
  const deadline = new AbortController();
  const limits = await withTimeouts(deadline.signal, async () => {
    const arrived = server.nextRequest();
    const failure = failureOf(identifyProvider({ operator, options: { model: MODEL, host: server.host } }));
    await arrived;
    deadline.abort();
    const thrown = (await failure) as CallError;
    assert.is(thrown.kind, 'permanent');
    assert.is(thrown.message, `the server at ${server.url} does not answer within 2 s`);
  });
  assert.equal(limits, [2000]);
});

test('a server that is down is named at the start, with the command that starts it', async () => {
  const host = await deadAddress();
  const thrown = (await failureOf(identifyProvider({ operator, options: { model: MODEL, host } }))) as CallError;
  assert.is(thrown.kind, 'permanent');
  assert.is(thrown.message, `nothing listens at http://${host}`);
  assert.match(thrown.hint, '`ollama serve`');
});

test.run();
