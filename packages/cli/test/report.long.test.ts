import { existsSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { type Project, scriptedProject } from './project.ts';

const test = suite('maspo report');
let project: Project;
test.before.each(() => {
  project = scriptedProject();
});
test.after.each(() => project.remove());

test('a run leaves its report, which says what result.json says', async () => {
  const { stdout } = await project.maspo(['optimize']);
  const [run = ''] = project.runs();
  assert.match(stdout, `maspo report ${run} --open`);
  const result = JSON.parse(readFileSync(join(project.dir, '.maspo/runs', run, 'result.json'), 'utf8'));
  assert.match(project.page(run), `<title>maspo: ${result.verdict}, run ${run}</title>`);
  assert.match(project.page(run), `<strong>${(result.test.best * 100).toFixed(1)} %</strong>`);
  const told = JSON.parse((await project.maspo(['report', '--json'])).stdout);
  for (const part of ['runId', 'verdict', 'stop', 'validation', 'test', 'judge', 'calls', 'proposals'])
    assert.equal(told[part], result[part], part);
  assert.is(told.items.length, 40);
  assert.is(told.usage.begun.versions.node, process.versions.node);
});

test('an interrupted run leaves a report of what is known; a resumed one the whole, made of the same events', async () => {
  await project.maspo(['optimize'], { DESK_INTERRUPT_AT: '30' });
  const [run = ''] = project.runs();
  assert.match(project.page(run), 'maspo: not finished');
  assert.match(project.page(run), `maspo resume ${run}`);
  await project.maspo(['resume']);
  assert.match(project.page(run), 'maspo: improved');
  rmSync(join(project.dir, '.maspo/runs', run, 'report.html'));
  const again = await project.maspo(['report', run.slice(0, 5)]);
  assert.is(again.exitCode, 0, again.stderr);
  assert.match(again.stdout, /^\.maspo\/runs\/[0-9a-f]{12}\/report\.html$/);
  assert.match(project.page(run), 'maspo: improved');
});

test('a run that was killed has no report yet; it is made when it is asked for', async () => {
  await project.maspo(['optimize'], { DESK_KILL_AT: '40' });
  const [run = ''] = project.runs();
  assert.not.ok(existsSync(join(project.dir, '.maspo/runs', run, 'report.html')));
  const { exitCode, stderr } = await project.maspo(['report']);
  assert.is(exitCode, 0, stderr);
  assert.match(project.page(run), 'maspo: not finished');
});

test('--format md prints Markdown, and formats that are no page refuse what is for a page', async () => {
  await project.maspo(['optimize']);
  assert.match((await project.maspo(['report', '--format', 'md'])).stdout, /^### maspo: improved\n/);
  const open = await project.maspo(['report', '--format', 'md', '--open']);
  assert.is(open.exitCode, 2);
  assert.match(open.stderr, '--open is for the HTML report, not for md');
  const two = await project.maspo(['report', '--format', 'html', '--json']);
  assert.match(two.stderr, '--json and --format html are two formats');
});

test('without a run, or with one of an older maspo, it says what to do', async () => {
  const none = await project.maspo(['report']);
  assert.is(none.exitCode, 1);
  assert.match(none.stderr, 'Start one: maspo optimize');
  await project.maspo(['optimize']);
  const [run = ''] = project.runs();
  const file = `.maspo/runs/${run}/events.jsonl`;
  const events = readFileSync(join(project.dir, file), 'utf8');
  project.write(file, events.replace(/"answer":"router",/, ''));
  const old = await project.maspo(['report']);
  assert.match(old.stderr, 'was made by an older maspo');
  assert.match(old.stderr, `maspo resume ${run}`);
});

test.run();
