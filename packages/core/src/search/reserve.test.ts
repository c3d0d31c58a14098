import fc from 'fast-check';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { nothingByRole, totalSpend } from '../calls/usage.ts';
import type { MaspoError } from '../errors.ts';
import type { Plan } from '../plan.ts';
import { budget, messages, model, type PlanParts, testPlan } from '../test/plan.fixture.ts';
import { openSearch } from '../test/search.fixture.ts';
import { createToy, operators } from '../test/toy.fixture.ts';
import { promptAgents } from './context.ts';
import { compareHeldOut } from './held-out.ts';
import { boundOfEpisode, checkBudget, reserveOf } from './reserve.ts';

const use = (name: string) => ({ global: { use: name, options: {}, weight: 1 } });
const plan = (parts: Omit<PlanParts, 'plugins'> = {}): Plan =>
  testPlan({ ...parts, plugins: [createToy().plugin, operators] });

const refusal = (parts: Omit<PlanParts, 'plugins'>): MaspoError | null => {
  try {
    checkBudget(plan(parts));
    return null;
  } catch (error) {
    return error as MaspoError;
  }
};

test('held back are seed and best on each held-out item, and the verdicts on them', () => {
  const calls = (name: string) => {
    const { agent, judge, mutator } = reserveOf(plan({ score: use(name) }));
    return [agent.calls, judge.calls, mutator.calls];
  };
  assert.equal(calls('exact'), [2 * 2 * 12, 0, 0]);
  assert.equal(calls('judge'), [48, 24, 0]);
  assert.equal(calls('rubric'), [48, 24, 0]);
});

test('an episode is one call for each execution of an agent, rounds included', () => {
  assert.is(boundOfEpisode(plan()).calls, 2);
});

test('what is held back is enough for validation, whatever the prompts have become within reason', async () => {
  for (const name of ['exact', 'judge', 'rubric']) {
    const given = plan({ score: use(name), budget: budget({ calls: 9999, tokens: 9e9 }) });
    const context = openSearch(given);
    const seed = new Map(promptAgents(given).map(({ id, prompt }) => [id, prompt]));
    const best = new Map(promptAgents(given).map(({ id, prompt }) => [id, prompt.append('task', 'topic match')]));
    const { validation, test: tested } = given.data.splits;
    await compareHeldOut(context, seed, best, { split: 'validation', items: [...validation, ...tested] });
    const [spent, held] = [totalSpend(context.gateway.meter.settled()), totalSpend(reserveOf(given))];
    assert.ok(spent.calls <= held.calls && spent.calls > held.calls / 2, `${spent.calls} of ${held.calls}`);
    assert.ok(spent.inputTokens + spent.outputTokens <= held.inputTokens + held.outputTokens);
    await context.close();
  }
});

test('a plan without caps is never refused', () => {
  assert.is(refusal({}), null);
});

test('a cap that is too small is refused, with the number needed and what to do', () => {
  const error = refusal({ budget: budget({ calls: 20 }) });
  assert.is(error?.code, 'MASPO-BUDGET-SMALL');
  assert.is(error?.message, 'budget.calls is 20, but validation, test and the smallest search need 67');
  assert.is(
    error?.hint,
    'Raise budget.calls to at least 67, or make data.split.validation and data.split.test smaller.',
  );
});

test('the number that is asked for is enough, and one less is not, for each cap', () => {
  const models = ['small', 'judge', 'writer'].map((name) => model(name, { price: { input: 1, output: 4 } }));
  fc.assert(
    fc.property(
      fc.constantFrom('calls' as const, 'tokens' as const),
      fc.constantFrom('exact', 'judge', 'rubric'),
      fc.integer({ min: 1, max: 9 }),
      (cap, name, items) => {
        const parts = { models, score: use(name), items: { validation: messages('validation', items) } };
        const needed = Number(
          /need (\d+)/.exec(refusal({ ...parts, budget: budget({ [cap]: 1 }) })?.message ?? '')?.[1],
        );
        assert.is(refusal({ ...parts, budget: budget({ [cap]: needed }) }), null);
        assert.is(refusal({ ...parts, budget: budget({ [cap]: needed - 1 }) })?.code, 'MASPO-BUDGET-SMALL');
      },
    ),
    { numRuns: 20 },
  );
  assert.match(refusal({ models, budget: budget({ usd: 0.000001 }) })?.message ?? '', /need 0\.\d{4}$/);
});

test('the dearest judge and the longest are both reckoned with, also where they are two models', () => {
  const dear = model('judge', { price: { input: 100, output: 100 }, sampling: { temperature: 0, maxTokens: 4 } });
  const long = model('writer', { sampling: { temperature: 0, maxTokens: 900 } });
  const bound = (models: Plan['models'][string][]) =>
    reserveOf(plan({ models: [model('small'), ...models], score: use('judge') })).judge;
  const both = bound([dear, long]);
  assert.ok(both.nanoUsd >= bound([dear]).nanoUsd);
  assert.ok(both.outputTokens >= bound([long]).outputTokens);
  assert.equal(both, bound([long, dear]));
  assert.equal(totalSpend({ ...nothingByRole(), judge: both }), both);
});

test.run();
