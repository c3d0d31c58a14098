import { mkdirSync, mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execa } from 'execa';
import { suite } from 'uvu';
import { packAll } from './lib/pack.ts';
import { assertProjectWorks, writeProject } from './lib/pack-project.ts';

const test = suite('packed packages, installed by npm');
let folder = '';

test.before(() => {
  folder = realpathSync(mkdtempSync(join(tmpdir(), 'maspo-install-')));
});
test.after(() => rmSync(folder, { recursive: true }));

test('npm installs the tarballs in an empty folder, and a project with a two-line plugin runs there', async () => {
  // The embedded provider brings hundreds of megabytes of GPU builds where nothing holds them back: other tests have it.
  const packages = (await packAll(folder)).filter(({ name }) => name !== '@maspo/plugin-llama');
  const project = join(folder, 'project');
  mkdirSync(project);
  writeProject(project);
  const flags = ['--no-audit', '--no-fund', '--prefer-offline'];
  await execa('npm', ['install', ...flags, ...packages.map(({ tarball }) => tarball)], { cwd: project });
  await assertProjectWorks(project);
});

test.run();
