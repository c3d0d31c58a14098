import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { openRig, outcomeOf, session } from './rig.ts';
import type { Fault, Post } from './server.ts';
import { answerOf, hash } from './world.ts';

const SEED = process.env.MASPO_TEST_SEED ?? '1';
/** Of the requests, in percent. */
const SHARE = 10;

const KINDS: readonly Fault[] = [
  { kind: 'status', status: 429 },
  { kind: 'status', status: 429, retryAfterMs: 0 },
  { kind: 'status', status: 429, retryAfterMs: 50 },
  { kind: 'status', status: 500 },
  { kind: 'status', status: 503 },
  { kind: 'status', status: 503, retryAfterMs: 20 },
  { kind: 'reset' },
  { kind: 'half' },
  { kind: 'json' },
  { kind: 'html' },
];

/** Every tenth request fails once or twice, and then heals; a few of them hang until they are given up. */
function faultOf({ body, before }: Post): Fault | null {
  const draw = (what: string, below: number): number => hash(`${SEED} ${what} ${body}`, below);
  if (draw('fails', 100) >= SHARE || before > draw('often', 2)) return null;
  if (draw('hangs', 150) === 0) return { kind: 'hang' };
  return KINDS[draw(`kind ${before}`, KINDS.length)] ?? null;
}

test('a run of 10,000 calls with faults of every kind at every tenth ends as the clean one: no call lost, none repeated after its answer', async () => {
  let shaky = false;
  let faults = 0;
  await using rig = await openRig(
    {
      answer: answerOf,
      fault: (post) => {
        const fault = shaky ? faultOf(post) : null;
        if (fault !== null) faults++;
        return fault;
      },
    },
    {
      split: [12, 1650, 1650],
      search: '{ cycles: 1, rounds: 1, offspring: 1, batch: [12] }',
      seed: 3,
      concurrency: 64,
      timeout: 2,
      retries: 5,
    },
    3312,
  );
  assert.ok(rig.calls >= 10_000, `${rig.calls} calls`);
  shaky = true;
  const { ended, book, journaledAfter } = await session(rig, ['optimize']);
  assert.is(ended.exitCode, 0, ended.stderr);
  assert.ok(faults > rig.calls / SHARE, `${faults} faults`);
  const answered = new Set(book.answers);
  assert.is(book.answers.length, answered.size, 'a request was repeated after its answer');
  assert.is(answered.size, rig.calls, 'calls were lost');
  assert.is(book.posts.length, rig.calls + faults, 'attempts that no fault explains');
  assert.is(journaledAfter, rig.calls);
  assert.equal(outcomeOf(rig.project.dir), rig.expected);
});

test.run();
