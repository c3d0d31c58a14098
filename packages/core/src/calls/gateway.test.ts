import { setImmediate as turn } from 'node:timers/promises';
import fc from 'fast-check';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { CallError } from '../errors.ts';
import type { ForwardRequest } from '../plugin/contract.ts';
import { ask, failure, type GatewayTest, openGateway } from '../test/gateway.fixture.ts';
import { model, scratchFolder } from '../test/plan.fixture.ts';
import { answer } from '../test/toy.fixture.ts';
import type { CallResult } from './journal.ts';

const text = (result: CallResult | undefined): string => (result?.kind === 'answer' ? result.answer.text : '');
const question = ({ messages }: ForwardRequest): string => messages.at(-1)?.content ?? '';
const busy = () => new CallError('transient', 'busy', 'Wait.');
const permanent = () => new CallError('permanent', 'wrong key', 'Set the key.');
const refused = () => new CallError('item', 'refused', 'Leave it out.');
const turns = async (count: number): Promise<void> => {
  for (let left = count; left > 0; left--) await turn();
};

test('results come in the order of the requests, whatever the latency', async () => {
  const run = async (request: ForwardRequest) => {
    await turns(5 - Number(question(request)));
    return answer(question(request));
  };
  const gateway = openGateway({ run });
  const results = await gateway.step(['1', '2', '3', '4'].map((name) => ask(name)));
  assert.equal(results.map(text), ['1', '2', '3', '4']);
  await gateway.journal.close();
});

test('equal requests of a step are one call, and each gets its answer', async () => {
  const gateway = openGateway();
  const results = await gateway.step(['a', 'b', 'a', 'a'].map((name) => ask(name)));
  assert.equal(results.map(text), ['re a', 're b', 're a', 're a']);
  assert.equal(gateway.requests.map(question), ['a', 'b']);
  await gateway.journal.close();
});

test('another sample of a request is another call', async () => {
  const gateway = openGateway();
  await gateway.step([ask('a'), ask('a', { sample: 1 })]);
  assert.is(gateway.requests.length, 2);
  await gateway.journal.close();
});

test('what the journal knows is not called again: not in the run, not in a later one', async () => {
  const dir = scratchFolder();
  const first = openGateway({ dir });
  await first.step([ask('a')]);
  await first.step([ask('a'), ask('b')]);
  assert.equal(first.requests.map(question), ['a', 'b']);
  await first.journal.close();
  const later = openGateway({ dir, runId: 'later' });
  const results = await later.step([ask('b'), ask('c')]);
  assert.equal(results.map(text), ['re b', 're c']);
  await later.step([ask('b'), ask('c')]);
  assert.equal(later.requests.map(question), ['c']);
  assert.equal([first.paid().fromJournal, later.paid().fromJournal], [0, 1]);
  await later.journal.close();
});

test('two processes that call at once both read the answer that was written first', async () => {
  const dir = scratchFolder();
  const say = (word: string) => async () => answer(word);
  const [one, other] = [openGateway({ dir, run: say('one') }), openGateway({ dir, run: say('other') })];
  const results = await Promise.all([one.step([ask('a')]), other.step([ask('a')])]);
  assert.is(text(results[0][0]), text(results[1][0]));
  await one.journal.close();
  await other.journal.close();
});

test('neither the concurrency of the run nor that of a model is ever exceeded, and both are used', async () => {
  const limits = fc.record({ all: fc.integer({ min: 1, max: 6 }), a: fc.integer({ min: 1, max: 4 }) });
  const calls = fc.array(fc.tuple(fc.constantFrom('a', 'b'), fc.nat(3)), { minLength: 1, maxLength: 20 });
  await fc.assert(
    fc.asyncProperty(limits, calls, async ({ all, a }, plan) => {
      const running: Record<string, number> = { a: 0, b: 0, all: 0 };
      const most: Record<string, number> = { a: 0, b: 0, all: 0 };
      const count = (name: string, by: number): void => {
        running[name] = (running[name] ?? 0) + by;
        most[name] = Math.max(most[name] ?? 0, running[name]);
      };
      const run = async (request: ForwardRequest) => {
        for (const name of [request.model, 'all']) count(name, 1);
        await turns(Number(question(request).split(' ')[1]));
        for (const name of [request.model, 'all']) count(name, -1);
        return answer('x');
      };
      const models = [model('a', { concurrency: a }), model('b', { options: { other: true } })];
      const gateway = openGateway({ run, models, concurrency: all });
      await gateway.step(plan.map(([name, wait], index) => ask(`${index} ${wait}`, { model: name })));
      await gateway.journal.close();
      const ofA = plan.filter(([name]) => name === 'a').length;
      assert.ok((most.a ?? 9) <= Math.min(a, all) && (most.all ?? 9) <= all);
      assert.ok((most.all ?? 0) >= Math.min(all, plan.length - ofA));
    }),
    { numRuns: 15 },
  );
});

