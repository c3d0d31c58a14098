import fc from 'fast-check';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { type Arm, thompson } from './bandit.ts';

const weight = fc.double({ min: 0.05, max: 5, noNaN: true });
const trials = fc.integer({ min: 0, max: 300 });
const arms = fc.array(fc.record({ weight, won: trials, lost: trials }), { minLength: 1, maxLength: 8 });

const chanceOfFirst = (first: Arm, ...others: readonly Arm[]): number => thompson([first, ...others])[0] ?? Number.NaN;
const fresh = (by: number): Arm => ({ weight: by, won: 0, lost: 0 });

test('chances are in [0, 1] and sum to 1', () => {
  fc.assert(
    fc.property(arms, (given) => {
      const chances = thompson(given);
      assert.ok(chances.every((chance) => chance >= 0 && chance <= 1));
      assert.ok(Math.abs(chances.reduce((sum, chance) => sum + chance, 0) - 1) < 1e-9);
    }),
    { numRuns: 50 },
  );
});

test('without evidence the chances are the weights', () => {
  fc.assert(
    fc.property(fc.array(weight, { minLength: 1, maxLength: 8 }), (weights) => {
      const total = weights.reduce((sum, value) => sum + value, 0);
      for (const [index, chance] of thompson(weights.map(fresh)).entries())
        assert.ok(Math.abs(chance - (weights[index] ?? 0) / total) < 0.001, `${chance} of ${weights}`);
    }),
    { numRuns: 50 },
  );
});

test('weights are shares: their scale does not matter', () => {
  const given = [
    { weight: 4, won: 3, lost: 20 },
    { weight: 1, won: 1, lost: 9 },
  ];
  const scaled = thompson(given.map((arm) => ({ ...arm, weight: arm.weight / 100 })));
  for (const [index, chance] of thompson(given).entries()) assert.ok(Math.abs(chance - (scaled[index] ?? 0)) < 1e-9);
});

test('each loss lowers a chance and each win raises it', () => {
  const counts = fc.integer({ min: 0, max: 40 });
  const arm = fc.record({ weight, won: counts, lost: counts });
  fc.assert(
    fc.property(arm, arm, arm, (own, one, other) => {
      const chance = chanceOfFirst(own, one, other);
      assert.ok(chanceOfFirst({ ...own, lost: own.lost + 1 }, one, other) <= chance);
      assert.ok(chanceOfFirst({ ...own, won: own.won + 1 }, one, other) >= chance);
    }),
    { numRuns: 50 },
  );
});

test('an arm that never wins falls to nothing beside one that does at times', () => {
  const chances = [0, 10, 50, 200].map((lost) =>
    chanceOfFirst({ weight: 4, won: 0, lost }, { weight: 1, won: 5, lost: 45 }),
  );
  assert.equal(
    chances,
    chances.toSorted((a, b) => b - a),
  );
  assert.ok((chances[0] ?? 0) > 0.9 && (chances[3] ?? 1) < 0.02, String(chances));
});

test('while nobody has won, trials in proportion to the weights leave the chances about as they were', () => {
  const [first = 0] = thompson([
    { weight: 3, won: 0, lost: 30 },
    { weight: 1, won: 0, lost: 10 },
  ]);
  assert.ok(Math.abs(first - 0.75) < 0.15, String(first));
});

test('two arms: the chance is the exact probability that one rate is higher', () => {
  // P(X > Y) for X ~ Beta(2, 1), Y ~ Beta(1, 2), by hand: ∫ (1 − (1 − x)²) 2x dx = 5/6.
  const chance = chanceOfFirst({ weight: 1, won: 1, lost: 0 }, { weight: 1, won: 0, lost: 1 });
  assert.ok(Math.abs(chance - 5 / 6) < 5e-4, String(chance));
});

test.run();
