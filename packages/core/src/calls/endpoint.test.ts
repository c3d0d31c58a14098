import { setImmediate as turn } from 'node:timers/promises';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { CallError } from '../errors.ts';
import { createEndpoint, type Endpoint } from './endpoint.ts';

const slowDown = new CallError('transient', 'slow down', 'Wait.', { throttled: true });
const broken = new CallError('transient', 'it broke', 'Wait.');

function open(most: number): Endpoint & { readonly said: readonly string[] } {
  const said: string[] = [];
  return { ...createEndpoint(most, (message) => said.push(message)), said };
}

const attempt = (endpoint: Endpoint, outcome: CallError | string) => endpoint.attempt(async () => outcome);
async function attempts(endpoint: Endpoint, outcome: CallError | string, times: number): Promise<void> {
  for (let left = times; left > 0; left--) await attempt(endpoint, outcome);
}

test('a rate limit halves the calls at once, down to one', async () => {
  const endpoint = open(9);
  const sizes: number[] = [];
  for (let cuts = 0; cuts < 5; cuts++) {
    await attempt(endpoint, slowDown);
    sizes.push(endpoint.size());
  }
  assert.equal(sizes, [4, 2, 1, 1, 1]);
  assert.equal(endpoint.said.at(-1), 'rate limit: 1 call at once from now on');
});

test('limits that were under way at a cut count once', async () => {
  const endpoint = open(8);
  await Promise.all(Array.from({ length: 8 }, () => attempt(endpoint, slowDown)));
  assert.is(endpoint.size(), 4);
  await Promise.all(Array.from({ length: 4 }, () => attempt(endpoint, slowDown)));
  assert.is(endpoint.size(), 2);
});

test('each window of answers lets one more call in, up to what the config allows', async () => {
  const endpoint = open(4);
  await attempt(endpoint, slowDown);
  assert.is(endpoint.size(), 2);
  await attempts(endpoint, 'answer', 2);
  assert.is(endpoint.size(), 3);
  await attempts(endpoint, 'answer', 3);
  assert.is(endpoint.size(), 4);
  await attempts(endpoint, 'answer', 50);
  assert.is(endpoint.size(), 4);
});

test('five failures in a row, and one call at a time tries until one is answered', async () => {
  const endpoint = open(8);
  await attempts(endpoint, broken, 4);
  assert.equal([endpoint.isDown(), endpoint.size()], [false, 8]);
  await attempt(endpoint, broken);
  assert.equal([endpoint.isDown(), endpoint.size()], [true, 1]);
  await attempt(endpoint, 'answer');
  assert.equal([endpoint.isDown(), endpoint.size()], [false, 4]);
  assert.equal(endpoint.said, ['5 failures in a row, now one call at a time: it broke', 'the endpoint answers again']);
});

test('an endpoint that says no is up: neither a rate limit, nor a refused item, nor a wrong key opens the breaker', async () => {
  for (const kind of ['item', 'permanent'] as const) {
    const endpoint = open(8);
    await attempts(endpoint, new CallError(kind, 'no', 'Look.'), 20);
    assert.not.ok(endpoint.isDown());
  }
  const limited = open(8);
  await attempts(limited, slowDown, 20);
  assert.not.ok(limited.isDown());
});

test('who waits gets in when there is room, in the order of coming, never more than the size', async () => {
  const endpoint = open(2);
  const entered: number[] = [];
  for (const name of [1, 2, 3, 4]) void endpoint.enter().then(() => entered.push(name));
  await turn();
  assert.equal(entered, [1, 2]);
  await attempt(endpoint, slowDown);
  endpoint.leave();
  await turn();
  assert.equal(entered, [1, 2], 'the size is one now, and one is in');
  endpoint.leave();
  await turn();
  assert.equal(entered, [1, 2, 3]);
});

test.run();
