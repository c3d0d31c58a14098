import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { CODES } from './codes.ts';
import { ConfigError } from './diagnostics.ts';
import { loadConfig } from './load.ts';
import { placeOf, toValue } from './node.ts';
import { positionOf } from './source.ts';

const test = suite<{ dir: string; write(name: string, text: string | Uint8Array): void }>('load');

test.before.each((context) => {
  const dir = mkdtempSync(join(tmpdir(), 'maspo-load-'));
  context.dir = dir;
  context.write = (name, text) => {
    mkdirSync(dirname(join(dir, name)), { recursive: true });
    writeFileSync(join(dir, name), text);
  };
});
test.after.each(({ dir }) => rmSync(dir, { recursive: true }));

const codesOf = (found: readonly { readonly code: string }[]): string[] => found.map(({ code }) => code);

test('later files of extends win over earlier ones, and the file itself over all', async ({ dir, write }) => {
  write('one.yaml', 'a: 1\nb: 1\nc: 1\n');
  write('two.yaml', 'b: 2\nc: 2\n');
  write('maspo.config.yaml', 'extends: [one.yaml, two.yaml]\nc: 3\n');
  const { root, diagnostics, complete } = await loadConfig({ cwd: dir });
  assert.equal(toValue(root), { a: 1, b: 2, c: 3 });
  assert.equal(diagnostics, []);
  assert.ok(complete);
});

test('a file may be extended twice by different ways; only a cycle is refused', async ({ dir, write }) => {
  write('base.yaml', 'a: 1\n');
  write('one.yaml', 'extends: base.yaml\n');
  write('maspo.config.yaml', 'extends: [one.yaml, base.yaml]\n');
  assert.equal((await loadConfig({ cwd: dir })).diagnostics, []);
  write('base.yaml', 'extends: one.yaml\n');
  const { diagnostics, complete } = await loadConfig({ cwd: dir });
  assert.equal(new Set(codesOf(diagnostics)), new Set([CODES.extendsCycle]));
  assert.not(complete);
});

test('mistakes of an extended file are placed in that file', async ({ dir, write }) => {
  write('shared/base.yaml', 'a: 1\na: 2\nkey: "${env:MASPO_UNSET}"\n');
  write('maspo.config.yaml', 'extends: ./shared/base.yaml\n');
  const { diagnostics } = await loadConfig({ cwd: dir, env: {} });
  assert.equal(codesOf(diagnostics), [CODES.duplicateKey, CODES.envUnset]);
  assert.ok(diagnostics.every(({ file }) => file === join(dir, 'shared/base.yaml')));
});

test('the file that the user names is read, wherever it is and whatever stands beside it', async ({ dir, write }) => {
  write('maspo.config.yaml', 'a: 1\n');
  write('maspo.config.json', '{}');
  write('other/my.yml', 'a: 2\n');
  assert.equal(toValue((await loadConfig({ cwd: dir, file: 'other/my.yml' })).root), { a: 2 });
  assert.is((await loadConfig({ cwd: dir, file: 'other/my.yml' })).dir, join(dir, 'other'));
});

test('a file that is not there, or not text, is an error with its name', async ({ dir, write }) => {
  write('latin.yaml', Uint8Array.from([0x61, 0x3a, 0x20, 0xe9]));
  for (const [file, code] of [
    ['none.yaml', CODES.fileMissing],
    ['latin.yaml', CODES.notUtf8],
  ] as const) {
    try {
      await loadConfig({ cwd: dir, file });
      assert.unreachable();
    } catch (thrown) {
      assert.instance(thrown, ConfigError);
      assert.equal(codesOf((thrown as ConfigError).diagnostics), [code]);
      assert.is((thrown as ConfigError).diagnostics[0]?.file, join(dir, file));
    }
  }
});

test('extends must name files', async ({ dir, write }) => {
  write('maspo.config.yaml', 'extends: [1, { a: b }]\na: 1\n');
  const { diagnostics, root } = await loadConfig({ cwd: dir });
  assert.equal(codesOf(diagnostics), [CODES.wrongType, CODES.wrongType]);
  assert.equal(toValue(root), { a: 1 });
});

test('a config in package.json has the positions of that file', async ({ dir, write }) => {
  write('package.json', '{\n  "name": "x",\n  "maspo": {\n    "version": 1\n  }\n}\n');
  const { root, file } = await loadConfig({ cwd: dir });
  assert.is(file, join(dir, 'package.json'));
  assert.equal(positionOf(placeOf(root, ['version'])), { line: 4, column: 16 });
});

test('a module config is placed by its keys, in the order in which they are written', async ({ dir, write }) => {
  write(
    'maspo.config.ts',
    'const shared: object = { seed: 1 };\nexport default {\n  a: [{ id: "x" }, { id: "y" }],\n  run: shared,\n  last: 5,\n};\n',
  );
  const { root } = await loadConfig({ cwd: dir });
  assert.equal(toValue(root), { a: [{ id: 'x' }, { id: 'y' }], run: { seed: 1 }, last: 5 });
  assert.equal(positionOf(placeOf(root, ['a', 1, 'id'])), { line: 3, column: 26 });
  assert.equal(positionOf(placeOf(root, ['run', 'seed'])), { line: 1, column: 32 });
  assert.equal(positionOf(placeOf(root, ['last'])), { line: 5, column: 9 });
});

test('a config in .config belongs to the folder above', async ({ dir, write }) => {
  write('.config/maspo.config.yaml', 'extends: base.yaml\n');
  write('base.yaml', 'a: 1\n');
  const loaded = await loadConfig({ cwd: dir });
  assert.is(loaded.dir, dir);
  assert.equal(toValue(loaded.root), { a: 1 });
});

test.run();
