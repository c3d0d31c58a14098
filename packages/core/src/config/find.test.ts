import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { CODES } from './codes.ts';
import { findConfig, SEARCH_PLACES } from './find.ts';

const test = suite<{ dir: string }>('find');

test.before.each((context) => {
  context.dir = mkdtempSync(join(tmpdir(), 'maspo-find-'));
});
test.after.each(({ dir }) => rmSync(dir, { recursive: true }));

function write(dir: string, name: string, text = 'version: 1\n'): string {
  const file = join(dir, name);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, text);
  return file;
}

for (const place of SEARCH_PLACES.filter((name) => name !== 'package.json')) {
  test(`${place} is found`, async ({ dir }) => {
    const file = write(dir, place);
    assert.equal(await findConfig(dir), { file });
  });
}

test('package.json is a config only with a maspo key', async ({ dir }) => {
  const file = write(dir, 'package.json', '{ "name": "x", "maspo": { "version": 1 } }');
  assert.equal(await findConfig(dir), { file });
  write(dir, 'package.json', '{ "name": "maspo" }');
  const config = write(dir, 'maspo.config.yaml');
  assert.equal(await findConfig(dir), { file: config });
});

test('folders above are searched, and the nearest config wins', async ({ dir }) => {
  const above = write(dir, 'maspo.config.yaml');
  write(dir, 'a/package.json', '{ "name": "a" }');
  write(dir, 'a/b/notes.txt');
  assert.equal(await findConfig(join(dir, 'a/b')), { file: above });
  const nearer = write(dir, 'a/maspo.config.json');
  assert.equal(await findConfig(join(dir, 'a/b')), { file: nearer });
});

test('an empty config is found, so that it can be reported', async ({ dir }) => {
  const file = write(dir, 'maspo.config.yaml', '');
  assert.equal(await findConfig(dir), { file });
});

test('two configs in a folder are refused by name', async ({ dir }) => {
  write(dir, 'maspo.config.yaml');
  write(dir, 'package.json', '{ "maspo": {} }');
  const found = await findConfig(dir);
  if ('file' in found) throw new Error('a config was chosen');
  assert.is(found.diagnostic.code, CODES.twoConfigs);
  assert.match(found.diagnostic.message, 'maspo.config.yaml, package.json');
});

test('a broken package.json does not hide the config beside it', async ({ dir }) => {
  write(dir, 'package.json', '{ "maspo": ');
  const file = write(dir, 'maspo.config.yaml');
  assert.equal(await findConfig(dir), { file });
});

test.run();
