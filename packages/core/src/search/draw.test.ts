import fc from 'fast-check';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import type { OperatorUse, Plan } from '../plan.ts';
import { seedRoot } from '../random.ts';
import type { Learning } from '../run/learning.ts';
import { banditChances, choicesOf, drawByChance, drawWeighted } from './draw.ts';

type Operators = Pick<Plan, 'mutate' | 'crossover'>;

const weighed = (use: string, weight: number) => ({ use, options: {}, weight });
const rated = (use: string, rate: number) => ({ use, options: {}, rate });
const OPERATORS: Operators = {
  mutate: [weighed('rewrite', 3), weighed('swap', 1)],
  crossover: [rated('splice', 0.2), rated('merge', 0.5)],
};
const NONE: Learning['payoffs'] = new Map();

/** Shares of names in many draws. */
function sharesIn(draw: (index: number) => { readonly operator: OperatorUse }): Record<string, number> {
  const draws = Array.from({ length: 4000 }, (_, index) => draw(index).operator.use);
  return Object.fromEntries(
    [...Map.groupBy(draws, (use) => use)].map(([use, all]) => [use, all.length / draws.length]),
  );
}
const stream = (index: number) => seedRoot(1).derive('draw', index).stream();
const near = (a: number | undefined, b: number, by: number): boolean => Math.abs((a ?? 0) - b) < by;

test('shares are the rates of crossovers, each of what those before it leave, and the weights of mutations in the rest', () => {
  const shares = choicesOf(OPERATORS, true).map(({ operator, share }) => [operator.use, Number(share.toFixed(9))]);
  assert.equal(shares, [
    ['splice', 0.2],
    ['merge', 0.4],
    ['rewrite', 0.3],
    ['swap', 0.1],
  ]);
  const alone = choicesOf(OPERATORS, false).map(({ operator, share }) => [operator.use, share]);
  assert.equal(alone, [
    ['rewrite', 0.75],
    ['swap', 0.25],
  ]);
});

test('without a mutation the first crossover makes what is left', () => {
  const shares = choicesOf({ ...OPERATORS, mutate: [] }, true).map(({ share }) => Number(share.toFixed(9)));
  assert.equal(shares, [0.6, 0.4]);
});

for (const crosses of [true, false]) {
  test(`without evidence a bandit draws as the weights do (${crosses ? 'two parents' : 'one parent'})`, () => {
    const choices = choicesOf(OPERATORS, crosses);
    const chances = banditChances(choices, NONE);
    const byWeight = sharesIn((index) => drawWeighted(OPERATORS, crosses, stream(index)));
    const byBandit = sharesIn((index) => drawByChance(choices, chances, stream(index)));
    for (const { operator, share } of choices) {
      assert.ok(near(chances[operator.use], share, 0.001), operator.use);
      assert.ok(near(byWeight[operator.use], share, 0.03), operator.use);
      assert.ok(near(byBandit[operator.use], share, 0.03), operator.use);
    }
  });
}

test('an operator of which nothing was ever kept is drawn ever less', () => {
  const choices = choicesOf(OPERATORS, true);
  const after = (made: number): number =>
    banditChances(
      choices,
      new Map([
        ['rewrite', { kept: 0, lost: made }],
        ['swap', { kept: 4, lost: 16 }],
      ]),
    ).rewrite ?? 1;
  const falling = [0, 5, 20, 80].map(after);
  assert.equal(
    falling,
    falling.toSorted((a, b) => b - a),
  );
  assert.ok((falling[3] ?? 1) < 0.01, String(falling));
});

test('entries of one name share what is known of it, and are told apart by their shares', () => {
  const [small, large] = [weighed('rewrite', 1), { ...weighed('rewrite', 3), options: { model: 'large' } }];
  const choices = choicesOf({ mutate: [small, large, weighed('swap', 4)], crossover: [] }, false);
  const chances = banditChances(choices, NONE);
  assert.equal(Object.keys(chances), ['rewrite', 'swap']);
  const drawn = Array.from({ length: 4000 }, (_, index) => drawByChance(choices, chances, stream(index)).operator);
  assert.ok(near(drawn.filter((operator) => operator === large).length / 4000, 3 / 8, 0.03));
  assert.ok(near(drawn.filter((operator) => operator === small).length / 4000, 1 / 8, 0.03));
});

test('an operator that the config gives no share is never drawn', () => {
  const never = { ...OPERATORS, crossover: [rated('splice', 0)] };
  assert.equal(Object.keys(banditChances(choicesOf(never, true), NONE)), ['rewrite', 'swap']);
});

test('chances sum to 1, whatever was made and kept', () => {
  const payoff = fc.record({ kept: fc.integer({ min: 0, max: 99 }), lost: fc.integer({ min: 0, max: 99 }) });
  fc.assert(
    fc.property(fc.array(payoff, { minLength: 4, maxLength: 4 }), (payoffs) => {
      const choices = choicesOf(OPERATORS, true);
      const known = choices.flatMap(({ operator }, index) =>
        payoffs.slice(index, index + 1).map((one) => [operator.use, one] as const),
      );
      const sum = Object.values(banditChances(choices, new Map(known))).reduce((total, chance) => total + chance, 0);
      assert.ok(Math.abs(sum - 1) < 1e-9, String(sum));
    }),
    { numRuns: 50 },
  );
});

test.run();
