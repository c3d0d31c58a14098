import { mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createPlan, loadConfig } from '@maspo/core';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';

const test = suite('README of plugin-exec');
const repo = join(import.meta.dirname, '../../..');
let dir = '';

test.before(() => {
  dir = mkdtempSync(join(tmpdir(), 'maspo-exec-readme-'));
  symlinkSync(join(repo, 'node_modules'), join(dir, 'node_modules'), 'junction');
});
test.after(() => rmSync(dir, { recursive: true }));

/** What the example leaves out: a model (a program here, too) and data. */
const REST = `
models: { small: { use: exec, command: [model] } }
data: { file: items.json, split: { train: 2, validation: 2 } }
`;

test('its example, with a model and data, is a valid config', async () => {
  const readme = readFileSync(join(import.meta.dirname, '../README.md'), 'utf8');
  const example = /```yaml\n(.+?)```/s.exec(readme)?.[1] ?? '';
  writeFileSync(join(dir, 'maspo.config.yaml'), example.replace('[exec]', '[exec, selectors]') + REST);
  writeFileSync(join(dir, 'items.json'), JSON.stringify(['a', 'b', 'c', 'd'].map((text) => ({ text, team: text }))));
  const { system, score, mutate } = await createPlan(await loadConfig({ cwd: dir }));
  assert.equal(
    system.agents.map(({ id, prompt }) => [id, prompt !== null]),
    [
      ['coder', true],
      ['tests', false],
    ],
  );
  assert.is(score.global?.use, 'exec');
  assert.is(mutate[0]?.use, 'exec');
});

test.run();
