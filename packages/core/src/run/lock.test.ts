import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { MaspoError } from '../errors.ts';
import { scratchFolder } from '../test/plan.fixture.ts';
import { lockRun } from './lock.ts';

function refusal(act: () => unknown): MaspoError {
  try {
    act();
  } catch (error) {
    assert.instance(error, MaspoError);
    return error as MaspoError;
  }
  throw new Error('nothing was thrown');
}

test('a run that is being worked on is refused, and free when its session has ended', () => {
  const folder = scratchFolder();
  const lock = lockRun(folder, 'abc');
  const { code, message, hint } = refusal(() => lockRun(folder, 'abc'));
  assert.is(code, 'MASPO-RUN-BUSY');
  assert.match(message, `run abc is being worked on by process ${process.pid}, since 2`);
  assert.match(hint, 'maspo resume');
  lock.release();
  lockRun(folder, 'abc').release();
});

test('a process that was killed leaves no lock behind', async () => {
  const folder = scratchFolder();
  const script = `import { lockRun } from ${JSON.stringify(join(import.meta.dirname, 'lock.ts'))};
    globalThis.lock = lockRun(process.argv[1], 'abc'); console.log('locked'); setInterval(() => {}, 1000);`;
  const child = execFile(process.execPath, ['--input-type=module', '-e', script, folder]);
  await once(child.stdout ?? child, 'data');
  try {
    assert.match(refusal(() => lockRun(folder, 'abc')).message, `by process ${child.pid}`);
  } finally {
    child.kill('SIGKILL');
  }
  await once(child, 'exit');
  lockRun(folder, 'abc').release();
});

test('two runs of a project do not disturb each other', () => {
  const locks = [lockRun(scratchFolder(), 'a'), lockRun(scratchFolder(), 'b')];
  for (const lock of locks) lock.release();
});

test('a folder that is not there is an error that names it', () => {
  const folder = join(scratchFolder(), 'gone');
  const { code, hint } = refusal(() => lockRun(folder, 'abc'));
  assert.is(code, 'MASPO-FOLDER');
  assert.match(hint, folder);
});

test.run();
