import type { Paid, RunEvent } from '@maspo/core';
import { emptyState, reduce } from '@maspo/core';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { factsWith, NO_CAPS } from '../../test/live-run.ts';
import type { RunFacts } from './reporter.ts';
import { createSpeed, leftText, paceText } from './speed.ts';

const test = suite('speed');

const spend = (calls: number) => ({ calls, inputTokens: 100 * calls, outputTokens: 0, nanoUsd: 1_000_000 * calls });
const STEP: RunEvent = { type: 'step', spend: { agent: spend(100) } };
const stateAfterStep = reduce(emptyState, STEP);

/** A run that goes on at a speed that a test sets. */
function running(more: Partial<RunFacts> = {}) {
  const paid = { attempts: 0, retries: 0, inFlight: 0, fromJournal: 0 };
  let now = 0;
  const facts = factsWith({ ...more, paid: () => ({ ...paid }) as Paid });
  const speed = createSpeed(facts, () => now);
  speed.event(STEP, stateAfterStep);
  speed.pace();
  return {
    facts,
    speed,
    goOn: (seconds: number, calls: number) => {
      now += seconds;
      paid.attempts += calls;
      return speed.pace();
    },
    paid,
  };
}

test('the pace is that of real calls, tries again and calls in flight left out', () => {
  const { goOn, paid, facts } = running({ priced: true });
  paid.retries = 1;
  paid.inFlight = 2;
  const pace = goOn(10, 43);
  assert.equal([pace.done, pace.rate, pace.seconds], [140, 4, 10]);
  assert.is(
    paceText(pace, facts, stateAfterStep),
    '140/1,200 calls · 4.0/s · 10.0k tokens · $0.1000 · left: about 3 min 30 s, at most 4 min 30 s',
  );
});

test('answers of the journal have no speed', () => {
  const { goOn, paid } = running();
  paid.fromJournal = 500;
  assert.equal([goOn(5, 0).rate, goOn(5, 0).left], [0, null]);
});

test('a speed of a moment foretells nothing', () => {
  const { goOn } = running();
  assert.is(goOn(2, 40).left, null);
  assert.not.equal(goOn(2, 40).left, null);
});

test('the time left is told anew every few seconds only, in round numbers', () => {
  const { goOn } = running();
  const { left } = goOn(4, 40);
  assert.equal(left, { expected: 90, most: 120 });
  assert.is(goOn(2, 100).left, left);
  assert.equal(goOn(4, 100).left, { expected: 25, most: 40 });
});

test('once more calls were made than expected, only what is left at most is told', () => {
  const { goOn } = running({ expectedCalls: 150 });
  const { left } = goOn(10, 50);
  assert.is(left?.expected, null);
  assert.is(left === null ? '' : leftText(left), 'at most 3 min 30 s');
});

test('minutes of the budget end the search, not what follows it', () => {
  const { goOn } = running({ caps: { ...NO_CAPS, minutes: 1 }, secondsBefore: 40 });
  assert.equal(goOn(10, 100).left, { expected: 35, most: 35 });
});

test('after the search the held-out items are what is left', () => {
  const { goOn, speed } = running({ heldOutCalls: 240 });
  goOn(10, 50);
  speed.event({ type: 'stop', reason: 'cycles', detail: '' }, stateAfterStep);
  assert.equal(goOn(1, 5).left, { expected: null, most: 40 });
});

test.run();
