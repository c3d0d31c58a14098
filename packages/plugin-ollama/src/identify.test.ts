import type { CallError } from '@maspo/core';
import { deadAddress, failureOf, identifyProvider, operatorOf, startFakeServer } from '@maspo/core/testing';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { DIGEST, json, MODEL, startFakeOllama } from './fake-ollama.fixture.ts';
import plugin from './index.ts';

const operator = operatorOf(plugin, 'ollama');

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

test('a fault at the start that heals ends no run', async () => {
  let asked = 0;
  await using server = await startFakeServer((_, response) => {
    if (++asked === 1) response.destroy();
    else json(response, 200, { models: [{ name: MODEL, digest: DIGEST }] });
  });
  const identity = await identifyProvider({ operator, options: { model: MODEL, host: server.host } });
  assert.equal(identity, { model: MODEL, digest: DIGEST });
});

test('a server that is down is named at the start, with the command that starts it', async () => {
  const host = await deadAddress();
  const thrown = (await failureOf(identifyProvider({ operator, options: { model: MODEL, host } }))) as CallError;
  assert.is(thrown.kind, 'permanent');
  assert.is(thrown.message, `nothing listens at http://${host}`);
  assert.match(thrown.hint, '`ollama serve`');
});

test('a host that is no address is refused', async () => {
  const options = { model: MODEL, host: 'http://' };
  const thrown = (await failureOf(identifyProvider({ operator, options }))) as CallError;
  assert.equal([thrown.kind, thrown.message], ['permanent', 'the host of Ollama is not an address']);
});

test.run();
