import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CallError } from '@maspo/core';
import { fakeOutput, testOperator } from '@maspo/core/testing';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import plugin from './index.ts';

const test = suite('exec as a scorer');
const script = join(import.meta.dirname, '../test/programs/scorer.js');

const score = (...args: readonly string[]) =>
  testOperator(plugin.score?.exec, {
    options: { command: [process.execPath, script, ...args] },
    output: fakeOutput('bills'),
  });

test('the score is what the program prints', async () => {
  assert.is((await score('length')).result, 0.5);
  assert.is((await score('{"score": null}')).result, null);
});

test('a bare number or null is a score', async () => {
  assert.is((await score('0.25')).result, 0.25);
  assert.is((await score('null')).result, null);
});

test('the program sees the view, the item with its labels, and no reference; equal questions are asked once', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'maspo-exec-'));
  const log = join(folder, 'log');
  // testOperator runs the scorer twice, the second time against the journal.
  await score('length', `log=${log}`);
  assert.is(readFileSync(log, 'utf8'), 'global billing null\n');
  rmSync(folder, { recursive: true });
});

test('what is no score abstains and says why', async () => {
  for (const printed of ['good', '{"score": 2}', '-1', '{"points": 1}', '["0.5"]', '{"score": "1"}', '']) {
    const { result, log } = await score(printed);
    assert.is(result, null, printed);
    assert.is(log.length, 1);
    assert.match(log[0] ?? '', /^exec: no score for item 1: the program must print \{"score": <0 to 1, or null>\}/);
  }
});

test('a program that fails abstains: it never scores 0', async () => {
  const { result, log } = await score('fail');
  assert.is(result, null);
  assert.equal(log, ['exec: no score for item 1: the program ended with exit code 1']);
});

test('a program that does not exist stops the run', async () => {
  try {
    await testOperator(plugin.score?.exec, { options: { command: ['maspo-no-such-program'] } });
    assert.unreachable();
  } catch (error) {
    assert.instance(error, CallError);
    assert.is((error as CallError).kind, 'permanent');
  }
});

test('without a command the options are refused', async () => {
  for (const options of [{}, { command: [] }, { command: 'rm -rf .' }, { command: ['a'], shell: true }]) {
    try {
      await testOperator(plugin.score?.exec, { options });
      assert.unreachable();
    } catch (error) {
      assert.match((error as Error).message, 'the options are not valid');
    }
  }
});

test.run();
