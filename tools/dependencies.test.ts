import { dirname, join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { read, sourcesIn } from './lib/imports.ts';

const test = suite('dependencies');
const repo = join(import.meta.dirname, '..');
const table = read(repo, 'docs/dependencies.md')
  .split('\n')
  .filter((line) => line.startsWith('| `'))
  .map((line) => line.split('|').map((cell) => cell.trim().replaceAll('`', '')));

interface Manifest {
  readonly name: string;
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly devDependencies?: Readonly<Record<string, string>>;
}
const manifest = (file: string): Manifest => JSON.parse(read(repo, file));
const root = manifest('package.json');
const packages = sourcesIn(repo, 'packages/*/package.json').map((file) => ({
  folder: dirname(file),
  ...manifest(file),
}));
const thirdParty = (names: object = {}): string[] => Object.keys(names).filter((name) => !name.startsWith('@maspo/'));

test('every dependency of a published package has its line of reason, with those who use it', () => {
  const listed = table.filter((row) => row.length === 8).map(([, name, users]) => `${name} in ${users}`);
  const used = new Map<string, string[]>();
  for (const { folder, dependencies } of packages)
    for (const name of thirdParty(dependencies))
      used.set(name, [...(used.get(name) ?? []), folder.replace('packages/', '')]);
  assert.equal(listed.sort(), [...used].map(([name, users]) => `${name} in ${users.join(', ')}`).sort());
});

test('every development dependency has its line of reason', () => {
  const listed = table.filter((row) => row.length === 7).map(([, name]) => name);
  assert.equal(listed.sort(), thirdParty(root.devDependencies).sort());
});

test('licences and install scripts are those of the lock file', () => {
  const { packages: locked } = JSON.parse(read(repo, 'package-lock.json'));
  for (const row of table) {
    const { license, hasInstallScript = false } = locked[`node_modules/${row[1]}`];
    assert.is(row.at(-4), license, row[1]);
    assert.is(row.at(-2), hasInstallScript ? 'yes' : 'no', row[1]);
  }
});

test('no published package brings an install script, node-llama-cpp apart', () => {
  const { packages: locked } = JSON.parse(read(repo, 'package-lock.json'));
  const scripted = Object.entries(locked as Record<string, { hasInstallScript?: boolean; dev?: boolean }>)
    .filter(([, { hasInstallScript, dev }]) => hasInstallScript && !dev)
    .map(([path]) => path);
  assert.equal(scripted, ['node_modules/node-llama-cpp']);
});

test.run();