test('a transient failure is retried with a pause, and the answer is paid once', async () => {
  let failures = 2;
  const run = async () => {
    if (failures-- > 0) throw busy();
    return answer('healed');
  };
  const gateway = openGateway({ run });
  assert.is(text((await gateway.step([ask('a')]))[0]), 'healed');
  assert.is(gateway.pauses.length, 2);
  const { attempts, retries, spend } = gateway.paid();
  assert.equal([attempts, retries, spend.agent.calls], [3, 2, 1]);
  assert.is(gateway.meter.settled().agent.calls, 1);
  await gateway.journal.close();
});

test('after a passing failure what is in flight is finished and kept, what had not begun is not, and the run is suspended', async () => {
  const dir = scratchFolder();
  const run = async (request: ForwardRequest) => {
    if (question(request) === 'bad') throw busy();
    await turns(3);
    return answer('ok');
  };
  const gateway = openGateway({ dir, run, concurrency: 2, models: [model('small', { retries: 0 })] });
  const error = await failure(gateway.step(['slow', 'bad', 'later', 'last'].map((name) => ask(name))));
  assert.is(error.code, 'MASPO-SUSPENDED');
  assert.equal(gateway.requests.map(question), ['slow', 'bad']);
  assert.is(gateway.paid().inFlight, 0);
  assert.is(gateway.meter.settled().agent.calls, 0);
  await gateway.journal.close();
  const resumed = openGateway({ dir });
  await resumed.step(['slow', 'bad', 'later', 'last'].map((name) => ask(name)));
  assert.equal(resumed.requests.map(question), ['bad', 'later', 'last']);
  await resumed.journal.close();
});

test('a permanent failure ends what is in flight at once, and is the error that is thrown', async () => {
  const ended: string[] = [];
  const run: GatewayTest['run'] = (request) => {
    if (question(request) === 'bad') return Promise.reject(permanent());
    return new Promise<never>((_, reject) =>
      request.signal.addEventListener('abort', () => {
        ended.push(question(request));
        reject(request.signal.reason);
      }),
    );
  };
  const gateway = openGateway({ run, concurrency: 3 });
  const error = await failure(gateway.step(['hangs', 'waits', 'bad', 'later'].map((name) => ask(name))));
  assert.is(error.message, 'wrong key');
  assert.equal(ended, ['hangs', 'waits']);
  assert.equal(gateway.requests.map(question), ['hangs', 'waits', 'bad']);
  await gateway.journal.close();
});

test('a failure of an item is journaled as its answer: charged, not retried, not called again', async () => {
  const dir = scratchFolder();
  const run = async () => {
    throw refused();
  };
  const gateway = openGateway({ dir, run });
  assert.equal(await gateway.step([ask('a')]), [{ kind: 'failed', reason: 'refused' }]);
  assert.is(gateway.requests.length, 1);
  assert.is(gateway.meter.settled().agent.calls, 1);
  await gateway.journal.close();
  const later = openGateway({ dir });
  assert.equal(await later.step([ask('a')]), [{ kind: 'failed', reason: 'refused' }]);
  assert.is(later.requests.length, 0);
  await later.journal.close();
});

test('a key that a server sends back reaches neither the run nor the journal', async () => {
  const key = 'sk-planted-0123456789';
  const gateway = openGateway({ secrets: [key], run: async () => answer(`you sent ${key}`) });
  const said = [{ kind: 'answer', answer: answer('you sent [secret]') }];
  assert.equal(await gateway.step([ask('a')]), said);
  assert.equal(await gateway.step([ask('a')]), said);
  assert.equal(await gateway.effect('tool', 'echo', null, async () => ({ key })), { key: '[secret]' });
  await gateway.journal.close();
});

test('an abort from outside ends the calls in flight', async () => {
  const stop = new AbortController();
  const gateway = openGateway({ signal: stop.signal, run: () => new Promise(() => undefined) });
  const failed = failure(gateway.step([ask('a'), ask('b')]));
  await turns(3);
  assert.is(gateway.requests.length, 2);
  stop.abort(new Error('by hand'));
  assert.is((await failed).message, 'by hand');
  assert.is(gateway.paid().inFlight, 0);
  await gateway.journal.close();
});

