import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { finish, openSmallRig, outcomeOf, type Rig, type Running, session, startMaspo } from './rig.ts';

const open = (): Promise<Rig> => openSmallRig({ concurrency: 1 });

/** Starts a process and waits until the server holds a call of it. */
async function startAndHold(rig: Rig, args: readonly string[], call = 1) {
  const release = Promise.withResolvers<void>();
  const arrived = Promise.withResolvers<void>();
  const book = rig.server.open({
    arrived: async ({ number }) => {
      if (number !== call) return;
      arrived.resolve();
      await release.promise;
    },
  });
  const running: Running = startMaspo(rig.project.dir, args);
  await Promise.race([arrived.promise, running.ended]);
  return { book, running, release: release.resolve };
}

test('a second process on the same run is refused, names the first, and does it no harm', async () => {
  await using rig = await open();
  const first = await startAndHold(rig, ['optimize']);
  for (const command of ['optimize', 'resume']) {
    const second = await startMaspo(rig.project.dir, [command, '--json']).ended;
    assert.is(second.exitCode, 1, second.stderr);
    assert.is(JSON.parse(second.stdout.split('\n').at(-1) ?? '').error.code, 'MASPO-RUN-BUSY');
    assert.match(second.stderr, `is being worked on by process ${first.running.pid}`);
  }
  assert.is(first.book.posts.length, 1, 'the second process called');
  first.release();
  const { exitCode, stderr } = await first.running.ended;
  assert.is(exitCode, 0, stderr);
  assert.equal(outcomeOf(rig.project.dir), rig.expected);
  assert.is(first.book.posts.length, rig.calls);
});

test('a run whose process was killed is not busy', async () => {
  await using rig = await open();
  const first = await startAndHold(rig, ['optimize']);
  first.running.kill();
  await first.running.ended;
  first.release();
  await rig.server.quiet();
  await finish(rig, 'killed');
});

test('two runs at once share one journal: what one has been told the other does not ask, not even what it had begun to wait for', async () => {
  await using rig = await open();
  const alone = await session(rig, ['optimize', '--seed', '9']);
  assert.is(alone.ended.exitCode, 0, alone.ended.stderr);
  const [other = ''] = Object.keys(outcomeOf(rig.project.dir)).map((file) => file.split(/[/\\]/)[2]);
  const expected = outcomeOf(rig.project.dir, other);

  // Calls after which one comes that both runs make: it waits for its turn, because there is one at a time.
  const shared = new Set(rig.posts);
  const places = alone.book.posts.flatMap((_, index, posts) => (shared.has(posts[index + 1] ?? '') ? [index + 1] : []));
  assert.ok(places.length > 4, `${places.length} calls are shared`);
  for (const call of places.slice(-4)) {
    rig.clear();
    const slow = await startAndHold(rig, ['optimize', '--seed', '9'], call);
    // The server holds a call of one process while the other one runs from its start to its end.
    const quick = rig.server.open();
    const { exitCode, stderr } = await startMaspo(rig.project.dir, ['optimize']).ended;
    assert.is(exitCode, 0, stderr);
    const rest = rig.server.open();
    slow.release();
    const ended = await slow.running.ended;
    assert.is(ended.exitCode, 0, ended.stderr);
    const told = new Set(quick.answers);
    const again = rest.posts.filter((body) => told.has(body));
    assert.equal(again, [], `held at call ${call}: asked again although the journal had the answer`);
    assert.ok(call + rest.posts.length < alone.book.posts.length, 'nothing was shared');
    assert.equal(outcomeOf(rig.project.dir), { ...rig.expected, ...expected });
  }
});

test('two runs that start at once on an empty journal end as each would alone, and ask at most twice', async () => {
  await using rig = await open();
  const book = rig.server.open();
  const both = [startMaspo(rig.project.dir, ['optimize']), startMaspo(rig.project.dir, ['optimize', '--seed', '9'])];
  for (const { ended } of both) assert.is((await ended).exitCode, 0, (await ended).stderr);
  const run = Object.keys(rig.expected)[0]?.split(/[/\\]/)[2];
  assert.equal(outcomeOf(rig.project.dir, run), rig.expected);
  const most = Math.max(...[...new Set(book.posts)].map((body) => book.posts.filter((one) => one === body).length));
  assert.ok(most <= 2, `a request was made ${most} times`);
});

test.run();
