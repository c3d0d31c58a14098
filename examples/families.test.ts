import { spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createPlan, loadConfig, openSession } from '@maspo/core';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';

const test = suite('the three families of tasks');
const here = import.meta.dirname;
const python = spawnSync('python3', ['-c', 'import resource']).status === 0;
if (!python) console.log('note: without python3 and its limits the example "codegen" is not run');

/** The example on a script instead of a model, and small. */
const small = (name: string, models: readonly string[]): string =>
  JSON.stringify({
    extends: './maspo.config.yaml',
    plugins: [join(here, 'scripted.ts'), 'exec', 'mutators', 'scorers', 'selectors'],
    models: Object.fromEntries(models.map((model) => [model, { use: 'scripted', model: name }])),
    data: { split: { train: 2, validation: 2, test: 2 } },
    init: [{ use: 'variants', count: 3 }],
    mutate: [{ use: 'drop-section' }],
    crossover: [],
    search: { cycles: 1, rounds: 1, offspring: 1, batch: [2] },
  });

const EXAMPLES = [
  { name: 'qa', models: ['note', 'answer'], before: 0, it: test },
  { name: 'codegen', models: ['plan', 'code'], before: 0.3, it: python ? test : test.skip },
  { name: 'planning', models: ['plan', 'commands'], before: 0, it: test },
];

for (const { name, models, before, it } of EXAMPLES) {
  it(`the example "${name}" runs to its end, and a prompt that is obeyed wins by the example's own score`, async () => {
    const dir = mkdtempSync(join(tmpdir(), `maspo-${name}-`));
    try {
      cpSync(join(here, name), dir, { recursive: true, filter: (path) => !path.includes('.maspo') });
      symlinkSync(join(here, '../node_modules'), join(dir, 'node_modules'), 'junction');
      writeFileSync(join(dir, 'small.json'), small(name, models));
      const { test: found } = await openSession(
        await createPlan(await loadConfig({ cwd: dir, file: 'small.json' })),
      ).run();
      assert.ok(found !== null && found.n === 2);
      assert.ok(found.seed <= before, `${found.seed} before`);
      assert.is(found.best, 1);
    } finally {
      rmSync(dir, { recursive: true, force: true });
    }
  });
}

test.run();
