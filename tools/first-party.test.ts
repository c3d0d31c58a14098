import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { checkOperators } from '../packages/core/src/plugin/dialect.ts';
import { sourcesIn } from './lib/imports.ts';

const test = suite('plugins of this repository');
const packages = join(import.meta.dirname, '../packages');
const entries = sourcesIn(packages, 'plugin-*/src/index.ts');

test('every operator has a name, a description and options that are a valid schema: no user waits for this to be checked', async () => {
  assert.ok(entries.length >= 8);
  for (const entry of entries) {
    const { default: plugin } = await import(join(packages, entry));
    assert.equal(checkOperators(plugin), [], entry);
  }
});

test.run();
