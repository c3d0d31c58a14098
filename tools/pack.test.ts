import { cpSync, globSync, mkdirSync, mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { link, type Packed, packAll } from './lib/pack.ts';
import { assertProjectWorks, assertScaffoldWorks, assertTypesHold, writeProject } from './lib/pack-project.ts';

const test = suite('packed packages');
const repo = join(import.meta.dirname, '..');
let folder = '';
let packed: readonly Packed[] = [];
/** Without packages nothing would be looked at, and every test would pass. */
function packages(): readonly Packed[] {
  assert.ok(packed.length > 0, 'nothing was packed');
  return packed;
}

test.before(() => {
  folder = realpathSync(mkdtempSync(join(tmpdir(), 'maspo-pack-')));
});
test.after(() => rmSync(folder, { recursive: true }));

test('every package builds and is packed', async () => {
  packed = await packAll(folder);
  const sources = globSync('packages/*/package.json', { cwd: repo });
  assert.is(packed.length, sources.length);
});

test('a tarball holds what runs, its types, its README and its licence, and nothing else', () => {
  for (const { name, folder } of packages()) {
    const files = globSync('**/*', { cwd: folder, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath, entry.name).slice(folder.length + 1));
    const odd = files.filter(
      (file) =>
        !/^(dist\/.+\.(js|d\.ts|json)|bin\/.+\.js|assets\/report\.(css|js)|presets\/.+\.yaml|messages\/MASPO-[\dA-Z-]+\.md|package\.json|README\.md|LICENSE)$/.test(
          file,
        ),
    );
    assert.equal(odd, [], name);
    for (const needed of ['README.md', 'LICENSE', 'dist/index.js', 'dist/index.d.ts'])
      assert.ok(files.includes(needed), `${name} lacks ${needed}`);
  }
});

test('no test and no fake server is published', () => {
  const strange = packages().flatMap(({ name, folder }) =>
    globSync('**/{*.test.*,fake-server*,test,fixtures}', { cwd: folder }).map((file) => `${name}/${file}`),
  );
  assert.equal(strange, []);
});

test('a build imports other packages by name and inlines nothing of them', () => {
  for (const { name, folder } of packages()) {
    const hooks = globSync('dist/**/hooks.js', { cwd: folder });
    assert.is(hooks.length, name === '@maspo/core' ? 1 : 0, name);
  }
});

test('a project with a two-line plugin in TypeScript runs on the tarballs alone', async () => {
  const project = join(folder, 'project');
  mkdirSync(project);
  for (const { name, folder, manifest } of packages()) {
    cpSync(folder, join(project, 'node_modules', name), { recursive: true });
    const thirdParty = Object.keys(manifest.dependencies ?? {}).filter(
      (dependency) => !dependency.startsWith('@maspo/'),
    );
    for (const dependency of thirdParty) link(join(repo, 'node_modules', dependency), project, dependency);
  }
  writeProject(project);
  await assertProjectWorks(project);
});

test('a scaffolded operator and a scaffolded provider pass their tests on the tarballs alone, and their types hold', async () => {
  const project = join(folder, 'project');
  link(join(repo, 'node_modules/uvu'), project, 'uvu');
  // The tests of `maspo plugins` have the other kinds.
  for (const kind of ['mutate', 'forward']) await assertScaffoldWorks(project, kind);
  await assertTypesHold(project);
});

test.run();
