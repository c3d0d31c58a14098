import { operatorOf, providerSuite } from '@maspo/core/testing';
import plugin from './index.ts';

const host = process.env.MASPO_TEST_OLLAMA;
if (host === undefined) {
  console.log('skipped: MASPO_TEST_OLLAMA (host:port of a real Ollama) is not set');
} else {
  const model = 'smollm2:135m';
  providerSuite(`ollama: ${model} of a real server`, {
    open: async () => ({ operator: operatorOf(plugin, 'ollama'), options: { model, host } }),
    missing: (options) => ({ ...options, model: 'no-such-model:1b' }),
    missingHint: /^ollama pull no-such-model:1b$/,
  });
}
