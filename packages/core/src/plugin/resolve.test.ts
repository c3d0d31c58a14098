import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { CODES } from '../config/codes.ts';
import type { ConfigNode } from '../config/node.ts';
import { loadPlugins, locatePlugin, packageNames } from './resolve.ts';

const test = suite<{ dir: string; write(name: string, text: string): string }>('resolve');

test.before.each((context) => {
  const dir = realpathSync(mkdtempSync(join(tmpdir(), 'maspo-resolve-')));
  context.dir = dir;
  context.write = (name, text) => {
    mkdirSync(dirname(join(dir, name)), { recursive: true });
    writeFileSync(join(dir, name), text);
    return join(dir, name);
  };
});
test.after.each(({ dir }) => rmSync(dir, { recursive: true }));

const BRAND = "[Symbol.for('@maspo/plugin')]: 1";
const esm = (name: string): string => `export default { name: '${name}', ${BRAND} };`;

/** What `plugins: [...]` of a config in this folder means. */
function load(dir: string, ...requests: string[]) {
  const source = { file: join(dir, 'maspo.config.yaml'), text: requests.join(' ') };
  const at = { source, start: 0, end: 1 };
  const items = requests.map((value): ConfigNode => ({ kind: 'scalar', at, value }));
  const entries = new Map([['plugins', { key: at, value: { kind: 'list', at, items } as const }]]);
  return loadPlugins({ kind: 'map', at, entries });
}

test('a short name is a package of the project, then one of anybody', () => {
  assert.equal(packageNames('judge'), ['@maspo/plugin-judge', 'maspo-plugin-judge']);
  assert.equal(packageNames('@acme/judge'), ['@acme/judge']);
  assert.equal(packageNames('maspo-plugin-judge'), ['maspo-plugin-judge']);
});

test('packages are found whatever their exports say', async ({ dir, write }) => {
  const manifests: Record<string, object> = {
    '@maspo/plugin-default': { exports: { '.': { types: './x.d.ts', default: './entry.js' } } },
    '@maspo/plugin-import': { exports: { import: './entry.js' } },
    'maspo-plugin-string': { exports: './entry.js' },
    'maspo-plugin-main': { main: 'entry.js' },
    '@acme/nested': { exports: { '.': { node: { import: './entry.js' } } } },
  };
  for (const [name, manifest] of Object.entries(manifests)) {
    write(`node_modules/${name}/package.json`, JSON.stringify({ name, version: '1.2.3', type: 'module', ...manifest }));
    write(`node_modules/${name}/entry.js`, esm(name));
  }
  const { plugins, diagnostics, complete } = await load(dir, 'default', 'import', 'string', 'main', '@acme/nested');
  assert.equal(diagnostics, []);
  assert.ok(complete);
  assert.equal(
    plugins.map(({ plugin, version }) => `${plugin.name} ${version}`),
    Object.keys(manifests).map((name) => `${name} 1.2.3`),
  );
});

test('a CommonJS plugin is found, compiled from an ES module or not', async ({ dir, write }) => {
  const manifest = (name: string): string => JSON.stringify({ name, version: '1.0.0', main: 'entry.js' });
  write('node_modules/maspo-plugin-cjs/package.json', manifest('maspo-plugin-cjs'));
  write('node_modules/maspo-plugin-cjs/entry.js', `module.exports = { name: 'cjs', ${BRAND} };`);
  write('node_modules/maspo-plugin-compiled/package.json', manifest('maspo-plugin-compiled'));
  write(
    'node_modules/maspo-plugin-compiled/entry.js',
    `exports.__esModule = true; exports.default = { name: 'compiled', ${BRAND} };`,
  );
  const { plugins } = await load(dir, 'cjs', 'compiled');
  assert.equal(
    plugins.map(({ plugin }) => plugin.name),
    ['cjs', 'compiled'],
  );
});

test('a request starts at the folder of the file that makes it, and folders above serve too', async ({
  dir,
  write,
}) => {
  const file = write('shared/own.ts', esm('own'));
  assert.is(await locatePlugin('./own.ts', join(dir, 'shared')), file);
  assert.is(await locatePlugin('./own.ts', dir), undefined);
  const entry = write('node_modules/maspo-plugin-up/index.js', esm('up'));
  write('node_modules/maspo-plugin-up/package.json', '{ "name": "maspo-plugin-up", "type": "module" }');
  assert.is(await locatePlugin('up', join(dir, 'a/b')), entry);
});

test('a package that is no plugin does not stand in for one that is missing', async ({ dir, write }) => {
  write('node_modules/judge/package.json', '{ "name": "judge", "type": "module" }');
  write('node_modules/judge/index.js', 'export default () => 1;');
  const { diagnostics } = await load(dir, 'judge');
  assert.is(diagnostics[0]?.code, CODES.pluginMissing);
  assert.is(diagnostics[0]?.fix, 'npm install @maspo/plugin-judge');
});

test('an installed plugin with a near name is proposed', async ({ dir, write }) => {
  write('node_modules/@maspo/plugin-judges/package.json', '{}');
  const { diagnostics, complete } = await load(join(dir, 'a'), 'juges');
  assert.is(diagnostics[0]?.closest, 'judges');
  assert.match(diagnostics[0]?.fix ?? '', 'npm install @maspo/plugin-juges');
  assert.not(complete);
});

test('one plugin that fails does not keep the others from loading', async ({ dir, write }) => {
  write('good.ts', esm('good'));
  write('bad.ts', "throw new Error('no licence\\nat line 1');");
  write('typo.ts', "import 'no-such-package';");
  const { plugins, diagnostics } = await load(dir, './bad.ts', './good.ts', './typo.ts');
  assert.is(plugins.length, 1);
  assert.equal(
    diagnostics.map(({ code }) => code),
    [CODES.pluginFailed, CODES.pluginFailed],
  );
  assert.is(diagnostics[0]?.message, 'the plugin "./bad.ts" cannot be loaded: no licence');
  assert.match(diagnostics[1]?.message ?? '', "Cannot find package 'no-such-package'");
});

test('one plugin under two names is loaded once, and said', async ({ dir, write }) => {
  write('node_modules/maspo-plugin-twin/package.json', '{ "name": "maspo-plugin-twin", "type": "module" }');
  write('node_modules/maspo-plugin-twin/index.js', esm('twin'));
  const { plugins, diagnostics } = await load(dir, 'twin', 'maspo-plugin-twin');
  assert.is(plugins.length, 1);
  assert.equal(
    diagnostics.map(({ code }) => code),
    [CODES.operatorClash],
  );
});

test.run();
