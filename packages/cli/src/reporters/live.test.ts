import type { Paid, RunEvent, RunState } from '@maspo/core';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { painter } from '../terminal.ts';
import { createLive, liveLine, placeText } from './live.ts';
import { moveOn, START } from './place.ts';
import type { RunFacts } from './reporter.ts';
import { createSpeed, paceText } from './speed.ts';

const test = suite('live view');

const spend = (calls: number) => ({ calls, inputTokens: 0, outputTokens: 0, nanoUsd: 1_000_000 * calls });
const stateWith = (calls: number): RunState =>
  ({ spend: new Map([['agent', spend(calls)]]), candidates: new Map() }) as unknown as RunState;
const STEP = { type: 'step', spend: {} } as RunEvent;
const facts = (paid: () => Partial<Paid>): RunFacts => ({
  cycles: 3,
  rounds: 2,
  mostCalls: 1000,
  priced: true,
  paid: () => ({ attempts: 0, retries: 0, fromJournal: 0, inFlight: 0, ...paid() }) as Paid,
});

test('the pace is that of real calls, the time left that of the calls to the cap', () => {
  let attempts = 0;
  let now = 0;
  const known = facts(() => ({ attempts, inFlight: 2, retries: 1 }));
  const speed = createSpeed(known, () => now);
  speed.event(STEP, stateWith(100));
  assert.equal(speed.pace(), { done: 100, rate: 0, left: null });
  [attempts, now] = [43, 10];
  const pace = speed.pace();
  assert.equal(pace, { done: 140, rate: 4, left: 215 });
  assert.is(paceText(pace, known, stateWith(100)), '140/1,000 calls · 4.0/s · $0.1000 · ≤ 3 min 35 s left');
});

test('answers of the journal have no speed', () => {
  let now = 0;
  const known = facts(() => ({ fromJournal: 500 * now }));
  const speed = createSpeed(known, () => now);
  speed.pace();
  now = 5;
  assert.is(speed.pace().rate, 0);
});

test('the place follows the events', () => {
  const place = moveOn(
    START,
    { type: 'turn', cycle: 2, turn: 3, agent: 'router' as never, beam: 4, refreshed: true },
    2,
  );
  assert.is(
    placeText(
      place,
      facts(() => ({})),
    ),
    'cycle 2/3 · router · first race',
  );
  const round = {
    type: 'round',
    cycle: 2,
    turn: 3,
    agent: 'router' as never,
    round: 0,
    standings: [],
    beam: [],
  } as const;
  assert.is(
    placeText(
      moveOn(place, round, 2),
      facts(() => ({})),
    ),
    'cycle 2/3 · router · round 1/2',
  );
  assert.is(moveOn(place, { type: 'stop', reason: 'cycles', detail: '' }, 2).stage, 'validation');
});

test('a line never wraps: the place is cut before the pace', () => {
  assert.is(liveLine('cycle 1/3', '12 calls', 30), 'cycle 1/3             12 calls');
  assert.is(liveLine('cycle 1/3 · a very long name of an agent', '12 calls', 30), 'cycle 1/3 · a very …  12 calls');
  assert.is(liveLine('cycle 1/3', '12/1,000 calls', 12), '12/1,000 ca…');
});

test('notes go above the live lines, and the terminal is left clean', () => {
  let screen = '';
  const live = createLive(
    { columns: 60, write: (text) => (screen += text) },
    facts(() => ({})),
    painter(false),
  );
  live.event(STEP, stateWith(7));
  live.log('loading\u001b[2J\nmodel');
  assert.is(screen, `loading·[2J model\n${liveLine('first prompts', '7/1,000 calls · $0.0070', 59)}\n`);
  live.stop();
  assert.ok(screen.endsWith('\r\u001b[1A\u001b[J'));
});

test('notes and what the preflight found stay above the live lines, without controls', () => {
  let screen = '';
  const live = createLive(
    { columns: 60, write: (text) => (screen += text) },
    facts(() => ({})),
    painter(false),
  );
  live.event({ type: 'note', from: 'budget', message: 'over\u001b[2J' }, stateWith(0));
  const broken = {
    about: 'small',
    check: 'contract',
    ok: false,
    detail: 'reader: is empty',
    fix: 'Ask for more.',
  } as const;
  live.event({ type: 'preflight', checks: [broken] }, stateWith(0));
  live.stop();
  assert.match(screen, 'budget: over·[2J\n');
  assert.match(screen, 'warning: small: reader: is empty. Ask for more.\n');
});

test.run();
