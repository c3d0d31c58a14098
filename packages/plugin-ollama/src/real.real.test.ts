import { setTimeout } from 'node:timers/promises';
import type { CallError } from '@maspo/core';
import { callProvider, failureOf, operatorOf, providerSuite } from '@maspo/core/testing';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import plugin from './index.ts';

const host = process.env.MASPO_TEST_OLLAMA;
if (host === undefined) {
  console.log('skipped: MASPO_TEST_OLLAMA (host:port of a real Ollama) is not set');
} else {
  const model = 'smollm2:135m';
  providerSuite(`ollama: ${model} of a real server`, {
    open: async () => ({ operator: operatorOf(plugin, 'ollama'), options: { model, host } }),
    // Long enough for the model to be writing, which no one can see from here.
    underway: () => setTimeout(1000),
    missing: (options) => ({ ...options, model: 'no-such-model:1b' }),
    missingHint: /^ollama pull no-such-model:1b$/,
  });

  const test = suite(`ollama: the context of ${model}`);
  const narrow = { operator: operatorOf(plugin, 'ollama'), options: { model, host, numCtx: 64 } };

  test('an input that does not fit is said to be too long, not cut', async () => {
    const long = [{ role: 'user', content: 'word '.repeat(200) }] as const;
    const thrown = (await failureOf(callProvider(narrow, long))) as CallError;
    assert.is(thrown.kind, 'item');
    assert.match(thrown.hint, 'numCtx');
  });

  test('a reply that fills the context ends there', async () => {
    const story = [{ role: 'user', content: 'Tell me a very long story about a ship.' }] as const;
    const { finish, usage } = await callProvider(narrow, story, { maxTokens: 200 });
    assert.is(finish, 'length');
    assert.ok((usage?.inputTokens ?? 0) + (usage?.outputTokens ?? 0) <= 65, JSON.stringify(usage));
  });

  test.run();
}
