import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { lockProblems, textProblems } from './lib/tracked.ts';

const test = suite('tracked files');
let folder = '';
test.before(() => {
  folder = mkdtempSync(join(tmpdir(), 'maspo-tracked-'));
});
test.after(() => rmSync(folder, { recursive: true }));

function problemsOf(text: string): string[] {
  writeFileSync(join(folder, 'a.txt'), text);
  return textProblems(['a.txt'], folder);
}

test('keys and paths of one machine are found with their line', () => {
  const key = `sk-${'a1'.repeat(12)}`;
  assert.equal(problemsOf(`fine\nkey: ${key}\n`), ['a.txt:2: a secret key']);
  assert.equal(problemsOf(`see ${'/root'}/project`), ['a.txt:1: a path of one machine']);
  assert.equal(problemsOf(`-----BEGIN RSA ${'PRIVATE'} KEY-----`), ['a.txt:1: a private key']);
});

test('what only looks like one is let be', () => {
  assert.equal(problemsOf('framework/work/x, sk-short, https://host/homework/, ./root/x'), []);
});

test('binary files are not read as text', () => {
  assert.equal(problemsOf(`\0${'/root'}/project`), []);
});

test('a lock file with the address of a registry is refused', () => {
  const lock = {
    packages: { '': {}, a: { resolved: 'https://registry.example/a.tgz' }, b: { resolved: 'packages/b' } },
  };
  assert.equal(lockProblems(JSON.stringify(lock)), [
    'package-lock.json: a is resolved to https://registry.example/a.tgz',
  ]);
});

test.run();
