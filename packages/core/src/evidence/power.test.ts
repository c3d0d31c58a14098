import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { seedRoot } from '../random.ts';
import { signTest } from './paired.ts';
import { detectableGain, itemsToDetect, POWER, powerOf } from './power.ts';

/** The share of simulated comparisons that the exact test calls better. */
function simulated(items: number, better: number, worse: number, confidence: number, runs = 4000): number {
  const rng = seedRoot(1).derive('power', items).stream();
  let proven = 0;
  for (let run = 0; run < runs; run++) {
    let [wins, losses] = [0, 0];
    for (let item = 0; item < items; item++) {
      const draw = rng.next();
      if (draw < better) wins++;
      else if (draw < better + worse) losses++;
    }
    if (wins > losses && signTest({ wins, losses, ties: 0 }) < 1 - confidence) proven++;
  }
  return proven / runs;
}

test('the power of the exact test is what simulated comparisons show', () => {
  for (const [items, better, worse] of [
    [40, 0.2, 0],
    [40, 0.25, 0.05],
    [80, 0.2, 0.1],
    [12, 0.6, 0.1],
  ] as const) {
    const seen = simulated(items, better, worse, 0.95);
    const said = powerOf(items, { better, worse }, 0.95);
    assert.ok(Math.abs(said - seen) < 0.025, `${items} items: ${said} said, ${seen} seen`);
  }
});

test('fewer than six items prove nothing, however large the gain', () => {
  assert.is(powerOf(5, { better: 1, worse: 0 }, 0.95), 0);
  assert.is(detectableGain(5, 0.95), null);
  assert.is(powerOf(6, { better: 1, worse: 0 }, 0.95), 1);
  assert.is(powerOf(40, { better: 0, worse: 0 }, 0.95), 0);
});

test('forty items prove gains of about twenty points, if none gets worse; eighty of about ten', () => {
  const [forty, eighty] = [detectableGain(40, 0.95) ?? 0, detectableGain(80, 0.95) ?? 0];
  assert.ok(forty > 0.18 && forty < 0.21, `${forty}`);
  assert.ok(eighty > 0.09 && eighty < 0.11, `${eighty}`);
  assert.ok((detectableGain(40, 0.95, 0.1) ?? 0) > forty, 'losses make it harder');
  assert.ok((detectableGain(40, 0.99) ?? 0) > forty, 'so does a stricter test');
});

test('the items that a gain needs are the fewest that prove it', () => {
  for (const [gain, worse] of [
    [0.2, 0],
    [0.1, 0],
    [0.1, 0.05],
  ] as const) {
    const items = itemsToDetect(gain, 0.95, worse) ?? 0;
    const power = (n: number) => powerOf(n, { better: gain + worse, worse }, 0.95);
    assert.ok(power(items) >= POWER && power(items - 1) < POWER, `${items}`);
  }
  assert.is(itemsToDetect(0.5, 0.95, 0.4), null, 'there is no such effect');
});

test.run();
