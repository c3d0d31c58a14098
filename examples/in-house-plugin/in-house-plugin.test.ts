import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createPlan, loadConfig } from '@maspo/core';
import { promptsOf, testOperator } from '@maspo/core/testing';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import packaged from './package/index.js';
import file from './polite.ts';

const test = suite('in-house plugin');
const here = import.meta.dirname;

for (const [form, plugin] of Object.entries({ file, packaged })) {
  test(`${form}: the line is added to the task, and nothing else is changed`, async () => {
    const { result } = await testOperator(plugin.mutate?.polite);
    const [prompt] = promptsOf(result);
    assert.is(prompt?.get('task'), 'Decide which team gets the message. Be quick. Please be brief.');
    assert.is(prompt?.get('role'), 'You route support messages.');
  });

  test(`${form}: the line is an option`, async () => {
    const { result } = await testOperator(plugin.mutate?.polite, { options: { line: 'Thank you.' } });
    assert.is(promptsOf(result)[0]?.get('task').endsWith('Be quick. Thank you.'), true);
  });
}

test('the config loads the file, with its options checked', async () => {
  const plan = await createPlan(await loadConfig({ cwd: here }));
  assert.equal(plan.mutate, [{ use: 'polite', options: { line: 'Answer with one word: billing or bug.' }, weight: 1 }]);
  assert.is(plan.plugins.find(({ request }) => request === './polite.ts')?.version, null);
});

test('the installed package is found by its short name', async () => {
  const project = mkdtempSync(join(tmpdir(), 'maspo-polite-'));
  for (const name of ['messages.jsonl', 'package']) cpSync(join(here, name), join(project, name), { recursive: true });
  const config = readFileSync(join(here, 'maspo.config.yaml'), 'utf8').replace('./polite.ts', 'polite');
  writeFileSync(join(project, 'maspo.config.yaml'), config);
  // What `npm install ./package` and an installed maspo leave behind.
  mkdirSync(join(project, 'node_modules'));
  symlinkSync(join(project, 'package'), join(project, 'node_modules/maspo-plugin-polite'), 'junction');
  symlinkSync(join(here, '../../node_modules/@maspo'), join(project, 'node_modules/@maspo'), 'junction');
  const plan = await createPlan(await loadConfig({ cwd: project }));
  assert.is(plan.mutate[0]?.use, 'polite');
  assert.is(plan.plugins.find(({ request }) => request === 'polite')?.version, '0.1.0');
  rmSync(project, { recursive: true });
});

test.run();
