import { setTimeout } from 'node:timers/promises';
import { operatorOf, providerSuite } from '@maspo/core/testing';
import plugin from './index.ts';

const host = process.env.MASPO_TEST_OLLAMA;
if (host === undefined) {
  console.log('skipped: MASPO_TEST_OLLAMA (host:port of a real Ollama) is not set');
} else {
  const model = 'smollm2:135m';
  providerSuite(`openai: ${model} at Ollama’s /v1`, {
    open: async () => ({ operator: operatorOf(plugin, 'openai'), options: { model, baseURL: `http://${host}/v1` } }),
    // Long enough for the model to be writing, which no one can see from here.
    underway: () => setTimeout(1000),
    missing: (options) => ({ ...options, model: 'no-such-model:1b' }),
    missingHint: /no-such-model:1b/,
  });
}
