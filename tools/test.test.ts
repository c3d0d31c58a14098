import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { execa } from 'execa';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { countsIn, runFile } from './lib/suite.ts';

const test = suite('test runner');
const repo = join(import.meta.dirname, '..');
let folder = '';

test.before.each(() => {
  folder = mkdtempSync(join(tmpdir(), 'maspo-runner-'));
  symlinkSync(join(repo, 'node_modules'), join(folder, 'node_modules'), 'junction');
});
test.after.each(() => rmSync(folder, { recursive: true }));

const HEAD = "import { test } from 'uvu';\nimport * as assert from 'uvu/assert';\n";
const passing = (count: number) =>
  `${HEAD}${Array.from({ length: count }, (_, index) => `test('t${index}', () => assert.ok(true));`).join('\n')}\ntest.run();\n`;

function write(file: string, text: string): string {
  const path = join(folder, file);
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, text);
  return path;
}

async function runner(...flags: readonly string[]) {
  const { stdout, exitCode } = await execa(process.execPath, [join(repo, 'tools/test.ts'), ...flags], {
    cwd: folder,
    reject: false,
  });
  return { stdout, exitCode, last: stdout.split('\n').at(-1) };
}

test('a repository without tests fails', async () => {
  const { exitCode, last, stdout } = await runner();
  assert.is(exitCode, 1);
  assert.is(last, '0 passed, 0 failed');
  assert.match(stdout, 'No test ran.');
});

test('tests of all files are added up, and the output of passing files stays hidden', async () => {
  write('packages/a/src/one.test.ts', `console.log('noise');\n${passing(2)}`);
  write('packages/b/test/deep/two.test.ts', passing(3));
  write('packages/b/node_modules/c/src/no.test.ts', 'throw new Error();');
  const { exitCode, last, stdout } = await runner();
  assert.is(exitCode, 0);
  assert.is(last, '5 passed, 0 failed');
  assert.not.match(stdout, 'noise');
});

test('one failing assertion fails the run, names the file and shows its output', async () => {
  write('tools/good.test.ts', passing(1));
  write('tools/bad.test.ts', `${HEAD}test('two is three', () => assert.is(2, 3));\ntest.run();\n`);
  const { exitCode, last, stdout } = await runner();
  assert.is(exitCode, 1);
  assert.is(last, '1 passed, 1 failed');
  assert.match(stdout, 'two is three');
  assert.match(stdout, /Failed:\n {2}tools\/bad\.test\.ts\n/);
});

test('files that forget to run, die, or never settle each count as a failure', async () => {
  write('tools/forgets.test.ts', `${HEAD}test('never called', () => assert.ok(true));\n`);
  write('tools/dies.test.ts', `${HEAD}test('a', () => process.exit(0));\ntest.run();\n`);
  write('tools/pends.test.ts', `${HEAD}test('a', () => new Promise(() => {}));\ntest.run();\n`);
  write(
    'tools/late.test.ts',
    passing(1).replace('test.run();', "test.run();\nprocess.on('exit', () => process.exit(3));"),
  );
  const { exitCode, last, stdout } = await runner();
  assert.is(exitCode, 1);
  assert.is(last, '1 passed, 4 failed');
  assert.match(stdout, 'late.test.ts  1 passed, 1 failed');
});

test('skipped tests are printed, never counted as passed', async () => {
  write('tools/skips.test.ts', `${passing(1).replace('test.run();', "test.skip('later');\ntest.run();")}`);
  const { exitCode, last } = await runner();
  assert.is(exitCode, 0);
  assert.is(last, '1 passed, 0 failed, 1 skipped');
});

test('long tests and tests on real models run only when asked for', async () => {
  write('tools/fast.test.ts', passing(1));
  write('tools/slow.real.test.ts', passing(2));
  write('tools/slow.long.test.ts', passing(3));
  assert.is((await runner()).last, '1 passed, 0 failed');
  assert.is((await runner('--real')).last, '2 passed, 0 failed');
  assert.is((await runner('--long')).last, '3 passed, 0 failed');
});

test('a test on a real model may say what it lacks instead of running; other tests may not', async () => {
  const lacks = "console.log('skipped: no server');\n";
  write('tools/slow.real.test.ts', passing(1));
  write('tools/server.real.test.ts', lacks);
  write('tools/fast.test.ts', lacks);
  const { last, stdout } = await runner('--real');
  assert.is(last, '1 passed, 0 failed, 1 skipped');
  assert.match(stdout, /server\.real\.test\.ts {2}0 passed, 1 skipped .*: skipped: no server\n/);
  assert.is((await runner()).last, '0 passed, 1 failed');
});

test('a part of a path selects files', async () => {
  write('tools/left.test.ts', passing(1));
  write('tools/right.test.ts', passing(2));
  assert.is((await runner('right')).last, '2 passed, 0 failed');
});

test('a file over its time limit is killed with everything it started', async () => {
  const child = "import { spawn } from 'node:child_process';\nspawn('sleep', ['300'], { stdio: 'inherit' });\n";
  const result = await runFile(write('tools/hangs.test.ts', child), 0.5);
  assert.is(result.failed, 1);
  assert.match(result.problem ?? '', 'was killed after 0.5 s');
});

test('the last counts are the ones that hold, coloured or not', () => {
  const counts = (n: number) => `\n  Total:     ${n}\n\u001b[32m  Passed:    ${n}\u001b[39m\n  Skipped:   0\n`;
  assert.equal(countsIn(`${counts(1)}${counts(4)}  Duration:  1ms\n`), { total: 4, passed: 4, skipped: 0 });
  assert.is(countsIn('nothing'), null);
});

test.run();
