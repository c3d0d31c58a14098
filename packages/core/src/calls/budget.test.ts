import fc from 'fast-check';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import type { Budget, Caps } from '../plan.ts';
import { budget } from '../test/plan.fixture.ts';
import { ROLES, type Role } from '../types.ts';
import { BudgetStop, createMeter, type Meter } from './budget.ts';
import { add, NOTHING, nothingByRole, type Spend, type SpendByRole, totalSpend } from './usage.ts';

const spend = (calls: number, tokens = 0, nanoUsd = 0): Spend => ({
  calls,
  inputTokens: tokens,
  outputTokens: 0,
  nanoUsd,
});
const only = (role: Role, value: Spend): SpendByRole => ({ ...nothingByRole(), [role]: value });
const caps = (parts: Partial<Caps>): Caps => ({ calls: null, tokens: null, usd: null, ...parts });

/** Takes a step if it is admitted; its calls cost what `actual` says, at most their bound. */
function take(meter: Meter, bound: SpendByRole, actual: SpendByRole = bound): boolean {
  const before = meter.settled();
  try {
    meter.admit(bound);
  } catch (error) {
    assert.instance(error, BudgetStop);
    assert.equal(meter.settled(), before, 'a refused step was charged');
    return false;
  }
  for (const role of ROLES) if (actual[role].calls > 0) meter.settle(role, actual[role]);
  return true;
}

const stopOf = (act: () => void): BudgetStop => {
  try {
    act();
  } catch (error) {
    return error as BudgetStop;
  }
  throw new Error('it was admitted');
};

const someSpend = fc.record({
  calls: fc.integer({ min: 1, max: 9 }),
  inputTokens: fc.nat(50),
  outputTokens: fc.nat(50),
  nanoUsd: fc.nat(2_000_000_000),
});
const someCaps = fc.record({
  calls: fc.option(fc.nat(60)),
  tokens: fc.option(fc.nat(600)),
  usd: fc.option(fc.integer({ min: 0, max: 200 }).map((tenths) => tenths / 10)),
});
const someBudget: fc.Arbitrary<Budget> = fc.record({
  calls: fc.option(fc.nat(100)),
  tokens: fc.option(fc.nat(1000)),
  usd: fc.option(fc.integer({ min: 0, max: 40 })),
  minutes: fc.constant(null),
  roles: fc.record({ agent: someCaps, judge: someCaps }, { requiredKeys: [] }),
});
const someStep = fc
  .dictionary(fc.constantFrom(...ROLES), fc.tuple(someSpend, fc.double({ min: 0, max: 1, noNaN: true })))
  .map((roles) => ({
    bound: Object.fromEntries(ROLES.map((role) => [role, roles[role]?.[0] ?? NOTHING])) as SpendByRole,
    actual: Object.fromEntries(
      ROLES.map((role) => {
        const [most, share] = roles[role] ?? [NOTHING, 0];
        const part = (value: number) => Math.floor(value * share);
        return [
          role,
          {
            calls: most.calls,
            inputTokens: part(most.inputTokens),
            outputTokens: part(most.outputTokens),
            nanoUsd: part(most.nanoUsd),
          },
        ];
      }),
    ) as SpendByRole,
  }));

const within = (value: Spend, { calls, tokens, usd }: Caps): boolean =>
  (calls === null || value.calls <= calls) &&
  (tokens === null || value.inputTokens + value.outputTokens <= tokens) &&
  (usd === null || value.nanoUsd <= usd * 1e9);

test('no steps of any sizes ever bring what is settled past a cap, overall or of a role', () => {
  fc.assert(
    fc.property(someBudget, fc.array(someStep, { maxLength: 30 }), (limits, steps) => {
      const meter = createMeter(limits);
      for (const { bound, actual } of steps) take(meter, bound, actual);
      assert.ok(within(totalSpend(meter.settled()), limits));
      for (const role of ROLES) assert.ok(within(meter.settled()[role], limits.roles[role] ?? caps({})), role);
    }),
    { numRuns: 300 },
  );
});

test('what is held is there when it is released, whatever came before', () => {
  fc.assert(
    fc.property(fc.array(someStep, { maxLength: 20 }), someSpend, someSpend, fc.nat(60), (steps, one, other, room) => {
      const reserve = { ...nothingByRole(), agent: one, judge: other };
      const total = totalSpend(reserve);
      const meter = createMeter(
        budget({
          calls: total.calls + room,
          tokens: total.inputTokens + total.outputTokens + 10 * room,
          usd: (total.nanoUsd + room) / 1e9 + 1,
          roles: { judge: caps({ calls: other.calls + room }) },
        }),
      );
      meter.hold(reserve);
      for (const { bound, actual } of steps) take(meter, bound, actual);
      meter.hold(nothingByRole());
      assert.ok(take(meter, reserve), 'the reserve was spent');
    }),
    { numRuns: 300 },
  );
});

test('a step that fits exactly is admitted, one call more is not', () => {
  const meter = createMeter(budget({ calls: 10 }));
  assert.ok(take(meter, only('agent', spend(7))));
  assert.not.ok(take(meter, only('agent', spend(4))));
  assert.ok(take(meter, only('judge', spend(3))));
});

test("a role's cap stops that role and lets the others go on", () => {
  const meter = createMeter(budget({ calls: 100, roles: { judge: caps({ calls: 2 }) } }));
  assert.ok(take(meter, only('judge', spend(2))));
  assert.not.ok(take(meter, only('judge', spend(1))));
  assert.ok(take(meter, only('agent', spend(50))));
});

test('a step that needs no call is admitted however much was spent', () => {
  const meter = createMeter(budget({ tokens: 10 }));
  // A provider that does not honour its limits can bring tokens past the cap; answers that are there stay free.
  assert.ok(take(meter, only('agent', spend(1, 5)), only('agent', spend(1, 50))));
  assert.ok(take(meter, nothingByRole()));
  assert.not.ok(take(meter, only('agent', spend(1, 0))));
});

test('the stop says which cap, how far the step would have gone, and what to raise', () => {
  const meter = createMeter(budget({ calls: 5, usd: 0.5, roles: { judge: caps({ tokens: 100 }) } }));
  const calls = stopOf(() => meter.admit(only('agent', spend(6))));
  assert.equal(
    [calls.cap, calls.message],
    ['calls', 'the budget of calls is used up: the next step could bring it to 6 of 5'],
  );
  assert.is(calls.hint, 'Raise budget.calls in the config to search on.');
  const tokens = stopOf(() => meter.admit(only('judge', spend(1, 101))));
  assert.equal(
    [tokens.cap, tokens.hint],
    ['roles.judge.tokens', 'Raise budget.roles.judge.tokens in the config to search on.'],
  );
  const usd = stopOf(() => meter.admit(only('agent', spend(1, 0, 600_000_000))));
  assert.match(usd.message, '0.6000 of 0.5 USD');
});

test('a stop below the cap says what is kept for validation and test', () => {
  const meter = createMeter(budget({ calls: 5 }));
  meter.hold(only('agent', spend(4)));
  const { need } = stopOf(() => meter.admit(only('agent', spend(2))));
  assert.is(need, 'the next step could bring it to 6 of 5, with 4 kept for validation and test');
});

test('settled spend is a copy: what a caller holds does not change', () => {
  const meter = createMeter(budget());
  const before = meter.settled();
  meter.settle('agent', spend(1));
  assert.equal(before.agent, NOTHING);
  assert.equal(meter.settled().agent, add(NOTHING, spend(1)));
});

test.run();
