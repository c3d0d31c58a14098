import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createPlan, loadConfig, openSession } from '@maspo/core';
import { test } from 'uvu';
import * as assert from 'uvu/assert';

/** The quickstart, small enough for a test: a few items, one round. */
const small = (plugin: string, model: string) => `
extends: ../quickstart/maspo.config.yaml
plugins: [${plugin}, mutators, scorers, selectors]
models: { note: ${model}, label: ${model} }
data: { split: { train: 4, validation: 3, test: 3 } }
init: [{ use: variants, count: 2 }]
search: { cycles: 1, rounds: 1, offspring: 1, batch: [3] }
`;

const host = process.env.MASPO_TEST_OLLAMA;
const providers = [
  { plugin: 'llama', model: '{ use: llama, model: smollm2-135m }' },
  ...(host === undefined
    ? []
    : [
        { plugin: 'ollama', model: `{ use: ollama, model: "smollm2:135m", host: "${host}" }` },
        { plugin: 'openai', model: `{ use: openai, model: "smollm2:135m", baseURL: "http://${host}/v1" }` },
      ]),
];
if (host === undefined)
  console.log('note: without MASPO_TEST_OLLAMA (host:port) only the embedded model is tested, no Ollama');

for (const { plugin, model } of providers) {
  test(`the quickstart runs to its end through plugin-${plugin}, and again from the journal alone`, async () => {
    const dir = mkdtempSync(join(import.meta.dirname, '.real-'));
    try {
      writeFileSync(join(dir, 'maspo.config.yaml'), small(plugin, model));
      const plan = async () => createPlan(await loadConfig({ cwd: dir }));
      const first = openSession(await plan());
      const result = await first.run();
      assert.is(result.test?.n, 3);
      assert.ok(first.paid().attempts > 20, `${first.paid().attempts} calls`);
      assert.ok((result.calls.agent?.inputTokens ?? 0) > 500, 'the provider counts tokens');

      const again = openSession(await plan());
      assert.equal(await again.run(), result);
      assert.is(again.paid().attempts, 0, 'no journaled call is made again');
    } finally {
      rmSync(dir, { recursive: true, force: true });
    }
  });
}

test.run();
