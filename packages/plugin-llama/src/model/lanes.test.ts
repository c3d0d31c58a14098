import type { Token } from 'node-llama-cpp';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import type { Lane } from './lane.ts';
import { createLanes } from './lanes.ts';

const [READER, ROUTER] = [[1 as Token], [2 as Token]];
const { signal } = new AbortController();

interface FakeLane extends Lane {
  readonly name: string;
  disposed: boolean;
}

const fakeLane = (name: string, held: readonly Token[] = []): FakeLane => ({
  name,
  disposed: false,
  holds: (prefix) => prefix[0] === held[0] && held.length > 0,
  prepare: async () => {
    throw new Error('not used');
  },
  async dispose() {
    this.disposed = true;
  },
});

const turn = () => new Promise((resolve) => setImmediate(resolve));
const rejectionOf = (promise: Promise<unknown>): Promise<unknown> =>
  promise.then(
    () => undefined,
    (thrown) => thrown,
  );

test('a lane has one request at a time, in the order of arrival', async () => {
  const lanes = createLanes([fakeLane('one')]);
  const seen: string[] = [];
  const work = (name: string) => async () => {
    seen.push(`${name} begins`);
    await turn();
    seen.push(`${name} ends`);
  };
  await Promise.all(['a', 'b'].map((name) => lanes.run(READER, signal, work(name))));
  assert.equal(seen, ['a begins', 'a ends', 'b begins', 'b ends']);
});

test('requests run on all lanes at once', async () => {
  const lanes = createLanes([fakeLane('one'), fakeLane('two')]);
  const gate = Promise.withResolvers<void>();
  const used = new Set<Lane>();
  const work = async (lane: Lane): Promise<void> => {
    used.add(lane);
    if (used.size === 2) gate.resolve();
    await gate.promise;
  };
  await Promise.all([lanes.run(READER, signal, work), lanes.run(READER, signal, work)]);
  assert.is(used.size, 2);
});

test('a request goes to the free lane that holds its prefix', async () => {
  const [one, two] = [fakeLane('one', READER), fakeLane('two', ROUTER)];
  const lanes = createLanes([one, two]);
  assert.is(await lanes.run(ROUTER, signal, async (lane) => lane), two);
});

test('a lane that gets free takes a waiting request whose prefix it holds', async () => {
  const lanes = createLanes([fakeLane('one', ROUTER)]);
  const order: string[] = [];
  const run = (name: string, prefix: readonly Token[]) => lanes.run(prefix, signal, async () => order.push(name));
  await Promise.all([run('first', READER), run('reader', READER), run('router', ROUTER)]);
  assert.equal(order, ['first', 'router', 'reader']);
});

test('a failed request frees its lane', async () => {
  const lanes = createLanes([fakeLane('one')]);
  const failure = rejectionOf(lanes.run(READER, signal, async () => Promise.reject(new Error('broken'))));
  assert.is(await lanes.run(READER, signal, async () => 'answer'), 'answer');
  assert.match(String(await failure), 'broken');
});

test('a request that is aborted while it waits leaves the queue', async () => {
  const lanes = createLanes([fakeLane('one')]);
  const gate = Promise.withResolvers<void>();
  const controller = new AbortController();
  const first = lanes.run(READER, signal, () => gate.promise);
  let ran = false;
  const second = rejectionOf(
    lanes.run(READER, controller.signal, async () => {
      ran = true;
    }),
  );
  controller.abort(new Error('enough'));
  assert.match(String(await second), 'enough');
  gate.resolve();
  await first;
  await lanes.run(READER, signal, async () => {});
  assert.not.ok(ran);
});

test('disposal refuses what waits, lets the rest finish, and frees all lanes', async () => {
  const lane = fakeLane('one');
  const lanes = createLanes([lane]);
  const gate = Promise.withResolvers<void>();
  const first = lanes.run(READER, signal, () => gate.promise.then(() => lane.disposed));
  const second = rejectionOf(lanes.run(READER, signal, async () => {}));
  const disposal = lanes.dispose();
  assert.match(String(await second), 'unloaded');
  gate.resolve();
  assert.is(await first, false);
  await disposal;
  assert.ok(lane.disposed);
  assert.match(String(await rejectionOf(lanes.run(READER, signal, async () => {}))), 'unloaded');
});

test.run();
