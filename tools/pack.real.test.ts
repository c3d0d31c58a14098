import { mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execa } from 'execa';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { footprintOf } from './lib/footprint.ts';
import { type Packed, packAll } from './lib/pack.ts';
import { assertProjectWorks, scaffold, writeProject } from './lib/pack-project.ts';

const test = suite('packed packages, installed by npm');
let folder = '';
let packages: readonly Packed[] = [];
const FLAGS = ['--no-audit', '--no-fund', '--prefer-offline'];

test.before(() => {
  folder = realpathSync(mkdtempSync(join(tmpdir(), 'maspo-install-')));
});
test.after(() => rmSync(folder, { recursive: true }));

test('npm installs the tarballs in an empty folder, and a project with a two-line plugin runs there', async () => {
  // The embedded provider brings hundreds of megabytes of GPU builds where nothing holds them back: other tests have it.
  packages = (await packAll(folder)).filter(({ name }) => name !== '@maspo/plugin-llama');
  const project = join(folder, 'project');
  mkdirSync(project);
  writeProject(project);
  await execa('npm', ['install', ...FLAGS, ...packages.map(({ tarball }) => tarball)], { cwd: project });
  await assertProjectWorks(project);
});

test('npm install && npm test pass in a scaffolded plugin', async () => {
  const project = join(folder, 'project');
  const cwd = await scaffold(project, 'mutate');
  // No registry has the packages yet: the manifest names the tarball instead of a version.
  const file = join(cwd, 'package.json');
  const core = `file:${packages.find(({ name }) => name === '@maspo/core')?.tarball}`;
  writeFileSync(
    file,
    readFileSync(file, 'utf8').replace(/"@maspo\/core": "[^"]+"(?=,\s+"uvu")/, `"@maspo/core": "${core}"`),
  );
  await execa('npm', ['install', ...FLAGS], { cwd });
  await execa('npm', ['test'], { cwd, env: { NODE_OPTIONS: '' } });
});

test('maspo with its core is at most 50 packages and 15 MB, and npx runs it in a folder that has nothing else', async () => {
  const cwd = join(folder, 'alone');
  mkdirSync(cwd);
  writeFileSync(join(cwd, 'package.json'), '{ "private": true }\n');
  const needed = packages.filter(({ name }) => name === 'maspo' || name === '@maspo/core');
  await execa('npm', ['install', ...FLAGS, ...needed.map(({ tarball }) => tarball)], { cwd });
  const installed = footprintOf(join(cwd, 'node_modules'));
  assert.ok(installed.packages.includes('@maspo/core'));
  assert.ok(installed.packages.length <= 50, installed.packages.join(', '));
  assert.ok(installed.bytes <= 15e6, `${installed.bytes} bytes`);
  const env = { NODE_OPTIONS: '', OLLAMA_HOST: '127.0.0.1:1', OPENAI_API_KEY: '' };
  const { stdout } = await execa('npx', ['--no-install', 'maspo', 'init'], { cwd, env, stdin: 'ignore' });
  assert.match(stdout, 'npm install @maspo/plugin-llama @maspo/plugin-mutators');
  assert.match(stdout, 'npx maspo optimize');
});

test.run();
