import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createPlan, loadConfig, openSession } from '@maspo/core';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';

const MODEL = 'qwen2.5-coder:0.5b';
const host = process.env.MASPO_TEST_OLLAMA;

/** Whether the server has the model: it is not pulled for a test. */
async function isThere(server: string): Promise<boolean> {
  const response = await fetch(`http://${server}/api/tags`);
  const { models = [] } = (await response.json()) as { readonly models?: readonly { readonly name: string }[] };
  return models.some(({ name }) => name === MODEL);
}

if (host === undefined || !(await isThere(host))) {
  console.log(`skipped: the three families of tasks need MASPO_TEST_OLLAMA (host:port) with ${MODEL}`);
  process.exit(0);
}

const test = suite('the three families of tasks on a real model');
const exec = (...command: readonly string[]) => ({ use: 'exec', command, seconds: 60 });
const code = exec('python3', '../codegen/run_tests.py', '../codegen/sandbox.py', 'coder', 'reviewer');
const robot = exec('node', '../planning/score.mjs', '../planning/world.mjs');

/** What is changed in the examples: their models' server, the folder of their programs, and their size. */
const EXAMPLES = [
  { name: 'qa', models: ['note', 'answer'], score: {} },
  { name: 'codegen', models: ['plan', 'code'], score: { lookahead: code, global: code } },
  { name: 'planning', models: ['plan', 'commands'], score: { local: robot, lookahead: robot, global: robot } },
];

for (const { name, models, score } of EXAMPLES) {
  test(`the example "${name}" runs to its end, and again from the journal alone`, async () => {
    const dir = mkdtempSync(join(import.meta.dirname, '.real-'));
    try {
      const config = {
        extends: `../${name}/maspo.config.yaml`,
        models: Object.fromEntries(
          models.map((model) => [model, { use: 'ollama', host, timeout: 600, maxTokens: 128 }]),
        ),
        data: { split: { train: 2, validation: 1, test: 1 } },
        init: [{ use: 'seed' }],
        mutate: [{ use: 'drop-section' }],
        crossover: [],
        score,
        search: { cycles: 1, rounds: 1, offspring: 1, batch: [1] },
      };
      writeFileSync(join(dir, 'maspo.config.json'), JSON.stringify(config));
      const plan = async () => createPlan(await loadConfig({ cwd: dir }));
      const first = openSession(await plan());
      const result = await first.run();
      assert.is(result.test?.n, 1);
      assert.ok(first.paid().attempts > 5, `${first.paid().attempts} calls`);

      const again = openSession(await plan());
      assert.equal(await again.run(), result);
      assert.is(again.paid().attempts, 0, 'no journaled call is made again');
    } finally {
      rmSync(dir, { recursive: true, force: true });
    }
  });
}

test.run();
