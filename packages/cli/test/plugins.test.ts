import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ListedPlugin } from '@maspo/core';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { UVU } from '../src/scaffold/package.ts';
import { emptyProject, type Project, scriptedProject } from './project.ts';

const test = suite('maspo plugins');
let project: Project;
test.before.each(() => {
  project = scriptedProject();
});
test.after.each(() => project.remove());

test('the plugins of the config come first, then the others that are installed; what the config uses is marked', async () => {
  const { stdout, stderr, exitCode } = await project.maspo(['plugins']);
  assert.is(exitCode, 0, stderr);
  assert.match(stdout, /^\.\/desk\.ts \(in the config\)\n/);
  assert.match(stdout, /^ {2}● score +exact-match +/m);
  assert.match(stdout, /^ {4}score +pairwise-judge +/m);
  assert.match(stdout, /^mutators \(\d+\.\d+\.\d+\)$/m);
  assert.match(stdout, /^\d+ plugins, \d+ operators; ● \d+ used by the config$/m);
  assert.ok(stdout.split('\n').every((line) => line.length <= 80));
});

test('--json has every operator with its option schemas and the places that use it', async () => {
  const all: ListedPlugin[] = JSON.parse((await project.maspo(['plugins', '--json'])).stdout);
  const operator = (request: string, name: string) =>
    all.find((plugin) => plugin.request === request)?.operators.find((found) => found.name === name);
  assert.equal(operator('scorers', 'exact-match')?.usedAt, ['score.global']);
  assert.equal(operator('scorers', 'exact-match')?.required, ['field']);
  assert.is(operator('mutators', 'rewrite')?.options.temperature?.default, 0.7);
  assert.equal(operator('mutators', 'rewrite')?.usedAt, []);
  // A config need not name them to use them.
  assert.match(String(operator('selectors', 'beam')?.usedAt), /^select/);
});

test('the options of one operator, or of all of a plugin, with types, defaults and descriptions', async () => {
  const { stdout } = await project.maspo(['plugins', 'rewrite']);
  assert.match(stdout, /\nrewrite mutate\n/);
  assert.match(stdout, /\n {4}model {2}name of a model, required\n {8}\S/);
  assert.match(stdout, /\n {4}temperature {2}number, at least 0, at most 2, 0\.7 by default\n {8}\S/);
  assert.match((await project.maspo(['plugins', 'selectors'])).stdout, /\nbeam select {2}● used: select/);
  const unknown = await project.maspo(['plugins', 'rewrit']);
  assert.is(unknown.exitCode, 2);
  assert.match(unknown.stderr, 'Did you mean "rewrite"?');
});

test('a plugin that cannot be loaded is listed with the reason; without a config the installed ones are', async () => {
  project.write('maspo.config.yaml', 'version: 1\nplugins: [./broken.ts, ./none.ts]\n');
  project.write('broken.ts', 'throw new Error("no luck");\n');
  const { stdout, exitCode } = await project.maspo(['plugins']);
  assert.is(exitCode, 0);
  assert.match(stdout, /^\.\/broken\.ts \(in the config\) {2}the plugin "\.\/broken\.ts" cannot be loaded: no luck$/m);
  assert.match(stdout, /^\.\/none\.ts \(in the config\) {2}there is no file \.\/none\.ts$/m);
  const alone = emptyProject();
  const installed = await alone.maspo(['plugins']);
  alone.remove();
  assert.match(installed.stdout, /^selectors \(\d+\.\d+\.\d+\)$/m);
  assert.match(installed.stdout, '● 0 used by the config');
});

test('new overwrites nothing, and refuses names that a config could not use', async () => {
  assert.is((await project.maspo(['plugins', 'new', 'ours', '--kind', 'score', '--json'])).exitCode, 0);
  const source = join(project.dir, 'maspo-plugin-ours/index.js');
  writeFileSync(source, '// mine');
  const again = await project.maspo(['plugins', 'new', 'ours', '--kind', 'mutate']);
  assert.is(again.exitCode, 2);
  assert.match(again.stderr, 'maspo-plugin-ours is there already');
  assert.is(readFileSync(source, 'utf8'), '// mine');
  for (const [name, kind, why] of [
    ['Ours', 'mutate', 'small letters'],
    ['../ours', 'mutate', 'small letters'],
    ['mutators', 'mutate', 'has a plugin "mutators" already'],
    ['rewrite', 'mutate', 'has a mutate operator "rewrite" already'],
  ] as const) {
    const { exitCode, stderr } = await project.maspo(['plugins', 'new', name, '--kind', kind]);
    assert.is(exitCode, 2);
    assert.match(stderr, why);
  }
  assert.match((await project.maspo(['plugins', 'new'])).stderr, 'a new plugin needs a name');
  assert.match((await project.maspo(['plugins', 'new', 'x'])).stderr, 'a new plugin needs a kind');
  const elsewhere = await project.maspo(['plugins', 'new', 'theirs', '--kind', 'init', '--to', 'lib/theirs']);
  assert.match(elsewhere.stdout, 'cd lib/theirs && npm install && npm test');
  assert.match(elsewhere.stdout, 'npm install ./lib/theirs');
  // The scaffold lies beside the config, but nothing leads to it yet.
  await project.maspo(['plugins', 'new', 'ours', '--kind', 'mutate']);
  const config = join(project.dir, 'maspo.config.yaml');
  writeFileSync(config, readFileSync(config, 'utf8').replace('plugins: [', 'plugins: [ours, '));
  assert.match((await project.maspo(['validate'])).stderr, 'npm install ./maspo-plugin-ours');
  assert.ok(existsSync(join(project.dir, 'lib/theirs/package.json')));
});

test('a scaffold asks for the test runner that the testing kit works with', () => {
  const manifest = readFileSync(join(import.meta.dirname, '../../core/package.json'), 'utf8');
  assert.is(JSON.parse(manifest).peerDependencies.uvu, UVU);
});

test.run();
