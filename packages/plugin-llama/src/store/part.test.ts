import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { claimPart, noteOfPart, type Owner } from './part.ts';

const test = suite('part', { file: '' });
test.before.each(async (context) => {
  context.file = join(await mkdtemp(join(tmpdir(), 'maspo-part-')), 'model.gguf');
});
test.after.each(({ file }) => rm(join(file, '..'), { recursive: true }));

/** Process `pid` on a host where only `alive` run. */
const owner = (pid: number, alive: readonly number[] = [], host = 'here'): Owner => ({
  host,
  pid,
  isAlive: (other) => alive.includes(other),
});

async function leave(part: string, text: string): Promise<void> {
  await writeFile(part, text);
  await writeFile(noteOfPart(part), '{}');
}

test('two processes have two parts', async ({ file }) => {
  const first = await claimPart(file, owner(1, [1, 2]));
  await leave(first, 'half');
  const second = await claimPart(file, owner(2, [1, 2]));
  assert.is.not(first, second);
  assert.is(await readFile(first, 'utf8'), 'half');
});

test('what a process that is gone has left is taken over with its side file', async ({ file }) => {
  await leave(await claimPart(file, owner(1)), 'half');
  const part = await claimPart(file, owner(2, [2]));
  assert.is(await readFile(part, 'utf8'), 'half');
  assert.is(await readFile(noteOfPart(part), 'utf8'), '{}');
  assert.is((await readdir(join(file, '..'))).length, 2);
});

test('of several the largest is taken over, and the others are removed', async ({ file }) => {
  await leave(await claimPart(file, owner(1, [1])), 'half');
  await leave(await claimPart(file, owner(2, [1, 2])), 'a bit');
  assert.is(await readFile(await claimPart(file, owner(3, [3])), 'utf8'), 'a bit');
  assert.is((await readdir(join(file, '..'))).length, 2);
});

test('a part of another machine on a shared disk is left alone', async ({ file }) => {
  const theirs = await claimPart(file, owner(1, [], 'there'));
  await leave(theirs, 'half');
  await claimPart(file, owner(2, [2], 'here'));
  assert.is(await readFile(theirs, 'utf8'), 'half');
});

test('a process with the number of a predecessor goes on with its part', async ({ file }) => {
  const part = await claimPart(file, owner(1, [1]));
  await leave(part, 'half');
  assert.is(await claimPart(file, owner(1, [1])), part);
  assert.is(await readFile(part, 'utf8'), 'half');
});

test('parts of other models are left alone', async ({ file }) => {
  const other = await claimPart(`${file}.other`, owner(1));
  await leave(other, 'half');
  await claimPart(file, owner(2, [2]));
  assert.is(await readFile(other, 'utf8'), 'half');
});

test.run();
