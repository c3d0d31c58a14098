import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { CallError, MaspoError } from '../errors.ts';
import { createHooks } from '../hooks.ts';
import type { ModelPlan } from '../plan.ts';
import { definePlugin, type ForwardRequest, type ProviderTools } from '../plugin/contract.ts';
import { tapPlugins } from '../plugin/tap.ts';
import { seedRoot } from '../random.ts';
import { createRedactor } from '../redact.ts';
import { model } from '../test/plan.fixture.ts';
import { answer } from '../test/toy.fixture.ts';
import type { Answer } from '../types.ts';
import { settleCall } from './attempt.ts';

type Run = (request: ForwardRequest & ProviderTools<unknown>) => Promise<Answer>;

const REQUEST = {
  role: 'agent',
  model: 'small',
  messages: [{ role: 'user', content: 'Hello' }],
  sampling: { temperature: 0, maxTokens: 4 },
} as const;

interface Setup {
  readonly run: Run;
  readonly signal?: AbortSignal;
  readonly parts?: Partial<ModelPlan>;
  readonly key?: string;
}

/** One call on a provider, with the pauses that were asked for. */
async function settle({ run, signal, parts, key = 'key' }: Setup) {
  const hooks = createHooks();
  const plugin = definePlugin({ name: 'scripted', forward: { toy: { description: 'Scripted.', run } } });
  tapPlugins(hooks, [{ request: 'scripted', plugin, version: null }]);
  const pauses: number[] = [];
  const events: string[] = [];
  const outcome = settleCall(REQUEST, model('small', parts), {
    hooks,
    signal: signal ?? new AbortController().signal,
    place: { enter: async () => undefined, leave: () => undefined, attempt: (task) => task(), isDown: () => false },
    mayStart: async () => undefined,
    keep: async (result) => result,
    onFailure: () => undefined,
    known: () => undefined,
    redact: createRedactor(['s3cret']),
    dir: '/project',
    log: () => undefined,
    seed: seedRoot(1).derive(key),
    onAttempt: (event) => events.push(event.kind === 'retry' ? event.reason : event.kind),
    pause: async (seconds) => pauses.push(seconds),
  });
  const settled = await outcome.then(
    (result) => ({ result, error: null }),
    (error: unknown) => ({ result: null, error }),
  );
  return { ...settled, pauses, events };
}

const failing =
  (...errors: readonly CallError[]): Run =>
  async () => {
    const error = errors[Math.min(calls++, errors.length - 1)];
    if (error === undefined) throw new RangeError('no error');
    throw error;
  };
let calls = 0;
test.before.each(() => {
  calls = 0;
});

const busy = (retryAfter?: number): CallError =>
  new CallError('transient', 'busy', 'Wait.', retryAfter === undefined ? {} : { retryAfter });

/** Fails so often, then answers. */
const healing =
  (failures: number, error = busy()): Run =>
  async () => {
    if (calls++ < failures) throw error;
    return answer('hi');
  };

const suspension = (error: unknown): MaspoError => {
  assert.instance(error, MaspoError);
  return error as MaspoError;
};

test('an answer is a result after one attempt, without a pause', async () => {
  const { result, pauses, events } = await settle({ run: healing(0) });
  assert.equal(result, { kind: 'answer', answer: answer('hi') });
  assert.equal([pauses, events], [[], ['start']]);
});

test('a provider gets its request, its options and the folder of the config', async () => {
  let got: Parameters<Run>[0] | undefined;
  const run: Run = async (request) => {
    got = request;
    return answer('hi');
  };
  await settle({ run, parts: { options: { host: 'here' } } });
  assert.equal(got?.messages, REQUEST.messages);
  assert.equal([got?.model, got?.options, got?.dir], ['small', { host: 'here' }, '/project']);
});

test('a transient failure that heals is retried, with a pause that grows between bounds', async () => {
  const { result, pauses, events } = await settle({ run: healing(4), parts: { retries: 4 } });
  assert.is(result?.kind, 'answer');
  assert.equal(events, ['start', 'busy', 'start', 'busy', 'start', 'busy', 'start', 'busy', 'start']);
  assert.is(pauses.length, 4);
  for (const [attempt, seconds] of pauses.entries()) {
    const most = 0.5 * 2 ** attempt;
    assert.ok(seconds >= most / 2 && seconds <= most, `${seconds} s after attempt ${attempt}`);
  }
});