test('an interruption lets the step end and refuses the next one', async () => {
  let interrupted = false;
  const run = async () => {
    interrupted = true;
    return answer('kept');
  };
  const gateway = openGateway({ run, interrupted: () => interrupted });
  assert.is(text((await gateway.step([ask('a')]))[0]), 'kept');
  const error = await failure(gateway.step([ask('b')]));
  assert.equal([error.name, error.code], ['Interruption', 'MASPO-INTERRUPTED']);
  assert.is(gateway.requests.length, 1);
  await gateway.journal.close();
});

test('a request is charged at its first use in the run, once, and alike whether or not an older run had paid for it', async () => {
  const dir = scratchFolder();
  const spends: unknown[] = [];
  const take = async (runId: string): Promise<number> => {
    const gateway = openGateway({ dir, runId });
    for (const names of [['a', 'b', 'a'], ['b', 'c'], ['a'], ['d']]) {
      await gateway.step(names.map((name) => ask(name)));
      spends.push(gateway.meter.settled());
    }
    await gateway.journal.close();
    return gateway.requests.length;
  };
  assert.equal([await take('cold'), await take('warm')], [4, 0]);
  assert.equal(spends.slice(0, 4), spends.slice(4));
  assert.is((spends[3] as { agent: { calls: number } }).agent.calls, 4);
});

test('a step that does not fit makes no call and spends nothing; a cheaper one may still fit', async () => {
  const gateway = openGateway({ budget: { calls: 3 } });
  await gateway.step([ask('a'), ask('b')]);
  const error = await failure(gateway.step([ask('c'), ask('d')]));
  assert.is(error.name, 'BudgetStop');
  assert.is(gateway.requests.length, 2);
  await gateway.step([ask('a'), ask('c'), ask('c')]);
  assert.is(gateway.meter.settled().agent.calls, 3);
  await gateway.journal.close();
});

test('steps that are asked for at once are taken one after another, so that together they cannot pass a cap', async () => {
  const gateway = openGateway({ budget: { calls: 3 } });
  const outcomes = await Promise.allSettled([
    gateway.step([ask('a'), ask('b')]),
    gateway.step([ask('a'), ask('b')]),
    gateway.step([ask('c'), ask('d')]),
    gateway.step([ask('e')]),
  ]);
  assert.equal(
    outcomes.map(({ status }) => status),
    ['fulfilled', 'fulfilled', 'rejected', 'fulfilled'],
  );
  assert.is(gateway.meter.settled().agent.calls, 3);
  assert.is(gateway.requests.length, 3);
  await gateway.journal.close();
});

test('calls of any steps never pass the cap', async () => {
  const steps = fc.array(fc.array(fc.constantFrom(...'abcdefghijkl'), { maxLength: 5 }), { maxLength: 8 });
  await fc.assert(
    fc.asyncProperty(fc.nat(10), steps, async (calls, plan) => {
      const gateway = openGateway({ budget: { calls } });
      for (const names of plan) {
        const before = gateway.requests.length;
        const outcome = await gateway.step(names.map((name) => ask(name))).catch((error: Error) => error.name);
        if (outcome === 'BudgetStop') assert.is(gateway.requests.length, before);
      }
      assert.ok(gateway.requests.length <= calls);
      assert.is(gateway.meter.settled().agent.calls, gateway.requests.length);
      await gateway.journal.close();
    }),
    { numRuns: 15 },
  );
});

test('a model that the plan does not know is an error that names the ones it knows', async () => {
  const gateway = openGateway();
  const error = await failure(gateway.step([ask('a', { model: 'large' })]));
  assert.is(error.message, 'there is no model "large"');
  await gateway.journal.close();
});

test('an effect is done once: equal ones at once are one, and later ones are answered by the journal', async () => {
  const dir = scratchFolder();
  let done = 0;
  const effect = async () => {
    await turns(2);
    return { done: ++done };
  };
  const gateway = openGateway({ dir });
  const once = (input: string) => gateway.effect('score.human', 'ask', input, effect);
  assert.equal(await Promise.all([once('a'), once('a'), once('b')]), [{ done: 1 }, { done: 1 }, { done: 2 }]);
  assert.equal(await once('a'), { done: 1 });
  await gateway.journal.close();
  const later = openGateway({ dir });
  assert.equal(await later.effect('score.human', 'ask', 'b', effect), { done: 2 });
  assert.is(done, 2);
  assert.is(later.meter.settled().agent.calls, 0);
  await later.journal.close();
});

test('an effect that failed is not recorded and may be tried again', async () => {
  const gateway = openGateway();
  const attempt = (effect: () => Promise<string>) => gateway.effect('score.human', 'ask', 'a', effect);
  const error = await failure(
    attempt(async () => {
      throw new Error('no one there');
    }),
  );
  assert.is(error.message, 'no one there');
  assert.is(await attempt(async () => 'yes'), 'yes');
  await gateway.journal.close();
});

test.run();
