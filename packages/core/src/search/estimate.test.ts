import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { totalSpend } from '../calls/usage.ts';
import { budget, model, testPlan } from '../test/plan.fixture.ts';
import { FULL, JUDGED, MANY, type Parts, RATED, resultOf, run } from '../test/run.fixture.ts';
import { createToy, operators } from '../test/toy.fixture.ts';
import { estimateRun } from './estimate.ts';

const planOf = (parts: Parts) => testPlan({ ...parts, plugins: [createToy().plugin, operators] });
const SEARCH = { cycles: 3, rounds: 2, offspring: 2, batch: [4, 10], patience: 1 } as const;

test('no run takes more than the estimate says at most, and the expectation is within a factor of three', async () => {
  for (const parts of [FULL, JUDGED, RATED])
    for (const seed of [1, 2]) {
      const ran = await run({ ...parts, items: MANY, search: SEARCH, run: { seed } });
      const { most, expected } = estimateRun(ran.plan);
      const made = resultOf(ran).calls;
      for (const role of ['agent', 'judge', 'mutator'] as const)
        assert.ok(
          (made[role]?.logical ?? 0) <= most[role].calls,
          `${role}: ${made[role]?.logical} of ${most[role].calls}`,
        );
      const agent = made.agent?.logical ?? 0;
      assert.ok(
        expected.agent.calls < 3 * agent && expected.agent.calls > agent / 3,
        `${expected.agent.calls}, ${agent}`,
      );
    }
});

test('the expectation stays within the caps, and above what is held back at least', () => {
  for (const calls of [200, 400, 100_000]) {
    const { expected, least } = estimateRun(
      planOf({ ...JUDGED, items: MANY, search: SEARCH, budget: budget({ calls }) }),
    );
    if (calls >= least.calls)
      assert.ok(totalSpend(expected).calls <= calls, `${totalSpend(expected).calls} of ${calls}`);
  }
});

test('costs follow the prices; without a price there are none', () => {
  const priced = ['small', 'judge', 'writer'].map((name) => model(name, { price: { input: 1, output: 2 } }));
  const { expected, most } = estimateRun(planOf({ ...FULL, models: priced }));
  assert.ok(expected.agent.nanoUsd > 0 && expected.agent.nanoUsd < most.agent.nanoUsd);
  assert.is(totalSpend(estimateRun(planOf(FULL)).most).nanoUsd, 0);
});

test('tokens are those of measured calls, where there are any', () => {
  const plan = planOf(FULL);
  const none = { calls: 0, inputTokens: 0, outputTokens: 0, nanoUsd: 0 };
  const measured = { agent: { calls: 10, inputTokens: 70, outputTokens: 20, nanoUsd: 0 }, judge: none, mutator: none };
  const { expected } = estimateRun(plan, measured);
  assert.is(expected.agent.calls, estimateRun(plan).expected.agent.calls);
  assert.ok(Math.abs(expected.agent.inputTokens - 7 * expected.agent.calls) <= 5);
});

test.run();
