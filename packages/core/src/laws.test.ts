import { DatabaseSync } from 'node:sqlite';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { CallError } from './errors.ts';
import type { ForwardRequest } from './plugin/contract.ts';
import { journalFile } from './run/folder.ts';
import { messages, scratchFolder } from './test/plan.fixture.ts';
import {
  bytesOf,
  eventsOf,
  FULL,
  JUDGED,
  LEARNING,
  type Parts,
  RATED,
  type Ran,
  resultOf,
  run,
} from './test/run.fixture.ts';
import { hash, textOf } from './test/toy.fixture.ts';

function journaled(dir: string): number {
  const database = new DatabaseSync(journalFile(dir));
  const count = Number(database.prepare('SELECT count(*) AS n FROM calls').get()?.n);
  database.close();
  return count;
}

const scattered =
  (salt: number) =>
  (request: ForwardRequest): number =>
    hash(`${salt} ${textOf(request)}`, 7);

for (const [name, parts] of Object.entries({ FULL, JUDGED, RATED, LEARNING })) {
  test(`law 1: a run that is run again gives the same bytes and makes no call (${name})`, async () => {
    const first = await run(parts);
    assert.ok(resultOf(first).proposals['add-word']?.made);
    const before = bytesOf(first);
    const again = await run({ ...parts, dir: first.plan.dir });
    assert.equal(resultOf(again), resultOf(first));
    assert.equal(bytesOf(again), before);
    assert.is(again.toy.requests.length, 0);
  });

  test(`law 2: concurrency and latency change no byte (${name})`, async () => {
    const runs: Ran[] = [];
    for (const concurrency of [1, 2, 7, 64])
      runs.push(await run({ ...parts, run: { concurrency } }, { latency: scattered(concurrency) }));
    assert.ok(runs[0]?.toy.most() === 1 && (runs[3]?.toy.most() ?? 0) > 7);
    for (const other of runs.slice(1)) assert.equal(bytesOf(other), bytesOf(runs[0] as Ran));
  });

  test(`law 3: a provider never sees a request twice in a run, and what is charged is what it saw (${name})`, async () => {
    const ran = await run(parts);
    const seen = ran.toy.requests.map(textOf);
    assert.is(new Set(seen).size, seen.length);
    const charged = Object.values(resultOf(ran).calls).reduce((sum, { logical }) => sum + logical, 0);
    assert.is(charged, seen.length);
  });
}

/** Small enough to be killed at every call. */
const SMALL: Parts = {
  ...LEARNING,
  items: { train: messages('train', 3), validation: messages('validation', 3), test: messages('test', 3) },
  search: { ...LEARNING.search, cycles: 2, rounds: 1, offspring: 1, batch: [1, 3] },
  run: { concurrency: 3, seed: 2 },
};

test('law 1: a run that is killed at any call and resumed gives the bytes of an uninterrupted one, and repays nothing', async () => {
  const whole = await run(SMALL);
  const expected = bytesOf(whole);
  const total = whole.toy.requests.length;
  assert.ok(total > 20, `${total} calls`);
  for (let k = 1; k <= total; k++) {
    const killed = await run(SMALL, {
      before: (_, call) => {
        if (call >= k) throw new CallError('permanent', `killed at call ${k}`, 'Resume.');
      },
    });
    assert.match(killed.error?.message ?? '', `killed at call ${k}`);
    const kept = journaled(killed.plan.dir);
    const resumed = await run({ ...SMALL, dir: killed.plan.dir });
    assert.equal(bytesOf(resumed), expected, `killed at call ${k}`);
    assert.is(resumed.toy.requests.length, total - kept, `killed at call ${k}: a journaled call was made again`);
  }
});

test('law 1: a journal that other runs have filled changes no byte', async () => {
  const cold = await run({ ...FULL, run: { seed: 1 } });
  const dir = scratchFolder();
  await run({ ...FULL, dir, run: { seed: 2 } });
  const warm = await run({ ...FULL, dir, run: { seed: 1 } });
  assert.ok(warm.toy.requests.length < cold.toy.requests.length);
  assert.equal(bytesOf(warm), bytesOf(cold));
});

test('law 1: failures that heal change no byte', async () => {
  const calm = await run(SMALL);
  const failed = new Set<string>();
  const shaky = await run(SMALL, {
    before: (request, call) => {
      if (call % 9 !== 0 || failed.has(textOf(request))) return;
      failed.add(textOf(request));
      throw new CallError('transient', 'busy', 'Wait.', { retryAfter: 0 });
    },
  });
  assert.ok(failed.size > 2);
  assert.equal(bytesOf(shaky), bytesOf(calm));
});

test('law 2: seeds lead to different searches', async () => {
  const prompts = new Set<string>();
  for (const seed of [1, 2, 3]) prompts.add(JSON.stringify(eventsOf(await run({ ...SMALL, run: { seed } }))));
  assert.is(prompts.size, 3);
});

test.run();
