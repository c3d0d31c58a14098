import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { CallError } from '@maspo/core';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { workingDirectory } from './folder.ts';

const test = suite('working directory');
let dir = '';

test.before(() => {
  dir = realpathSync(mkdtempSync(join(tmpdir(), 'maspo-exec-')));
  mkdirSync(join(dir, 'project/tools'), { recursive: true });
  mkdirSync(join(dir, 'project/..tools'));
  symlinkSync('../..', join(dir, 'project/tools/out'), 'dir');
});
test.after(() => rmSync(dir, { recursive: true }));

const folderOf = (cwd: string) =>
  workingDirectory({
    options: { command: ['true'], seconds: 1, env: [], maxOutput: 1, cwd },
    signal: new AbortController().signal,
    dir: join(dir, 'project'),
  });

async function failure(cwd: string): Promise<CallError> {
  try {
    await folderOf(cwd);
  } catch (error) {
    return error as CallError;
  }
  throw new Error(`${cwd} was allowed`);
}

test('it starts in the folder of the config', async () => {
  assert.is(await folderOf('.'), join(dir, 'project'));
  assert.is(await folderOf('tools'), join(dir, 'project/tools'));
  assert.is(await folderOf('..tools'), join(dir, 'project/..tools'));
});

test('it never leads out of it, by dots, by an absolute path, or by a link', async () => {
  for (const cwd of ['..', '../', 'tools/../..', dir, '/', 'tools/out']) {
    const { kind, message } = await failure(cwd);
    assert.is(kind, 'permanent');
    assert.is(message, `cwd "${cwd}" leads out of the config's folder`);
  }
});

test('one that is not there is named', async () => {
  const { kind, message, hint } = await failure('nowhere');
  assert.is(kind, 'permanent');
  assert.is(message, `cwd "nowhere" does not exist (${join(dir, 'project/nowhere')})`);
  assert.is(hint, 'Create it or mend cwd.');
});

test.run();
