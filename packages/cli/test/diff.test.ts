import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { type Project, scriptedProject } from './project.ts';

const test = suite('maspo diff');
let project: Project;
test.before.each(() => {
  project = scriptedProject();
});
test.after.each(() => project.remove());

test('diff compares two runs: results, settings and prompts; the last two by default', async () => {
  const alone = await project.maspo(['diff']);
  assert.is(alone.exitCode, 2);
  assert.match(alone.stderr, 'maspo diff compares two runs');
  await project.maspo(['optimize']);
  await project.maspo(['optimize', '--seed', '4', '--calls', '700']);
  const { stdout, stderr, exitCode } = await project.maspo(['diff']);
  assert.is(exitCode, 0, stderr);
  assert.match(stdout, /^verdict +improved +/m);
  assert.match(stdout, 'run.seed: 3 → 4');
  assert.match(stdout, 'budget.calls: 900 → 700');
  assert.match(stdout, 'other test items: their scores do not compare.');
  const [a = '', b = ''] = project.runs();
  const told = JSON.parse((await project.maspo(['diff', a, b, '--json'])).stdout);
  assert.equal([told.runs[0].runId, told.runs[1].runId, told.sameTest], [a, b, false]);
  assert.equal(Object.keys(told.prompts), ['reader', 'router']);
  const same = await project.maspo(['diff', a, a]);
  assert.match(same.stdout, 'The configs, items and plugins are the same.');
  assert.match(same.stdout, /router +the same prompt/);
});

test.run();
