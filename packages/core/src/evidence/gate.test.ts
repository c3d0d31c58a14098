import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { seedRoot } from '../random.ts';
import type { Verdict } from '../run/events.ts';
import {
  confidenceOfLook,
  decideGate,
  drawBatches,
  type HeldOutPair,
  isUndecided,
  returnsBest,
  summarise,
} from './gate.ts';

const MAJORITY = { rule: 'majority', confidence: 0.95 } as const;
const STRICT = { rule: 'strict', confidence: 0.95 } as const;

const scored = (seed: number, best: number): HeldOutPair => ({ seed, best, comparison: (best - seed + 1) / 2 });
const judged = (comparison: number | null): HeldOutPair => ({ seed: null, best: null, comparison });
const times = <T>(n: number, value: T): T[] => Array.from({ length: n }, () => value);

/** Validation with so many wins, losses and ties of right answers. */
const validation = (wins: number, losses: number, ties: number) =>
  summarise([...times(wins, scored(0, 1)), ...times(losses, scored(1, 0)), ...times(ties, scored(1, 1))], 0.95);

test('a held-out comparison is summed up: means, difference, interval, test', () => {
  const { seed, best, difference, interval, p, n, excluded, wins, losses, ties } = validation(6, 1, 13);
  assert.equal({ n, excluded, wins, losses, ties }, { n: 20, excluded: 0, wins: 6, losses: 1, ties: 13 });
  assert.equal([seed, best, difference], [0.7, 0.95, 0.25]);
  assert.is(p, 0.125);
  assert.ok(interval[0] < difference && difference < interval[1]);
});

test('items that could not be scored are left out on both sides', () => {
  const pairs = [scored(1, 0), scored(0, 1), judged(null), { seed: 1, best: null, comparison: null }];
  const summary = summarise(pairs, 0.95);
  assert.equal([summary.n, summary.excluded, summary.seed, summary.best], [2, 2, 0.5, 0.5]);
});

test('where only a judge can tell, the seed stands at one half', () => {
  const summary = summarise([...times(6, judged(1)), ...times(2, judged(0)), ...times(2, judged(0.5))], 0.95);
  assert.equal([summary.seed, summary.best, summary.difference], [0.5, 0.7, 0.2]);
  assert.equal([summary.wins, summary.losses, summary.ties], [6, 2, 2]);
});

test('a preference stays between none and all, its interval too', () => {
  const [low, high] = summarise(times(3, judged(1)), 0.95).interval;
  assert.ok(-0.5 <= low && low < 0.5 && high === 0.5, `${low} ${high}`);
});

test('without a single scored item there is no difference, and nothing is known', () => {
  const summary = summarise([judged(null)], 0.95);
  assert.equal([summary.n, summary.difference, summary.p], [0, 0, 1]);
  assert.equal(summary.interval, [-1, 1]);
});

const GATE: readonly [string, readonly [number, number, number], Verdict, Verdict][] = [
  ['six wins to none are significant', [6, 0, 14], 'improved', 'improved'],
  ['five wins to none are not', [5, 0, 15], 'promising', 'no-gain'],
  ['a narrow majority is promising', [11, 10, 0], 'promising', 'no-gain'],
  ['as many wins as losses are no gain', [5, 5, 10], 'no-gain', 'no-gain'],
  ['more losses are no gain, however significant', [0, 9, 0], 'no-gain', 'no-gain'],
  ['ties alone are no gain', [0, 0, 20], 'no-gain', 'no-gain'],
  ['no items are no gain', [0, 0, 0], 'no-gain', 'no-gain'],
];
for (const [sentence, [wins, losses, ties], majority, strict] of GATE) {
  test(`${sentence}: ${majority} by majority, ${strict} if strict`, () => {
    const held = validation(wins, losses, ties);
    assert.is(decideGate(held, null, MAJORITY), majority);
    assert.is(decideGate(held, null, STRICT), strict);
  });
}

test('the confidence of the config decides what is significant', () => {
  const held = validation(6, 1, 13);
  assert.is(decideGate(held, null, { rule: 'majority', confidence: 0.85 }), 'improved');
  assert.is(decideGate(held, null, { rule: 'majority', confidence: 0.9 }), 'promising');
});

