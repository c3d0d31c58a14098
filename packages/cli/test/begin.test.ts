import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { emptyProject, type Project, scriptedProject } from './project.ts';

const test = suite('maspo init, plan, schema');
let project: Project;
test.before.each(() => {
  project = emptyProject();
});
test.after.each(() => project.remove());

test('init writes a config that is valid, its data and its schema, and keeps them without --force', async () => {
  const { stdout, stderr, exitCode } = await project.maspo(['init', 'new']);
  assert.is(exitCode, 0, stderr);
  assert.match(stdout, 'maspo optimize --cwd new');
  const at = (file: string): string => join(project.dir, 'new', file);
  assert.match(
    readFileSync(at('maspo.config.yaml'), 'utf8'),
    /^# yaml-language-server: \$schema=\.\/maspo\.schema\.json\n/,
  );
  assert.ok(JSON.parse(readFileSync(at('maspo.schema.json'), 'utf8')).properties.agents === undefined);
  const items = readFileSync(at('messages.jsonl'), 'utf8').trim().split('\n');
  assert.ok(items.length >= 30);
  const valid = await project.maspo(['validate', '--cwd', 'new']);
  assert.is(valid.exitCode, 0, valid.stderr);

  writeFileSync(at('messages.jsonl'), 'mine');
  const again = await project.maspo(['init', 'new', '--provider', 'openai']);
  assert.is(again.exitCode, 2);
  assert.is(readFileSync(at('messages.jsonl'), 'utf8'), 'mine');
  const forced = await project.maspo(['init', 'new', '--provider', 'openai', '--model', 'some: model', '--force']);
  assert.is(forced.exitCode, 0, forced.stderr);
  assert.match(readFileSync(at('maspo.config.yaml'), 'utf8'), 'use: openai, model: "some: model"');
  assert.is((await project.maspo(['validate', '--cwd', 'new'])).exitCode, 0);
});

test('init does not add a second config to a folder', async () => {
  project.write('maspo.config.ts', 'export default {};');
  const { stderr, exitCode } = await project.maspo(['init', '--force']);
  assert.is(exitCode, 2);
  assert.match(stderr, 'has a config already: maspo.config.ts');
  assert.not.ok(existsSync(join(project.dir, 'maspo.config.yaml')));
});

test('schema composes the plugins of the config; without a config those that are installed', async () => {
  const installed = await project.maspo(['schema', '--out', 'all.json']);
  assert.is(installed.exitCode, 0, installed.stderr);
  const all = readFileSync(join(project.dir, 'all.json'), 'utf8');
  assert.match(all, '"phrase-swap"');
  const scripted = scriptedProject();
  const { stdout } = await scripted.maspo(['schema']);
  scripted.remove();
  assert.is(JSON.parse(stdout).$schema, 'http://json-schema.org/draft-07/schema#');
  assert.match(stdout, '"useless"');
  assert.not.match(stdout, '"phrase-swap"');
});

test('plan shows the graph, the splits and the most calls without one call, and 3 for a budget that is too small', async () => {
  const scripted = scriptedProject();
  const { stdout, exitCode } = await scripted.maspo(['plan'], { DESK_FAIL_AT: '1' });
  assert.is(exitCode, 0);
  assert.match(stdout, /1 {2}reader .*\n {2}2 {2}router ← reader/);
  assert.match(stdout, 'items: 20 train, 20 validation, 20 test');
  assert.match(stdout, /^calls +search +held out +at most +expected +tokens$/m);
  assert.match(stdout, /^agent +[\d,]+ +160 +[\d,]+ +[\d,]+ +[\d.,k]+$/m);
  assert.match(stdout, 'time: unknown, no run with these models yet');
  assert.match(stdout, 'budget: 900 calls');
  const small = await scripted.maspo(['plan', '--calls', '50', '--json']);
  assert.is(small.exitCode, 3);
  const { problem, calls } = JSON.parse(small.stdout);
  assert.match(problem, `need ${calls.least.calls}`);
  assert.not.ok(existsSync(join(scripted.dir, '.maspo')));
  // The bound holds: a run without a cap stays below it.
  const run = await scripted.maspo(['optimize', '--json', '--calls', '100000']);
  const result = JSON.parse(run.stdout.split('\n').at(-1) ?? '');
  assert.ok(result.calls.agent.logical <= calls.most.agent.calls);
  // That run is known now.
  const again = await scripted.maspo(['plan', '--json']);
  assert.ok(JSON.parse(again.stdout).time.seconds > 0);
  scripted.remove();
});

test.run();
