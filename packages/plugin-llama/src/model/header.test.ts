import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { ggufProblem } from './header.ts';

const test = suite('header', { folder: '' });
test.before(async (context) => {
  context.folder = await mkdtemp(join(tmpdir(), 'maspo-header-'));
});
test.after(({ folder }) => rm(folder, { recursive: true }));

async function problemOf(folder: string, bytes: Buffer | string): Promise<string | null> {
  const path = join(folder, 'model.gguf');
  await writeFile(path, bytes);
  return ggufProblem(path);
}

function headerOf(version: number, tensors: bigint, entries: bigint): Buffer {
  const header = Buffer.alloc(32);
  header.write('GGUF');
  header.writeUInt32LE(version, 4);
  header.writeBigUInt64LE(tensors, 8);
  header.writeBigUInt64LE(entries, 16);
  return header;
}

test('the header of a model is in order', async ({ folder }) => {
  assert.is(await problemOf(folder, headerOf(3, 272n, 32n)), null);
});

test('a web page, an empty file and a piece of a header are no GGUF files', async ({ folder }) => {
  for (const text of ['<!doctype html><title>Not found</title>', '', 'GGUF'])
    assert.is(await problemOf(folder, text), 'it is no GGUF file');
});

test('an unknown version is named', async ({ folder }) => {
  assert.is(await problemOf(folder, headerOf(9, 1n, 1n)), 'it has the GGUF version 9, and not 2 or 3');
});

test('counts that no model has are not believed', async ({ folder }) => {
  for (const [tensors, entries] of [
    [0n, 1n],
    [1n, 0n],
    [2n ** 40n, 1n],
    [1n, 2n ** 63n],
  ] as const)
    assert.is(await problemOf(folder, headerOf(3, tensors, entries)), 'its header is broken');
});

test.run();
