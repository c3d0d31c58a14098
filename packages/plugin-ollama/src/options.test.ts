import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { hostOf } from './options.ts';

test('the option wins over the environment; without both it is the port that Ollama has on this machine', () => {
  const env = { OLLAMA_HOST: '0.0.0.0' };
  assert.is(hostOf({ host: 'box' }, env), 'http://box:11434');
  assert.is(hostOf({ host: undefined }, env), 'http://127.0.0.1:11434');
  assert.is(hostOf({ host: undefined }, {}), 'http://127.0.0.1:11434');
});

test.run();
