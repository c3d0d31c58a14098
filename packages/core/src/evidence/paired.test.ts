import fc from 'fast-check';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { seedRoot } from '../random.ts';
import {
  countPairs,
  differenceInterval,
  incompleteBeta,
  itemsToDecide,
  meanInterval,
  normalQuantile,
  probabilityBetter,
  signTest,
} from './paired.ts';

const near = (actual: number, expected: number, tolerance = 1e-12): void =>
  assert.ok(Math.abs(actual - expected) <= tolerance, `${actual} is not ${expected}`);
const count = (wins: number, losses: number, ties = 0) => ({ wins, losses, ties });

/** The share of all 2^n equally likely splits of n decided pairs that are at least as uneven as this one, counted exactly. */
function exactSignTest(wins: number, losses: number): number {
  const n = wins + losses;
  let waysOf = 1n;
  let uneven = 0n;
  for (let k = 0; k <= n; k++) {
    if (Math.abs(2 * k - n) >= Math.abs(wins - losses)) uneven += waysOf;
    waysOf = (waysOf * BigInt(n - k)) / BigInt(k + 1);
  }
  return Number(uneven) / 2 ** n;
}

test('comparisons above one half are wins, below losses, and what was not compared counts nowhere', () => {
  assert.equal(countPairs([1, 0.51, 0.5, 0.49, 0, null, 0.5]), { wins: 2, losses: 2, ties: 2 });
  assert.equal(countPairs([null]), { wins: 0, losses: 0, ties: 0 });
});

test('the sign test is the exact binomial one, for every split of up to 40 pairs', () => {
  for (let n = 0; n <= 40; n++)
    for (let wins = 0; wins <= n; wins++) near(signTest(count(wins, n - wins)), exactSignTest(wins, n - wins));
});

test('the sign test knows no side and no ties, and stays in (0, 1]', () => {
  fc.assert(
    fc.property(fc.nat(400), fc.nat(400), fc.nat(400), (wins, losses, ties) => {
      const p = signTest(count(wins, losses, ties));
      assert.ok(p > 0 && p <= 1, `${p}`);
      assert.is(p, signTest(count(losses, wins)));
    }),
  );
  assert.is(signTest(count(0, 0, 20)), 1);
  near(signTest(count(5, 0)), 0.0625);
  near(signTest(count(6, 0)), 0.03125);
});

test('the incomplete beta function has its known values', () => {
  near(incompleteBeta(0.5, 1, 1), 0.5);
  near(incompleteBeta(0.3, 2, 5), 0.579825);
  near(incompleteBeta(0.9, 7, 3), 0.947027862);
  near(incompleteBeta(0.5, 60, 41), 0.028443966820490395);
  near(incompleteBeta(0.1, 1, 20), 0.8784233454094307);
  near(incompleteBeta(0.5, 300, 260), 0.04529536628793479);
  near(incompleteBeta(0.2, 0.5, 0.5), 0.2951672353008665);
  assert.is(incompleteBeta(0, 2, 3), 0);
  assert.is(incompleteBeta(1, 2, 3), 1);
});

const parameter = fc.double({ min: 0.05, max: 200, noNaN: true });
const unit = fc.double({ min: 0, max: 1, noNaN: true });

test('the incomplete beta function is symmetric, in [0, 1], and grows with x', () => {
  fc.assert(
    fc.property(unit, unit, parameter, parameter, (x, y, a, b) => {
      const value = incompleteBeta(x, a, b);
      assert.ok(value >= 0 && value <= 1 + 1e-12, `${value}`);
      // 1 − x loses the last bits of a small x, and a small a is steep there.
      if (x > 0.01 && x < 0.99) near(value + incompleteBeta(1 - x, b, a), 1, 1e-10);
      assert.ok(incompleteBeta(Math.max(x, y), a, b) >= incompleteBeta(Math.min(x, y), a, b) - 1e-10);
    }),
  );
});

test('the incomplete beta function has a value at the very point where it changes sides', () => {
  fc.assert(
    fc.property(parameter, parameter, fc.integer({ min: -3, max: 3 }), (a, b, ulps) => {
      const x = (a + 1) / (a + b + 2) + ulps * 2 ** -53;
      assert.ok(Number.isFinite(incompleteBeta(x, a, b)));
    }),
    { numRuns: 2000 },
  );
});

