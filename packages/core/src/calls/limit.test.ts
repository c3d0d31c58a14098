import { setImmediate as turn } from 'node:timers/promises';
import fc from 'fast-check';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { createLimit } from './limit.ts';

const wait = async (turns: number): Promise<void> => {
  for (let left = turns; left > 0; left--) await turn();
};

test('never more tasks than the limit run at once, and as many as the limit do', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.integer({ min: 1, max: 8 }),
      fc.array(fc.integer({ min: 0, max: 4 }), { minLength: 1, maxLength: 30 }),
      async (size, latencies) => {
        const limit = createLimit(size);
        let running = 0;
        let most = 0;
        const results = await Promise.all(
          latencies.map((turns, index) =>
            limit(async () => {
              most = Math.max(most, ++running);
              await wait(turns);
              running--;
              return index;
            }),
          ),
        );
        assert.is(most, Math.min(size, latencies.length));
        assert.equal(results, [...latencies.keys()]);
      },
    ),
    { numRuns: 50 },
  );
});

test('tasks start in the order in which they came, also when a place becomes free meanwhile', async () => {
  const limit = createLimit(1);
  const started: number[] = [];
  const task = (name: number) => limit(async () => void started.push(name));
  const first = [task(1), task(2)];
  await first[0];
  await Promise.all([...first, task(3)]);
  assert.equal(started, [1, 2, 3]);
});

test('a task that fails gives its place to the next', async () => {
  const limit = createLimit(1);
  const failed = limit(async () => {
    throw new Error('no');
  });
  const next = limit(async () => 'yes');
  const [one, two] = await Promise.allSettled([failed, next]);
  assert.is(one.status, 'rejected');
  assert.equal(two, { status: 'fulfilled', value: 'yes' });
});

test.run();
