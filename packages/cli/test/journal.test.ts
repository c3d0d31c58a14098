import { globSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { type Project, scriptedProject } from './project.ts';

const test = suite('maspo journal');
let project: Project;
test.before.each(() => {
  project = scriptedProject();
});
test.after.each(() => project.remove());

test('shows what is kept, who paid, and what the journal answered', async () => {
  const none = await project.maspo(['journal']);
  assert.is(none.exitCode, 1);
  assert.match(none.stderr, 'there is no journal at');
  await project.maspo(['optimize']);
  // Another seed is another run, which finds many of its calls answered.
  await project.maspo(['optimize', '--seed', '4'], { DESK_INTERRUPT_AT: '20' });
  const { stdout, stderr, exitCode } = await project.maspo(['journal']);
  assert.is(exitCode, 0, stderr);
  assert.match(stdout, /^\.maspo\/journal\.db: [\d.]+ [kM]?B on disk \(database .*\), \d+ answers$/m);
  assert.match(stdout, /^agent +desk +\d+$/m);
  assert.match(stdout, /^[0-9a-f]{12} +finished +\d+ +\d+ +0 +0\.0 % +\d+ s ago$/m);
  assert.match(stdout, /^[0-9a-f]{12} +unfinished +\d+ +\d+ +\d+ +\d+\.\d % +\d+ s ago$/m);
  assert.match(stdout, /\d+\.\d % of the calls of these runs were answered by the journal/);
  const json = JSON.parse((await project.maspo(['journal', '--json'])).stdout);
  assert.equal([json.runs.length, json.hitRate > 0], [2, true]);
});

test('checks itself, and prunes what runs that are gone paid, only with --yes', async () => {
  await project.maspo(['optimize']);
  const check = await project.maspo(['journal', '--check']);
  assert.equal([check.exitCode, check.stdout], [0, 'ok: .maspo/journal.db is whole']);
  assert.match((await project.maspo(['journal', '--prune'])).stdout, 'Nothing to delete.');
  assert.is((await project.maspo(['journal', '--yes'])).exitCode, 2);
  const [run = ''] = globSync('.maspo/runs/*', { cwd: project.dir });
  rmSync(join(project.dir, run), { recursive: true });
  const preview = await project.maspo(['journal', '--prune']);
  assert.match(preview.stdout, /^Would delete \d+ answers and \d+ decisions?\.\nDo it: maspo journal --prune --yes$/);
  const { stdout, exitCode } = await project.maspo(['journal', '--prune', '--yes']);
  assert.is(exitCode, 0);
  assert.match(stdout, /^deleted \d+ answers and \d+ decisions?; [\d.]+ [kM]?B \([\d,]+ bytes\) freed$/);
  assert.match((await project.maspo(['journal'])).stdout, ', 0 answers');
});

test.run();