test('after as many wins as losses better is as likely as worse, and more wins make it likelier', () => {
  for (const n of [0, 0.5, 3, 40]) near(probabilityBetter(n, n), 0.5);
  near(probabilityBetter(1, 0), 0.75);
  near(probabilityBetter(3, 0), 1 - 1 / 16);
  near(probabilityBetter(2, 7) + probabilityBetter(7, 2), 1);
  assert.ok(probabilityBetter(6, 4) < probabilityBetter(12, 8));
  assert.ok(probabilityBetter(2.5, 0.5) > probabilityBetter(2, 1));
});

test('the normal quantile is that of the tables', () => {
  near(normalQuantile(0.5), 0.674489750196, 1e-9);
  near(normalQuantile(0.8), 1.281551565545, 1e-9);
  near(normalQuantile(0.9), 1.644853626951, 1e-9);
  near(normalQuantile(0.95), 1.95996398454, 1e-9);
  near(normalQuantile(0.99), 2.575829303549, 1e-9);
  near(normalQuantile(0.999), 3.290526731492, 1e-9);
});

const Z = 1.959964;
const differencesOf = (wins: number, losses: number, ties: number): number[] => [
  ...Array.from({ length: wins }, () => 1),
  ...Array.from({ length: losses }, () => -1),
  ...Array.from({ length: ties }, () => 0),
];

test('the interval contains zero in its middle when wins and losses are equal', () => {
  fc.assert(
    fc.property(fc.nat(50), fc.nat(50), (each, ties) => {
      const [low, high] = differenceInterval(differencesOf(each, each, ties), Z);
      near(low + high, 0);
      assert.ok(high > 0);
    }),
  );
});

test('the interval stays in [−1, 1], turns with the sides, and is all of it without items', () => {
  assert.equal(differenceInterval([], Z), [-1, 1]);
  fc.assert(
    fc.property(
      fc.array(fc.double({ min: -1, max: 1, noNaN: true }), { minLength: 1, maxLength: 60 }),
      (differences) => {
        const [low, high] = differenceInterval(differences, Z);
        assert.ok(-1 <= low && low < high && high <= 1, `${low} ${high}`);
        const turned = differenceInterval(
          differences.map((difference) => -difference),
          Z,
        );
        near(turned[0], -high);
        near(turned[1], -low);
      },
    ),
  );
});

test('the interval shrinks with more items of the same kind and widens with the confidence', () => {
  const width = (times: number, z: number): number => {
    const [low, high] = differenceInterval(differencesOf(6 * times, 3 * times, 11 * times), z);
    return high - low;
  };
  for (const times of [1, 2, 5, 20]) assert.ok(width(times, Z) > width(2 * times, Z));
  near(width(400, Z) / width(1600, Z), 2, 0.01);
  assert.ok(width(1, 1.64) < width(1, 1.96));
});

test('the interval is Bonett and Price’s: 10 wins, 2 losses, 8 ties', () => {
  // p12 = 11/22, p21 = 3/22; 8/22 ± 1.959964·√((14/22 − (8/22)²)/22).
  const half = Z * Math.sqrt((14 / 22 - (8 / 22) ** 2) / 22);
  const [low, high] = differenceInterval(differencesOf(10, 2, 8), Z);
  near(low, 8 / 22 - half);
  near(high, 8 / 22 + half);
});

/** Chances of all splits of n items into wins, losses and ties. */
function* outcomes(n: number, win: number, loss: number) {
  const logs = [0];
  for (let k = 1; k <= n; k++) logs.push((logs[k - 1] ?? 0) + Math.log(k));
  const log = (k: number): number => logs[k] ?? 0;
  for (let wins = 0; wins <= n; wins++)
    for (let losses = 0; losses <= n - wins; losses++) {
      const ties = n - wins - losses;
      const ways = log(n) - log(wins) - log(losses) - log(ties);
      const chance = wins * Math.log(win) + losses * Math.log(loss) + ties * Math.log(1 - win - loss);
      yield { wins, losses, ties, chance: Math.exp(ways + chance) };
    }
}

test('the interval covers the true difference as often as it says, counted over every outcome', () => {
  for (const n of [10, 20, 40, 80])
    for (const [win, loss] of [
      [0.3, 0.1],
      [0.2, 0.2],
      [0.1, 0.02],
      [0.5, 0.3],
      [0.6, 0.05],
    ] as const) {
      let covered = 0;
      for (const { wins, losses, ties, chance } of outcomes(n, win, loss)) {
        const [low, high] = differenceInterval(differencesOf(wins, losses, ties), Z);
        if (low <= win - loss && win - loss <= high) covered += chance;
      }
      assert.ok(covered > 0.93 && covered <= 1, `${covered} with ${n} items at ${win} and ${loss}`);
    }
});

