import type { RunEvent, RunState } from '@maspo/core';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { factsWith } from '../../test/live-run.ts';
import { createGithub } from './github.ts';

const test = suite('GitHub reporter');

const STATE = { spend: new Map(), candidates: new Map() } as unknown as RunState;
const FACTS = factsWith({ cycles: 1, rounds: 1 });
const turn = (agent: string): RunEvent =>
  ({ type: 'turn', cycle: 1, turn: 1, agent, beam: 1, refreshed: false }) as unknown as RunEvent;

/** What the runner sees of these events, commands and lines in their order. */
function logOf(events: readonly RunEvent[]): string[] {
  const log: string[] = [];
  const reporter = createGithub(
    {
      line: (text) => log.push(`line ${text}`),
      command: (text) => log.push(text),
      redact: (text) => text.replaceAll('50%,secret', '***'),
    },
    FACTS,
  );
  for (const event of events) reporter.event(event, STATE);
  reporter.stop();
  return log;
}

test('each turn is a group, which ends before the next one and at the end of the search', () => {
  const events = [
    { type: 'start', runId: 'ab', seed: 1 } as unknown as RunEvent,
    turn('reader'),
    { type: 'round', round: 1, standings: [], beam: [] } as unknown as RunEvent,
    turn('router'),
    { type: 'stop', reason: 'cycles', detail: 'all done' } as RunEvent,
  ];
  assert.equal(
    logOf(events).map((line) => line.replace(/;.*/, '')),
    [
      '::group::run ab, seed 1',
      '::endgroup::',
      '::group::cycle 1/1, turn 1: reader, 1 in the beam',
      'line   round 1/1: nothing new to compare, beam 0',
      '::endgroup::',
      '::group::cycle 1/1, turn 1: router, 1 in the beam',
      '::endgroup::',
      'line search ended (cycles): all done',
    ],
  );
});

test('a run that breaks off leaves no group open', () => {
  assert.is(logOf([turn('reader')]).at(-1), '::endgroup::');
});

test('notes and what the preflight found are annotations, secrets blotted out before they are escaped', () => {
  const checks = [
    { about: 'small', check: 'contract', ok: false, detail: 'is empty', fix: 'Ask for more.' },
    { about: 'big', check: 'model', ok: true, detail: 'answers', fix: null },
  ];
  const events = [
    { type: 'preflight', checks } as RunEvent,
    { type: 'note', from: 'budget', message: 'over by 50%,secret\n::error::x' } as RunEvent,
  ];
  assert.equal(logOf(events), [
    '::warning title=maspo::small: is empty. Ask for more.',
    '::warning title=maspo::budget: over by *** ::error::x',
  ]);
});

test.run();