test('the jitter of a call is its own, and the same on every resume', async () => {
  const one = await settle({ run: healing(1), key: 'one' });
  calls = 0;
  const again = await settle({ run: healing(1), key: 'one' });
  calls = 0;
  const other = await settle({ run: healing(1), key: 'other' });
  assert.equal(one.pauses, again.pauses);
  assert.not.equal(one.pauses, other.pauses);
});

test('a server that says when to come back is waited for, never longer than a minute', async () => {
  const { pauses } = await settle({ run: healing(1, busy(7)) });
  assert.ok((pauses[0] ?? 0) >= 7 && (pauses[0] ?? 0) <= 7.25, String(pauses));
  calls = 0;
  assert.equal((await settle({ run: healing(1, busy(3600)) })).pauses, [60]);
});

test('a transient failure that outlasts the retries suspends the run, with what to do', async () => {
  const { error, pauses } = await settle({ run: failing(busy()), parts: { retries: 2 } });
  const { code, message, hint } = suspension(error);
  assert.is(code, 'MASPO-SUSPENDED');
  assert.is(message, 'model "small" gave no answer in 3 attempts: busy');
  assert.is(hint, 'Wait. Then go on with `maspo resume`: nothing that was answered is paid again.');
  assert.is(pauses.length, 2);
});

test('without retries the first transient failure suspends', async () => {
  const { error } = await settle({ run: failing(busy()), parts: { retries: 0 } });
  assert.match(suspension(error).message, 'in 1 attempt: busy');
});

test('a permanent failure stops at once, as the provider said it', async () => {
  const wrong = new CallError('permanent', 'wrong key', 'Set the key.');
  const { error, events } = await settle({ run: failing(wrong) });
  assert.is(error, wrong);
  assert.equal(events, ['start']);
});

test('a failure of the item is its result, not retried, and keeps no secret', async () => {
  const { result, events } = await settle({ run: failing(new CallError('item', 'refused: s3cret', 'Leave it out.')) });
  assert.equal(result, { kind: 'failed', reason: 'refused: [secret]' });
  assert.equal(events, ['start']);
});

test('an error that says nothing about its kind is a bug of the plugin: it stops and names it', async () => {
  const run: Run = async () => {
    throw new TypeError('x is undefined');
  };
  const { error, events } = await settle({ run });
  assert.match(suspension(error).message, 'plugin "scripted" failed in hook "forward.toy": x is undefined');
  assert.equal(events, ['start']);
});

test('an answer of the wrong shape is refused with the name of the plugin', async () => {
  const { error } = await settle({ run: async () => ({ text: 3 }) as unknown as Answer });
  assert.match(suspension(error).message, /plugin "scripted" failed in hook "forward.toy": it must return/);
});

/** AbortSignal.timeout holds no process open; a test that waits for it must. */
async function held<T>(promise: Promise<T>): Promise<T> {
  const timer = setInterval(() => undefined, 1000);
  try {
    return await promise;
  } finally {
    clearInterval(timer);
  }
}

const untilAborted: Run = ({ signal }) =>
  new Promise((_, reject) => signal.addEventListener('abort', () => reject(new Error('gone'))));
const deaf: Run = () => new Promise(() => undefined);

for (const [name, run] of [
  ['that ends when told', untilAborted],
  ['that does not listen', deaf],
] as const) {
  test(`an attempt ${name} is given up after the timeout, as a transient failure`, async () => {
    const { error, events } = await held(settle({ run, parts: { timeout: 0.01, retries: 1 } }));
    assert.match(suspension(error).message, 'gave no answer in 2 attempts: no answer within 0.01 s');
    assert.match(suspension(error).hint, 'Raise models.small.timeout');
    assert.is(events.filter((event) => event === 'start').length, 2);
  });

  test(`an attempt ${name} is ended by an abort, which is no failure of the model`, async () => {
    const stop = new AbortController();
    const reason = new Error('stopped by hand');
    const settled = settle({ run, signal: stop.signal });
    setImmediate(() => stop.abort(reason));
    const { error, events } = await held(settled);
    assert.is(error, reason);
    assert.equal(events, ['start']);
  });
}

test('an abort that came before makes no attempt', async () => {
  const { error, events } = await settle({ run: healing(0), signal: AbortSignal.abort(new Error('stopped')) });
  assert.is((error as Error).message, 'stopped');
  assert.equal(events, []);
});

test.run();
