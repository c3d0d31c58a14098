import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { CallError } from '../errors.ts';
import { ask, failure, openGateway } from '../test/gateway.fixture.ts';
import { model, scratchFolder } from '../test/plan.fixture.ts';

/** Says the digest and counts how often it was asked. */
const identity = (digest: string) => {
  const count = { asked: 0 };
  const identify = async () => {
    count.asked++;
    return { digest };
  };
  return { identify, count };
};

test('a model is asked for its identity once a run, before its first call, and not at all if it is not called', async () => {
  const order: string[] = [];
  const identify = async ({ options }: { readonly options: unknown }) => {
    order.push(`identify ${JSON.stringify(options)}`);
    return null;
  };
  const run = async () => {
    order.push('call');
    return { text: 'x', finish: 'stop', usage: null } as const;
  };
  const models = [model('small', { options: { host: 'here' } }), model('large')];
  const gateway = openGateway({ identify, run, models, concurrency: 1 });
  await gateway.step([ask('a'), ask('b')]);
  await gateway.step([ask('c')]);
  assert.equal(order, ['identify {"host":"here"}', 'call', 'call', 'call']);
  await gateway.journal.close();
});

test('a resumed run whose calls are all journaled asks no server; one that must call checks the model first, once', async () => {
  const dir = scratchFolder();
  const first = openGateway({ dir, ...identity('d1') });
  await first.step([ask('a')]);
  await first.journal.close();
  const { identify, count } = identity('d1');
  const resumed = openGateway({ dir, identify });
  await resumed.step([ask('a')]);
  assert.is(count.asked, 0);
  await resumed.step([ask('b'), ask('c')]);
  assert.is(count.asked, 1);
  assert.is(resumed.requests.length, 2);
  await resumed.journal.close();
});

test('a model that changed since the run began is refused before any call, with what to do', async () => {
  const dir = scratchFolder();
  const first = openGateway({ dir, ...identity('d1') });
  await first.step([ask('a')]);
  await first.journal.close();
  const resumed = openGateway({ dir, ...identity('d2') });
  const error = (await failure(resumed.step([ask('a'), ask('b')]))) as CallError;
  assert.equal([error.kind, error.message], ['permanent', 'model "small" is not the one that this run began with']);
  assert.is(error.hint, 'Bring the old model back, or start a new run with another run.seed.');
  assert.is(resumed.requests.length, 0);
  await resumed.journal.close();
});

test('a server that is away for a while when a run is resumed suspends it again', async () => {
  const dir = scratchFolder();
  const first = openGateway({ dir, ...identity('d1') });
  await first.step([ask('a')]);
  await first.journal.close();
  const identify = async () => {
    throw new CallError('transient', 'it restarts', 'Wait.');
  };
  const resumed = openGateway({ dir, identify });
  assert.is((await failure(resumed.step([ask('b')]))).code, 'MASPO-SUSPENDED');
  await resumed.journal.close();
});

test('another run with another model shares no answers with it', async () => {
  const dir = scratchFolder();
  for (const digest of ['d1', 'd2']) {
    const gateway = openGateway({ dir, runId: digest, ...identity(digest) });
    await gateway.step([ask('a')]);
    assert.is(gateway.requests.length, 1, digest);
    await gateway.journal.close();
  }
});

test('another secret to the same model changes no key', async () => {
  const dir = scratchFolder();
  const calls: number[] = [];
  for (const secret of ['s3cret', 'n3wer']) {
    const models = [model('small', { options: { apiKey: secret } })];
    const gateway = openGateway({ dir, models, secrets: [secret] });
    await gateway.step([ask('a')]);
    calls.push(gateway.requests.length);
    await gateway.journal.close();
  }
  assert.equal(calls, [1, 0]);
});

test('options that change no answer, and keys, are no part of a call: another host or key finds its answers', async () => {
  const dir = scratchFolder();
  const options = {
    type: 'object',
    properties: {
      host: { type: 'string', maspoNeutral: true, description: 'Where.' },
      key: { type: 'string', maspoSecret: true, description: 'Key.' },
      size: { type: 'integer', description: 'How large.' },
    },
  } as const;
  const calls: number[] = [];
  for (const given of [
    { host: 'here', key: 'k1', size: 1 },
    { host: 'there', key: 'k2', size: 1 },
    { host: 'here', key: 'k1', size: 2 },
  ]) {
    const gateway = openGateway({ dir, options, models: [model('small', { options: given })] });
    await gateway.step([ask('a')]);
    calls.push(gateway.requests.length);
    await gateway.journal.close();
  }
  assert.equal(calls, [1, 0, 1]);
});

test('a provider that says its server is down is heard before any call', async () => {
  const identify = async () => {
    throw new Error('nothing listens there');
  };
  const gateway = openGateway({ identify });
  assert.is((await failure(gateway.step([ask('a')]))).message, 'nothing listens there');
  assert.is(gateway.requests.length, 0);
  await gateway.journal.close();
});

test.run();
