import fc from 'fast-check';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { VIEWS } from '../types.ts';
import { jointReward, type Verdicts, type Weights } from './reward.ts';
import { countViews, learnWeights, shares, type ViewEvidence } from './weights.ts';

const verdict = fc.option(fc.constantFrom(0, 0.25, 0.5, 0.75, 1));
const verdicts = fc.array(fc.record({ local: verdict, lookahead: verdict, global: verdict }), { maxLength: 40 });
const positive = fc.double({ min: 0.01, max: 5, noNaN: true });
const weights = fc.record({
  local: fc.oneof(fc.constant(0), positive),
  lookahead: fc.oneof(fc.constant(0), positive),
  global: positive,
});

const DEFAULT: Weights = { local: 0.1, lookahead: 0.3, global: 0.6 };
const NOTHING = countViews([]);
const times = (count: number, one: Verdicts): Verdicts[] => Array.from({ length: count }, () => one);
const local = (of: Partial<ViewEvidence['local']>): ViewEvidence => ({
  ...NOTHING,
  local: { decided: 0, agreed: 0, opposed: 0, ...of },
});
const isNear = (a: Weights, b: Weights): boolean => VIEWS.every((view) => Math.abs(a[view] - b[view]) < 1e-9);

test('the order of the comparisons does not matter', () => {
  fc.assert(
    fc.property(verdicts, fc.integer(), (all, salt) => {
      const shuffled = all
        .map((one, index) => [((index + 1) * (salt | 1) * 2654435761) >>> 0, one] as const)
        .sort(([a], [b]) => a - b)
        .map(([, one]) => one);
      assert.equal(countViews(shuffled), countViews(all));
    }),
  );
});

test('learned weights are in [0, 1] and sum to 1, whatever was seen and configured', () => {
  fc.assert(
    fc.property(verdicts, weights, (all, configured) => {
      const learned = learnWeights(configured, countViews(all));
      const sum = VIEWS.reduce((total, view) => total + learned[view], 0);
      assert.ok(Math.abs(sum - 1) < 1e-11, String(sum));
      for (const view of VIEWS) assert.ok(learned[view] >= 0 && learned[view] <= 1, JSON.stringify(learned));
      assert.ok(learned.global > 0, 'the answer always counts');
    }),
  );
});

test('without evidence they are the configured weights: every reward is the same', () => {
  fc.assert(
    fc.property(weights, fc.record({ local: verdict, lookahead: verdict, global: verdict }), (configured, one) => {
      const learned = learnWeights(configured, NOTHING);
      assert.ok(isNear(learned, shares(configured)));
      const [before, after] = [jointReward(one, configured), jointReward(one, learned)];
      if (before === null || after === null) assert.is(after, before);
      else assert.ok(Math.abs(before - after) < 1e-9);
    }),
  );
});

test('a view of weight 0 stays at 0, whatever is said of it', () => {
  fc.assert(
    fc.property(verdicts, weights, fc.constantFrom('local' as const, 'lookahead' as const), (all, configured, view) => {
      assert.is(learnWeights({ ...configured, [view]: 0 }, countViews(all))[view], 0);
    }),
  );
});

test('which of two prompts is called the candidate does not matter', () => {
  const mirrored = (value: number | null): number | null => (value === null ? null : 1 - value);
  fc.assert(
    fc.property(verdicts, (all) => {
      const other = all.map((one) => ({
        local: mirrored(one.local),
        lookahead: mirrored(one.lookahead),
        global: mirrored(one.global),
      }));
      assert.equal(countViews(other), countViews(all));
    }),
  );
});

test('a verdict counts where the view decided and the answer was compared: with it, against it, or neither', () => {
  const { local: counts, lookahead } = countViews([
    { local: 1, lookahead: null, global: 0.6 },
    { local: 0.2, lookahead: 0.5, global: 0 },
    { local: 1, lookahead: null, global: 0 },
    { local: 0, lookahead: null, global: 0.5 },
    { local: 0.5, lookahead: null, global: 1 },
    { local: 1, lookahead: null, global: null },
    { local: null, lookahead: 1, global: 1 },
  ]);
  assert.equal(counts, { decided: 4, agreed: 2, opposed: 1 });
  assert.equal(lookahead, { decided: 1, agreed: 1, opposed: 0 });
});

test('a local view that misleads goes to 0, and so does one that says nothing, more slowly', () => {
  const after = (count: number, global: number): number =>
    learnWeights(DEFAULT, countViews(times(count, { local: 1, lookahead: null, global }))).local;
  const against = [0, 5, 20].map((count) => after(count, 0));
  assert.ok(against[0] === 0.1 && (against[1] ?? 1) < 0.1 && against[2] === 0, String(against));
  const empty = [0, 100, 10_000].map((count) => after(count, 0.5));
  assert.ok(
    empty[0] === 0.1 && (empty[1] ?? 0) > 0.03 && (empty[1] ?? 1) < 0.05 && (empty[2] ?? 1) < 0.001,
    String(empty),
  );
});

test('with much evidence a view weighs what its wins are worth in wins of the answer, whatever was configured', () => {
  const evidence = local({ decided: 100_000, agreed: 60_000, opposed: 20_000 });
  for (const configured of [DEFAULT, { local: 0.8, lookahead: 0.3, global: 0.2 }]) {
    const learned = learnWeights(configured, evidence);
    assert.ok(Math.abs(learned.local / learned.global - 0.4) < 0.005, JSON.stringify(learned));
  }
});

test('fifty decided items count for as much as the configured weights', () => {
  // Shares against the answer alone: 1/7 as configured, 1/2 as seen, 9/28 between them.
  const learned = learnWeights(DEFAULT, local({ decided: 50, agreed: 50 }));
  assert.ok(isNear(learned, shares({ local: 9 / 19, lookahead: 0.5, global: 1 })), JSON.stringify(learned));
});

test('weights that are configured far off do not outlast the evidence', () => {
  const configured = { local: 60, lookahead: 0, global: 1 };
  const { local: weight } = learnWeights(configured, local({ decided: 200, agreed: 60, opposed: 40 }));
  assert.ok(weight < 0.3, String(weight));
});

test('weights of any size are numbers', () => {
  const { local: weight, global } = learnWeights({ local: 1e300, lookahead: 0, global: 1e-300 }, NOTHING);
  assert.ok(weight > 0.99 && global >= 0, `${weight} ${global}`);
});

test('without a global view there is nothing to learn from', () => {
  assert.throws(() => learnWeights({ local: 1, lookahead: 1, global: 0 }, NOTHING), /global view, which has no weight/);
});

test.run();
