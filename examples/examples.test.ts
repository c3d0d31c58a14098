import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { createPlan, loadConfig } from '@maspo/core';
import { test } from 'uvu';
import * as assert from 'uvu/assert';

const folders = readdirSync(import.meta.dirname, { withFileTypes: true })
  // ci holds a workflow for a project, and is none.
  .filter((entry) => entry.isDirectory() && entry.name !== 'ci')
  .map(({ name }) => name);

for (const folder of folders) {
  test(`the example "${folder}" is a valid plan`, async () => {
    const plan = await createPlan(await loadConfig({ cwd: join(import.meta.dirname, folder) }));
    assert.ok(plan.system.agents.length > 0);
  });
}

test('the examples on other providers differ from the quickstart in their models only', async () => {
  const planOf = async (folder: string) => createPlan(await loadConfig({ cwd: join(import.meta.dirname, folder) }));
  const quickstart = await planOf('quickstart');
  for (const folder of ['ollama', 'openai-compatible']) {
    const other = await planOf(folder);
    assert.equal(other.data, quickstart.data);
    assert.equal(other.search, quickstart.search);
    assert.equal(
      other.system.agents.map(({ prompt }) => prompt?.id),
      quickstart.system.agents.map(({ prompt }) => prompt?.id),
    );
  }
});

test.run();