test('the exact test is wrong no more often than it says, whatever the share of ties', () => {
  for (const n of [6, 20, 60])
    for (const each of [0.05, 0.2, 0.45]) {
      let claimed = 0;
      for (const { wins, losses, chance } of outcomes(n, each, each))
        if (signTest(count(wins, losses)) < 0.05) claimed += chance;
      assert.ok(claimed <= 0.05, `${claimed} with ${n} items at ${each}`);
    }
});

test('the interval of graded differences covers the true one as well', () => {
  const rng = seedRoot(5).stream();
  let covered = 0;
  const RUNS = 2000;
  for (let run = 0; run < RUNS; run++) {
    // Scores in quarters; the best set adds one to 30 % of the items and takes one from 10 %.
    const differences = Array.from({ length: 30 }, () => {
      const at = rng.next();
      return at < 0.3 ? 0.25 : at < 0.4 ? -0.25 : 0;
    });
    const [low, high] = differenceInterval(differences, Z);
    if (low <= 0.05 && 0.05 <= high) covered++;
  }
  assert.ok(covered / RUNS > 0.94, `${covered / RUNS}`);
});

test('the interval of a preference is that of a difference, half as wide', () => {
  const halves = differencesOf(10, 2, 8).map((difference) => difference / 2);
  const [low, high] = differenceInterval(differencesOf(10, 2, 8), Z);
  const [lowHalf, highHalf] = differenceInterval(halves, Z, 0.5);
  near(lowHalf, low / 2);
  near(highHalf, high / 2);
});

test('without a single difference the interval still says that there are only so many items', () => {
  const [low, high] = differenceInterval(differencesOf(0, 0, 20), Z);
  assert.ok(low < -0.05 && high > 0.05, `${low} ${high}`);
});

test('the interval of a mean is Wilson’s', () => {
  // 8 of 10: (0.8 + z²/20 ± z·√(0.016 + z²/400)) / (1 + z²/10).
  const [low, high] = meanInterval(0.8, 10, Z);
  near(low, 0.4901625, 1e-6);
  near(high, 0.9433178, 1e-6);
  assert.equal(meanInterval(0, 0, Z), [0, 1]);
  near(meanInterval(1, 10, Z)[1], 1);
  near(meanInterval(0, 10, Z)[0], 0);
});

test('no number of items decides between equals', () => {
  assert.is(itemsToDecide(count(0, 0), Z), null);
  assert.is(itemsToDecide(count(4, 4, 12), Z), null);
});

test('what is decided needs no more items, what is not needs some', () => {
  assert.is(itemsToDecide(count(6, 0, 14), Z), 20);
  // Five wins to none are not significant (p = 0.0625): the same 20 items must not be said to decide it.
  assert.is(itemsToDecide(count(5, 0, 15), Z), 23);
  assert.is(itemsToDecide(count(0, 5, 15), Z), 23);
  fc.assert(
    fc.property(fc.nat(60), fc.nat(60), fc.nat(60), (wins, losses, ties) => {
      fc.pre(wins !== losses);
      const counted = count(wins, losses, ties);
      const needed = itemsToDecide(counted, normalQuantile(0.95));
      const n = wins + losses + ties;
      assert.ok(needed !== null && (signTest(counted) < 0.05 ? needed === n : needed > n), `${needed} of ${n}`);
    }),
  );
});

test('the items that would decide it do so, at the same rates', () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 20 }), fc.integer({ min: 1, max: 20 }), fc.nat(40), (losses, more, ties) => {
      const seen = count(losses + more, losses, ties);
      const n = seen.wins + seen.losses + ties;
      // Twice the number, so that rounding to whole wins does not matter: significant. Half of it: not.
      const scale = (2 * (itemsToDecide(seen, Z) ?? 0)) / n;
      const grown = count(Math.round(seen.wins * scale), Math.round(seen.losses * scale));
      assert.ok(signTest(grown) < 0.05, `${JSON.stringify(seen)}`);
      if (signTest(seen) < 0.05) return;
      const shrunk = count(Math.floor((seen.wins * scale) / 4), Math.ceil((seen.losses * scale) / 4));
      assert.ok(signTest(shrunk) >= 0.05, `${JSON.stringify(seen)}`);
    }),
  );
});

test.run();
