import { join, posix } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { importsOf, isTest, packageOf, read, sourcesIn } from './lib/imports.ts';

const test = suite('import direction');
const packages = join(import.meta.dirname, '../packages');
const core = join(packages, 'core/src');
const names = sourcesIn(packages, '*/package.json').map((file) => posix.dirname(file));

/** Folders and files of the core, lowest first: a value import points down or stays in its layer. */
const LAYERS: readonly (readonly string[])[] = [
  ['canonical.ts', 'errors.ts', 'random.ts', 'redact.ts', 'types.ts'],
  ['system'],
  ['config'],
  ['plugin', 'hooks.ts'],
  ['calls'],
  ['evidence'],
  ['plan.ts', 'plan'],
  ['run'],
  ['search'],
  ['plan-entry.ts', 'session.ts'],
  ['index.ts'],
];
/** The vocabulary of a run: their types may be named from below, because a type pulls in no code. */
const CONTRACTS = [
  ...['hooks.ts', 'plan.ts', 'plugin/contract.ts', 'plugin/options.ts', 'run/events.ts'],
  ...['calls/journal.ts', 'calls/key.ts'],
];

const layerOf = (file: string): number => LAYERS.findIndex((layer) => layer.includes(file.split('/')[0] ?? ''));
const isTesting = (file: string): boolean => file.startsWith('testing/');
const coreFiles = sourcesIn(core).filter((file) => !isTest(file));
/** Imports of a core file that stay in the core, as paths below `src`. */
const innerImports = (file: string) =>
  importsOf(read(core, file))
    .filter(({ from }) => from.startsWith('.'))
    .map(({ from, typeOnly }) => ({ to: posix.join(posix.dirname(file), from), typeOnly }));

test('the reader of imports sees every form of import, and no comment', () => {
  const source = `
// import a from 'commented';
/* import b from 'blocked'; */
import 'uvu';
import type { A } from './a.ts';
import b, {
  type B,
} from "@maspo/core/testing";
export * from './c.ts';
export type { D } from './d.ts';
const e = await import('uvu/diff');
const text = "from 'nowhere'";
`;
  assert.equal(importsOf(source), [
    { from: 'uvu', typeOnly: false },
    { from: './a.ts', typeOnly: true },
    { from: '@maspo/core/testing', typeOnly: false },
    { from: './c.ts', typeOnly: false },
    { from: './d.ts', typeOnly: true },
    { from: 'uvu/diff', typeOnly: false },
  ]);
  assert.is(packageOf('@maspo/core/testing'), '@maspo/core');
  assert.is(packageOf('node:fs'), null);
});

test('every file of the core belongs to a layer', () => {
  assert.ok(coreFiles.length > 10);
  const homeless = coreFiles.filter((file) => !isTesting(file) && layerOf(file) < 0);
  assert.equal(homeless, []);
});

test('imports of the core point one way, along the data', () => {
  const upward = coreFiles
    .filter((file) => !isTesting(file))
    .flatMap((file) =>
      innerImports(file)
        .filter(({ to }) => isTesting(to) || layerOf(to) > layerOf(file))
        .filter(({ to, typeOnly }) => !(typeOnly && CONTRACTS.includes(to)))
        .map(({ to }) => `${file} imports ${to}`),
    );
  assert.equal(upward, []);
});

test('no file of the core imports itself by way of others', () => {
  const next = new Map(coreFiles.map((file) => [file, innerImports(file).filter(({ typeOnly }) => !typeOnly)]));
  const cycles: string[] = [];
  const done = new Set<string>();
  const visit = (file: string, path: readonly string[]): void => {
    if (path.includes(file)) cycles.push([...path.slice(path.indexOf(file)), file].join(' → '));
    if (path.includes(file) || done.has(file)) return;
    for (const { to } of next.get(file) ?? []) visit(to, [...path, file]);
    done.add(file);
  };
  for (const file of coreFiles) visit(file, []);
  assert.equal(cycles, []);
});

test('the core names no provider and no SDK', () => {
  const named = coreFiles.filter((file) => /openai|ollama|llama|anthropic|execa/i.test(read(core, file)));
  assert.equal(named, []);
});

test('the command line knows the core and Node, and no plugin', () => {
  const cli = join(packages, 'cli/src');
  const imported = sourcesIn(cli)
    .filter((file) => !isTest(file))
    .flatMap((file) => importsOf(read(cli, file)).map(({ from }) => packageOf(from)));
  assert.equal(
    [...new Set(imported)].filter((name) => name !== null && name !== '@maspo/core'),
    [],
  );
});

for (const name of names) {
  test(`packages/${name} lists as dependencies exactly what it imports`, () => {
    const manifest = JSON.parse(read(packages, name, 'package.json'));
    const folder = join(packages, name);
    const imported = sourcesIn(folder, '{src,bin}/**/*.{ts,js}')
      .filter((file) => !isTest(file))
      .flatMap((file) => importsOf(read(folder, file)).map(({ from }) => packageOf(from)))
      .filter((imports) => imports !== null && imports !== manifest.name);
    const listed = Object.keys({ ...manifest.dependencies, ...manifest.peerDependencies });
    assert.equal([...new Set(imported)].sort(), listed.sort());
  });
}

/** What a file loads with it: its value imports and theirs, packages by name. Dynamic imports come later, if at all. */
function loadedWith(file: string, seen = new Set<string>()): ReadonlySet<string> {
  if (seen.has(file)) return seen;
  seen.add(file);
  for (const { from, typeOnly } of importsOf(read(packages, file).replaceAll(/\bimport\(/g, 'later(')))
    if (!typeOnly) from.startsWith('.') ? loadedWith(posix.join(posix.dirname(file), from), seen) : seen.add(from);
  return seen;
}

test('`maspo validate` and plugins load neither the engine nor HTTP: together a third of the time that they take', () => {
  const entries = [
    ...['cli/src/main.ts', 'cli/src/command-line.ts', 'cli/src/commands/validate.ts', 'core/src/plan-entry.ts'],
    ...names.filter((name) => name.startsWith('plugin-')).map((name) => `${name}/src/index.ts`),
  ];
  const heavy = ['@maspo/core', 'core/src/session.ts', 'node:http', 'node:https'];
  for (const entry of entries) {
    const loaded = loadedWith(entry);
    assert.ok(loaded.size > 2, entry);
    assert.equal(
      heavy.filter((name) => loaded.has(name)),
      [],
      entry,
    );
  }
  assert.ok(loadedWith('core/src/index.ts').has('core/src/session.ts'));
});

test('tools and tests import what is installed for them by name, not by accident', () => {
  const repo = join(packages, '..');
  const shared = Object.keys(JSON.parse(read(repo, 'package.json')).devDependencies);
  const accidents = ['tools', 'examples', ...names.map((name) => `packages/${name}`)].flatMap((folder) => {
    const own = folder.startsWith('packages/') ? JSON.parse(read(repo, folder, 'package.json')) : {};
    const allowed = new Set([...shared, ...Object.keys({ ...own.dependencies, ...own.peerDependencies })]);
    return sourcesIn(join(repo, folder), '**/*.ts')
      .filter((file) => folder === 'tools' || isTest(file))
      .flatMap((file) => importsOf(read(repo, folder, file)).map(({ from }) => ({ file, name: packageOf(from) })))
      .filter(({ name }) => name !== null && !name.startsWith('@maspo/') && name !== 'maspo' && !allowed.has(name))
      .map(({ file, name }) => `${folder}/${file} imports ${name}`);
  });
  assert.equal(accidents, []);
});

test.run();
