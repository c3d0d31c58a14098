import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { COMMANDS } from '../src/commands.ts';
import { emptyProject, type Project } from './project.ts';

const test = suite('command line');
let project: Project;
test.before(() => {
  project = emptyProject();
});
test.after(() => project.remove());

test('--version, --help and the help of a command end with 0', async () => {
  assert.match((await project.maspo(['--version'])).stdout, /^\d+\.\d+\.\d+$/);
  const help = await project.maspo(['--help']);
  assert.is(help.exitCode, 0);
  for (const { name, summary } of COMMANDS) assert.match(help.stdout, `${name.padEnd(8)}  ${summary}`);
  const one = await project.maspo(['optimize', '--help']);
  assert.is(one.exitCode, 0);
  assert.match(one.stdout, '--require-gain');
  assert.equal(
    `${help.stdout}\n${one.stdout}`.split('\n').filter((line) => line.length > 80),
    [],
  );
});

test('an unknown command or flag ends with 2 and the closest name', async () => {
  const command = await project.maspo(['optimise']);
  assert.is(command.exitCode, 2);
  assert.match(command.stderr, 'Did you mean "optimize"?');
  const flag = await project.maspo(['optimize', '--requiregain']);
  assert.is(flag.exitCode, 2);
  assert.match(flag.stderr, 'Did you mean --require-gain?');
});

test('with --json an error is a document, too', async () => {
  const { stdout, exitCode } = await project.maspo(['optimize', '--seed', '1.5', '--json']);
  assert.is(exitCode, 2);
  assert.is(JSON.parse(stdout).error.code, 'MASPO-USAGE');
});

test.run();
