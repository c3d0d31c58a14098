import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { emptyProject, type Project } from './project.ts';

const test = suite('maspo explain');
let project: Project;
test.before(() => {
  project = emptyProject();
});
test.after(() => project.remove());

test('a code is explained with a wrong and a right example, however it is shortened', async () => {
  const { stdout, exitCode } = await project.maspo(['explain', 'MASPO-C012']);
  assert.is(exitCode, 0);
  assert.match(stdout, /^MASPO-C012 {2}An unknown key\n/);
  assert.match(
    stdout,
    /\nWrong\n\n {4}search: \{ cycels: 2 \}\n\nRight\n\n {4}search: \{ cycles: 2 \}\n\nHow to mend it\n/,
  );
  assert.ok(stdout.split('\n').every((line) => line.length <= 80));
  for (const short of ['c12', '12', 'C012', 'maspo-c012'])
    assert.is((await project.maspo(['explain', short])).stdout, stdout, short);
});

test('without a code all are listed, as JSON too', async () => {
  const { stdout } = await project.maspo(['explain']);
  assert.match(stdout, /^ {2}MASPO-C064 +Splits larger than the data$/m);
  assert.match(stdout, /^ {2}MASPO-RUN-BUSY +Another process works on this run$/m);
  const json = JSON.parse((await project.maspo(['explain', '--json'])).stdout);
  assert.ok(json.length > 80);
  const one = JSON.parse((await project.maspo(['explain', 'run-busy', '--json'])).stdout);
  assert.is(one.code, 'MASPO-RUN-BUSY');
  assert.match(one.text, '## How to mend it');
});

test('an unknown code ends with the closest one, exit 2', async () => {
  const { stderr, exitCode } = await project.maspo(['explain', 'MASPO-PREFLIHGT']);
  assert.is(exitCode, 2);
  assert.match(stderr, 'Did you mean "MASPO-PREFLIGHT"?');
});

test('mistakes and errors name the command that explains them', async () => {
  const mistake = await project.maspo(['validate']);
  assert.is(mistake.exitCode, 2);
  assert.match(mistake.stderr, 'maspo explain MASPO-C001');
  project.write('none/maspo.config.yaml', 'version: 1\n');
  const error = await project.maspo(['export', '--cwd', 'none']);
  assert.is(error.exitCode, 1);
  assert.match(error.stderr, 'more: maspo explain MASPO-NO-RUN');
  // What is wrong with the command line is said by its help.
  assert.not.match((await project.maspo(['validate', '--nope'])).stderr, 'maspo explain');
});

test('a stack is shown with --debug only', async () => {
  project.write('maspo.config.ts', 'export default { get version(): number { throw new Error("boom"); } };\n');
  const plain = await project.maspo(['validate', '--config', 'maspo.config.ts']);
  assert.is(plain.exitCode, 2);
  assert.not.match(plain.stderr, /^\s+at /m);
  const debug = await project.maspo(['validate', '--config', 'maspo.config.ts', '--debug']);
  assert.match(debug.stderr, /^\s+at .+\.ts:\d+/m);
});

test.run();
