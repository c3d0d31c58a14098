import { createPrompt, type ScoredCandidate } from '@maspo/core';
import { fakeCandidate, testOperator } from '@maspo/core/testing';
import fc from 'fast-check';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import plugin from './index.ts';

const beam = plugin.select?.beam;
const named = (task: string, parts: Partial<ScoredCandidate> = {}) => fakeCandidate(createPrompt({ task }), parts);
const seed = named('seed');

/** The tasks of the beam, best first. */
async function select(candidates: readonly ScoredCandidate[], options = {}, incumbent = seed): Promise<string[]> {
  const { result } = await testOperator(beam, { candidates, incumbent: incumbent.id, options });
  return result.map((id) => candidates.find((candidate) => candidate.id === id)?.prompt.get('task') ?? 'unknown');
}

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

test('a narrow beam keeps the incumbent in its last place', async () => {
  const good = named('good', { score: 0.6, better: 0.8 });
  const best = named('best', { score: 0.7, better: 0.9 });
  assert.equal(await select([good, best, seed], { width: 2 }), ['best', 'seed']);
  assert.equal(await select([good, best, seed], { width: 1 }), ['seed']);
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

test('refresh is what its option says, true by default', async () => {
  assert.is(beam?.refresh?.({ refresh: true }), true);
  assert.is(beam?.refresh?.({ refresh: false }), false);
  assert.is(beam?.options?.properties.refresh?.default, true);
});

const candidates = fc
  .uniqueArray(
    fc.tuple(fc.string({ minLength: 1 }), fc.double({ min: 0, max: 1, noNaN: true }), fc.nat(4), fc.nat(4)),
    {
      minLength: 1,
      maxLength: 12,
      selector: ([task]) => task.trim(),
    },
  )
  .map((rows) => rows.map(([task, score, n, better]) => named(task, { score, n, better: better / 4 })));

test('the order of the candidates does not matter', () =>
  fc.assert(
    fc.asyncProperty(candidates, fc.integer({ min: 1, max: 6 }), fc.nat(), async (list, width, turn) => {
      const incumbent = list[turn % list.length] as ScoredCandidate;
      const straight = await select(list, { width }, incumbent);
      assert.equal(await select(list.toReversed(), { width }, incumbent), straight);
      assert.equal(
        await select([...list.slice(turn % list.length), ...list.slice(0, turn % list.length)], { width }, incumbent),
        straight,
      );
    }),
    { numRuns: 60 },
  ));

test('the incumbent is always in the beam, and the beam is never wider than its width', () =>
  fc.assert(
    fc.asyncProperty(candidates, fc.integer({ min: 1, max: 6 }), fc.nat(), async (list, width, turn) => {
      const incumbent = list[turn % list.length] as ScoredCandidate;
      const kept = await select(list, { width }, incumbent);
      assert.ok(kept.includes(incumbent.prompt.get('task')));
      assert.ok(kept.length <= width);
    }),
    { numRuns: 60 },
  ));

test.run();