test('an unfit judge leaves the seed, whatever it said', () => {
  for (const gate of [MAJORITY, STRICT]) assert.is(decideGate(validation(20, 0, 0), 'judge flips', gate), 'seed-kept');
});

test('new prompts are handed out only when they are better or promising', () => {
  const verdicts: Verdict[] = ['improved', 'promising', 'no-gain', 'seed-kept'];
  assert.equal(verdicts.filter(returnsBest), ['improved', 'promising']);
});

test('one look is as sure as was asked for, more looks are surer each', () => {
  assert.is(confidenceOfLook(0.95, 1), 0.95);
  assert.ok(Math.abs(confidenceOfLook(0.95, 3) - (1 - 0.05 / 3)) < 1e-12);
});

const UNDECIDED: readonly [string, readonly [number, number, number], boolean][] = [
  ['six wins to none decide', [6, 0, 14], false],
  ['a promise is no decision', [5, 0, 15], true],
  ['as many wins as losses may be chance', [5, 5, 10], true],
  ['one loss more may be chance', [5, 6, 9], true],
  ['losing clearly decides', [2, 7, 11], false],
  ['losing significantly decides', [0, 9, 0], false],
  ['where nothing differs there is nothing to decide', [0, 0, 20], false],
];
for (const [sentence, [wins, losses, ties], undecided] of UNDECIDED)
  test(sentence, () => assert.is(isUndecided(validation(wins, losses, ties), 0.95), undecided));

test('batches are about as large as validation, no more than the looks allow, and none is a handful', () => {
  const sizes = (spare: number, looks = 3): number[] =>
    drawBatches(times(spare, 0), 40, looks).map(({ length }) => length);
  assert.equal(sizes(500), [40, 40]);
  assert.equal(sizes(500, 5), [40, 40, 40, 40]);
  assert.equal(sizes(500, 1), []);
  assert.equal(sizes(60), [30, 30]);
  assert.equal(sizes(50), [40]);
  assert.equal(sizes(20), [20]);
  assert.equal(sizes(19), []);
  assert.equal(sizes(0), []);
});

/** Looks at coins that fall on win, loss or tie, with the rules of the gate. */
function gateOf(seed: number, { n, looks, win, loss }: Readonly<Record<'n' | 'looks' | 'win' | 'loss', number>>) {
  const rng = seedRoot(seed).derive('coins').stream();
  const toss = (): HeldOutPair => {
    const at = rng.next();
    return judged(at < win ? 1 : at < win + loss ? 0 : 0.5);
  };
  const confidence = confidenceOfLook(0.95, looks);
  const pairs: HeldOutPair[] = [];
  for (let look = 1; ; look++) {
    for (let item = 0; item < n; item++) pairs.push(toss());
    const held = summarise(pairs, confidence);
    if (look === looks || !isUndecided(held, confidence))
      return { verdict: decideGate(held, null, { rule: 'majority', confidence }), look };
  }
}

test('looking again does not make chance a gain: no more than one run in forty claims one', () => {
  for (const [n, win] of [
    [20, 0.25],
    [40, 0.5],
    [40, 0.1],
  ] as const) {
    const runs = Array.from({ length: 1000 }, (_, seed) => gateOf(seed, { n, looks: 3, win, loss: win }));
    const claimed = runs.filter(({ verdict }) => verdict === 'improved').length / runs.length;
    // Both sides of the test share 5 %; four standard errors beside.
    assert.ok(claimed <= 0.025 + 4 * Math.sqrt((0.025 * 0.975) / runs.length), `${claimed} of ${n}`);
    assert.ok(runs.some(({ look }) => look === 3));
  }
});

test('looking again finds gains that one look misses', () => {
  const share = (looks: number): number => {
    const runs = Array.from({ length: 300 }, (_, seed) => gateOf(seed, { n: 40, looks, win: 0.3, loss: 0.15 }));
    return runs.filter(({ verdict }) => verdict === 'improved').length / runs.length;
  };
  assert.ok(share(3) > share(1) + 0.1, `${share(1)} ${share(3)}`);
});

test.run();
