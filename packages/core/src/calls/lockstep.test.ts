import { setImmediate as turn } from 'node:timers/promises';
import fc from 'fast-check';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { inLockstep } from './lockstep.ts';

type Ask = (request: string) => Promise<string>;
type Task<Value> = (ask: Ask) => Promise<Value>;

/** Runs tasks and records the steps that they make. */
async function record<Value>(tasks: readonly Task<Value>[], latency = 0) {
  const steps: (readonly string[])[] = [];
  const values = await inLockstep<string, string, Value>(tasks, async (requests) => {
    steps.push(requests);
    for (let left = latency; left > 0; left--) await turn();
    return requests.map((request) => `re ${request}`);
  });
  return { steps, values };
}

const wait = async (turns: number): Promise<void> => {
  for (let left = turns; left > 0; left--) await turn();
};

test('what tasks ask goes out in one step, in task order, and each gets its own answer', async () => {
  const { steps, values } = await record([
    async (ask) => {
      await wait(3);
      return ask('slow');
    },
    (ask) => ask('quick'),
  ]);
  assert.equal(steps, [['slow', 'quick']]);
  assert.equal(values, ['re slow', 're quick']);
});

test('tasks that ask different numbers of times share steps as long as they last', async () => {
  const asking =
    (name: string, times: number): Task<number> =>
    async (ask) => {
      for (let index = 1; index <= times; index++) await ask(`${name}${index}`);
      return times;
    };
  const { steps, values } = await record([asking('a', 1), asking('b', 3), asking('c', 0), asking('d', 2)]);
  assert.equal(steps, [['a1', 'b1', 'd1'], ['b2', 'd2'], ['b3']]);
  assert.equal(values, [1, 3, 0, 2]);
});

test('what a task asks at once goes out at once, in its order', async () => {
  const { steps, values } = await record([
    (ask) => Promise.all([ask('a1'), ask('a2')]),
    async (ask) => [await ask('b1'), await ask('b2')],
  ]);
  assert.equal(steps, [['a1', 'a2', 'b1'], ['b2']]);
  assert.equal(values, [
    ['re a1', 're a2'],
    ['re b1', 're b2'],
  ]);
});

test('no tasks make no step', async () => {
  assert.equal(await record([]), { steps: [], values: [] });
  assert.equal(await record([async () => 1]), { steps: [], values: [1] });
});

test('neither the latency of tasks nor that of steps changes what a step holds', async () => {
  const plan = fc.array(fc.array(fc.integer({ min: 0, max: 3 }), { maxLength: 4 }), { maxLength: 5 });
  await fc.assert(
    fc.asyncProperty(plan, fc.integer({ min: 0, max: 3 }), async (latencies, stepLatency) => {
      const tasks = (slow: boolean) =>
        latencies.map(
          (turns, task): Task<string[]> =>
            async (ask) => {
              const heard: string[] = [];
              for (const [index, count] of turns.entries()) {
                if (slow) await wait(count);
                heard.push(await ask(`${task}.${index}`));
              }
              return heard;
            },
        );
      assert.equal(await record(tasks(true), stepLatency), await record(tasks(false)));
    }),
    { numRuns: 50 },
  );
});

/** Runs tasks on steps of which the given one (from 1) fails. */
async function failAt(failing: number, tasks: readonly Task<unknown>[]) {
  const steps: (readonly string[])[] = [];
  const outcome = await inLockstep<string, string, unknown>(tasks, async (requests) => {
    if (steps.push(requests) === failing) throw new Error(`step ${failing} failed`);
    return requests;
  }).then(
    () => null,
    (error: unknown) => (error as Error).message,
  );
  return { steps, outcome };
}

test('a step that fails rejects all that waited for it, and its error is the one thrown', async () => {
  const rejected: string[] = [];
  const wrapping =
    (name: string): Task<void> =>
    async (ask) => {
      try {
        await ask(name);
      } catch (error) {
        rejected.push(`${name}: ${(error as Error).message}`);
        throw new Error(`${name} wrapped it`);
      }
    };
  const { outcome } = await failAt(1, [wrapping('a'), wrapping('b')]);
  assert.equal(rejected, ['a: step 1 failed', 'b: step 1 failed']);
  assert.is(outcome, 'step 1 failed');
});

test('a task that swallows the error of a step does not hide it, and asks nothing more', async () => {
  const stubborn: Task<string> = async (ask) => {
    for (let tries = 0; tries < 3; tries++) await ask(`try ${tries}`).catch(() => undefined);
    return 'done';
  };
  const { steps, outcome } = await failAt(1, [stubborn]);
  assert.equal(steps, [['try 0']]);
  assert.is(outcome, 'step 1 failed');
});

test('a task that fails by itself does not stop the others; the first in task order is thrown', async () => {
  const steps: (readonly string[])[] = [];
  const failing =
    (message: string, turns: number): Task<void> =>
    async () => {
      await wait(turns);
      throw new Error(message);
    };
  const asking: Task<void> = async (ask) => {
    await ask('x1');
    await ask('x2');
  };
  const outcome = await inLockstep<string, string, void>(
    [failing('first', 3), failing('second', 0), asking],
    async (requests) => {
      steps.push(requests);
      return requests;
    },
  ).catch((error: unknown) => (error as Error).message);
  assert.is(outcome, 'first');
  assert.equal(steps, [['x1'], ['x2']]);
});

test('a task that throws before it is a promise is a task that fails', async () => {
  const throwing = (() => {
    throw new Error('at once');
  }) as unknown as Task<void>;
  assert.is((await failAt(9, [throwing, async (ask) => void (await ask('a'))])).outcome, 'at once');
});

test.run();
