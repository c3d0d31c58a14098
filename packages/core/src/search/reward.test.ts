import fc from 'fast-check';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { VIEWS } from '../types.ts';
import { compareScores, jointReward, meanOf } from './reward.ts';

const share = fc.double({ min: 0, max: 1, noNaN: true });
const verdicts = fc.record({ local: fc.option(share), lookahead: fc.option(share), global: fc.option(share) });
const weights = fc.record({ local: share, lookahead: share, global: share });

test('a reward is in [0, 1], and null exactly when no view applies or those that do weigh nothing', () => {
  fc.assert(
    fc.property(verdicts, weights, (given, weigh) => {
      const reward = jointReward(given, weigh);
      const applies = VIEWS.some((view) => given[view] !== null && weigh[view] > 0);
      assert.is(reward !== null, applies);
      if (reward !== null) assert.ok(reward >= 0 && reward <= 1 + 1e-12, String(reward));
    }),
    { numRuns: 500 },
  );
});

test('a view that does not apply is as if it had no weight: the others are renormalised', () => {
  fc.assert(
    fc.property(verdicts, weights, fc.constantFrom(...VIEWS), (given, weigh, view) => {
      const left = jointReward({ ...given, [view]: null }, weigh);
      assert.is(jointReward({ ...given, [view]: 0.3 }, { ...weigh, [view]: 0 }), left);
    }),
  );
});

test('the reward is the weighted mean of MASPO, eq. 2', () => {
  const weigh = { local: 0.4, lookahead: 0.4, global: 0.2 };
  const of = (local: number | null, lookahead: number | null, global: number | null) =>
    Number(jointReward({ local, lookahead, global }, weigh)?.toFixed(9));
  assert.is(of(1, 0.5, 0), 0.6);
  assert.is(of(null, 1, 0), Number((2 / 3).toFixed(9)));
  assert.is(of(null, null, 0.25), 0.25);
});

test('views that all say the same say it together', () => {
  fc.assert(
    fc.property(share, weights, (value, weigh) => {
      const reward = jointReward({ local: value, lookahead: value, global: value }, weigh);
      if (reward !== null) assert.ok(Math.abs(reward - value) < 1e-9);
    }),
  );
});

test('weights too small to multiply still weigh', () => {
  assert.is(
    jointReward({ local: 1e-9, lookahead: 1e-9, global: 1e-9 }, { local: 0, lookahead: 5e-324, global: 0 }),
    1e-9,
  );
});

test('a mean leaves out what is not there', () => {
  assert.is(meanOf([1, null, 0]), 0.5);
  assert.is(meanOf([null]), null);
  assert.is(meanOf([]), null);
});

test('two scores compare as (candidate − reference + 1) / 2, and not at all where one is missing', () => {
  assert.equal([compareScores(1, 0), compareScores(0, 1), compareScores(0.4, 0.4)], [1, 0, 0.5]);
  assert.equal([compareScores(null, 1), compareScores(1, null)], [null, null]);
});

test.run();
