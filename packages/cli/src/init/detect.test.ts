import { deadAddress, startFakeServer } from '@maspo/core/testing';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { detectProviders, firstModel, firstProvider, isThere, thinks } from './detect.ts';

const MODELS = [
  { name: 'large:7b', size: 4_000_000_000, details: { family: 'amber' } },
  { name: 'small:1b', size: 900_000_000, details: { family: 'amber' } },
  { name: 'amber-embed:latest', size: 1, details: { family: 'amber' } },
  { name: 'vectors:latest', size: 2, details: { family: 'nomic-bert' } },
  { name: 'x", use: "${env:KEY}', size: 3 },
  { name: '\u001b[2J', size: 3 },
  'no model',
];

/** Like an Ollama with these models, of which the large one thinks. */
const startOllama = (models: readonly unknown[] = MODELS) =>
  startFakeServer(async (request, response) => {
    let body = '';
    for await (const chunk of request) body += String(chunk);
    if (request.url === '/api/tags') response.end(JSON.stringify({ models }));
    else if (request.url === '/api/show')
      response.end(
        JSON.stringify({ capabilities: JSON.parse(body).model === 'large:7b' ? ['completion', 'thinking'] : [] }),
      );
    else response.writeHead(404).end();
  });

test('of a running Ollama the models are listed that can chat, the smallest first; strange names are left out', async () => {
  await using server = await startOllama();
  const found = await detectProviders({ OLLAMA_HOST: server.host });
  assert.equal(found, {
    ollama: {
      address: server.url,
      models: [
        { name: 'small:1b', size: 900_000_000 },
        { name: 'large:7b', size: 4_000_000_000 },
      ],
    },
    openaiKey: false,
  });
  assert.is(firstProvider(found), 'ollama');
  assert.is(firstModel('ollama', found), 'small:1b');
  assert.is(isThere('small:1b', found), true);
  assert.is(isThere('small', found), false);
});

test('a server without a model is no reason to begin with it', async () => {
  await using server = await startOllama([]);
  const found = await detectProviders({ OLLAMA_HOST: server.host });
  assert.equal(found.ollama?.models, []);
  assert.is(firstProvider(found), 'llama');
});

test('nobody there, somebody else, an error and silence are no Ollama, and none of them is a failure', async () => {
  const nobody = await detectProviders({ OLLAMA_HOST: await deadAddress() });
  await using page = await startFakeServer((_, response) => void response.end('<html>'));
  await using other = await startFakeServer((_, response) => void response.end('{"models": 3}'));
  await using broken = await startFakeServer((_, response) => void response.writeHead(500).end('{"models": []}'));
  await using silent = await startFakeServer(() => {});
  const found = await Promise.all(
    [page, other, broken, silent].map(({ host }) => detectProviders({ OLLAMA_HOST: host }, 300)),
  );
  for (const { ollama } of [nobody, ...found]) assert.is(ollama, null);
  assert.is((await detectProviders({ OLLAMA_HOST: 'http://' })).ollama, null);
});

test('a key in the environment is seen; an empty one is none', async () => {
  const OLLAMA_HOST = await deadAddress();
  const found = await detectProviders({ OLLAMA_HOST, OPENAI_API_KEY: 'k' });
  assert.is(found.openaiKey, true);
  assert.is(firstProvider(found), 'openai');
  assert.is((await detectProviders({ OLLAMA_HOST, OPENAI_API_KEY: ' ' })).openaiKey, false);
});

test('a server says whether a model thinks; without its word none does', async () => {
  await using server = await startOllama();
  const env = { OLLAMA_HOST: server.host };
  assert.is(await thinks('large:7b', env), true);
  assert.is(await thinks('small:1b', env), false);
  assert.is(await thinks('large:7b', { OLLAMA_HOST: await deadAddress() }), false);
});

test.run();
