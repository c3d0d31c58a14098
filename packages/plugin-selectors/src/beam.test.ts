import type { ScoredCandidate } from '@maspo/core';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { kept, named } from '../test/candidates.ts';

const seed = named('seed');

/** The tasks of the beam, best first. */
const select = (candidates: readonly ScoredCandidate[], options = {}): Promise<string[]> =>
  kept('beam', candidates, { incumbent: seed, options });

test('candidates that probably beat the incumbent enter, best first', async () => {
  const good = named('good', { score: 0.6, better: 0.8 });
  const best = named('best', { score: 0.7, better: 0.9 });
  assert.equal(await select([seed, good, best]), ['best', 'good', 'seed']);
});

test('if nothing beats it, the incumbent stays alone', async () => {
  const unsure = named('unsure', { score: 0.52, better: 0.6 });
  assert.equal(await select([unsure, seed]), ['seed']);
  assert.equal(await select([unsure, seed], { minBetter: 0 }), ['unsure', 'seed']);
});

test('a narrow beam keeps the incumbent in its last place; a beam of one is the best of all', async () => {
  const good = named('good', { score: 0.6, better: 0.8 });
  const best = named('best', { score: 0.7, better: 0.9 });
  assert.equal(await select([good, best, seed], { width: 2 }), ['best', 'seed']);
  assert.equal(await select([good, best, seed], { width: 1 }), ['best']);
  assert.equal(await select([seed, named('unsure', { score: 0.52, better: 0.6 })], { width: 1 }), ['seed']);
});

test('at equal score more evidence comes first, then the shorter prompt', async () => {
  const parts = { score: 0.6, better: 0.8 };
  const tested = named('tested longer', { ...parts, n: 20 });
  assert.equal(await select([named('longer', parts), named('short', parts), seed, tested]), [
    'tested longer',
    'short',
    'longer',
    'seed',
  ]);
});

test('without its incumbent the best candidate is kept', async () => {
  assert.equal(await select([named('a', { score: 0.4, better: 0.2 }), named('b', { score: 0.3, better: 0.1 })]), ['a']);
});

test.run();
