import { cpSync, globSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { type Project, scriptedProject } from './project.ts';

const test = suite('maspo resume');
let project: Project;
test.before.each(() => {
  project = scriptedProject();
});
test.after.each(() => project.remove());

/** All that a run leaves behind and that must not depend on how it got there. */
function outcome(): Record<string, string> {
  const files = globSync('.maspo/runs/*/{result.json,events.jsonl,prompts/*}', { cwd: project.dir }).sort();
  return Object.fromEntries(files.map((file) => [file, readFileSync(join(project.dir, file), 'utf8')]));
}

test('a run that was killed at any call goes on to the very same bytes', async () => {
  assert.is((await project.maspo(['optimize'])).exitCode, 0);
  const expected = outcome();
  assert.is(Object.keys(expected).length, 4);
  for (const at of ['1', '60']) {
    rmSync(join(project.dir, '.maspo'), { recursive: true });
    const killed = await project.maspo(['optimize'], { DESK_KILL_AT: at });
    assert.is(killed.signal, 'SIGKILL');
    const resumed = await project.maspo(['resume']);
    assert.is(resumed.exitCode, 0, resumed.stderr);
    assert.equal(outcome(), expected, `killed at call ${at}`);
  }
  const offline = await project.maspo(['optimize'], { DESK_DOWN: '1', DESK_FAIL_AT: '1' });
  assert.is(offline.exitCode, 0, offline.stderr);
  assert.equal(outcome(), expected, 'read again from the journal, without a model');
});

test('resumes with the seed and the calls of the command line that began the run', async () => {
  await project.maspo(['optimize', '--seed', '5', '--calls', '500'], { DESK_INTERRUPT_AT: '20' });
  const { stderr, exitCode } = await project.maspo(['resume']);
  assert.is(exitCode, 0, stderr);
  assert.match(stderr, 'seed 5');
  assert.match(stderr, '/500 calls');
});

test('a config that was changed since is an error, not another run', async () => {
  await project.maspo(['optimize'], { DESK_INTERRUPT_AT: '20' });
  const config = readFileSync(join(project.dir, 'maspo.config.yaml'), 'utf8');
  project.write('maspo.config.yaml', config.replace('Name the team.', 'Name a team.'));
  const { stderr, exitCode } = await project.maspo(['resume']);
  assert.is(exitCode, 1);
  assert.match(stderr, /error: run [0-9a-f]{12} was started with another config/);
  assert.match(stderr, 'Bring them back');
});

test('says which runs there are where none is unfinished or none has that id', async () => {
  const none = await project.maspo(['resume']);
  assert.is(none.exitCode, 1);
  assert.match(none.stderr, 'there is no unfinished run');
  assert.match(none.stderr, 'Start one: maspo optimize');
  await project.maspo(['optimize'], { DESK_INTERRUPT_AT: '2' });
  const [folder = ''] = globSync('.maspo/runs/*', { cwd: project.dir });
  const wrong = await project.maspo(['resume', 'zzz']);
  assert.is(wrong.exitCode, 2);
  assert.match(wrong.stderr, `Runs: ${folder.split(/[/\\]/).at(-1)}.`);
});

test('finds the run from a folder below the project, and from outside with --cwd', async () => {
  await project.maspo(['optimize'], { DESK_INTERRUPT_AT: '20' });
  cpSync(join(project.dir, 'desk.ts'), join(project.dir, 'deep/er/desk.ts'));
  const { stderr, exitCode } = await project.maspo(['resume', '--cwd', 'deep/er']);
  assert.is(exitCode, 0, stderr);
});

test.run();
