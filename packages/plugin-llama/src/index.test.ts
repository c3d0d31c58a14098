import { registerHooks } from 'node:module';
import { test } from 'uvu';
import * as assert from 'uvu/assert';

const imported: string[] = [];
registerHooks({
  resolve: (specifier, context, next) => {
    imported.push(specifier);
    return next(specifier, context);
  },
});
const { default: plugin } = await import('./index.ts');

test('the entry loads no SDK: what is not used costs nothing', () => {
  for (const sdk of ['node-llama-cpp', '@huggingface/jinja', 'execa']) assert.not.ok(imported.includes(sdk), sdk);
});

test('the plugin offers one provider, named like itself', () => {
  assert.is(plugin.name, 'llama');
  assert.equal(Object.keys(plugin.forward ?? {}), ['llama']);
});

test('all models run at one place, and cost nothing', () => {
  const { endpoint, price } = plugin.forward?.llama ?? {};
  assert.is(endpoint?.({ model: 'one' }), endpoint?.({ model: 'two', directory: 'elsewhere' }));
  assert.equal(price?.({ model: 'one' }), { input: 0, output: 0 });
});

test('disposal of a plugin that was never used does nothing', async () => {
  await plugin.dispose?.();
  assert.not.ok(imported.includes('node-llama-cpp'));
});

test.run();
