import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import type { RunEvent } from '@maspo/core';
import fc from 'fast-check';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import {
  beginning,
  chainOf,
  factsWith,
  fanOf,
  judgedBy,
  NO_CAPS,
  THREE,
  turnOf,
  viewOf,
} from '../../../test/live-run.ts';
import { painter } from '../../terminal.ts';
import { widthOf } from '../../width.ts';
import type { RunFacts } from '../reporter.ts';
import type { Pace } from '../speed.ts';
import { frameOf } from './frame.ts';
import { painted } from './line.ts';
import { hear, type View } from './view.ts';

const test = suite('frame of the live view');

/** `UPDATE_GOLDEN=1` draws what is shown now; look at the difference before committing it. */
const update = process.env.UPDATE_GOLDEN === '1';
const golden = join(import.meta.dirname, '../../../test/golden/live');

const PACE: Pace = { done: 312, rate: 4.2, left: { expected: 150, most: 240 }, seconds: 74 };
const START: Pace = { done: 3, rate: 0, left: null, seconds: 2 };

const screenOf = (view: View, pace: Pace, facts: RunFacts, width: number, height: number): string[] =>
  frameOf(view, pace, facts, { width, height }).map((line) => painted(line, painter(false)).trimEnd());

function looksLike(name: string, view: View, pace: Pace, facts: RunFacts): void {
  for (const [width, height] of [
    [80, 24],
    [140, 40],
  ] as const) {
    const file = join(golden, `${name}-${width}.txt`);
    const text = `${screenOf(view, pace, facts, width, height).join('\n')}\n`;
    mkdirSync(golden, { recursive: true });
    if (update) writeFileSync(file, text);
    assert.is(text, readFileSync(file, 'utf8'), `${name} at ${width} columns`);
  }
}

const middle = [
  ...beginning(THREE),
  ...turnOf('router', 1, 0.5),
  ...turnOf('reader', 2, 0.71),
  judgedBy('gpt-small', 3, 31),
  { type: 'note', from: 'budget', message: 'a call cost more than its bound' },
  ...turnOf('analyst', 3, 0.46),
] as const;

test('at the beginning it shows the agents with their seeds and what the budget allows', () => {
  const facts = factsWith();
  looksLike('beginning', viewOf(beginning(THREE), facts), START, facts);
});

test('in the middle it shows scores, operators, a biased judge, the caps and the diff that was adopted last', () => {
  const facts = factsWith({ priced: true, caps: { calls: 1200, tokens: 100_000, usd: 1.5, minutes: 20 } });
  looksLike('middle', viewOf(middle, facts), PACE, facts);
});

test('an unfit judge is said to be unfit, and Ctrl-C is answered', () => {
  const view = viewOf([...middle, judgedBy('gpt-small', 16, 20)]);
  const facts = factsWith({ caps: NO_CAPS });
  looksLike('unfit', hear(view, 'Ending this step … Ctrl-C again leaves at once.'), PACE, facts);
});

test('a chain of twelve and a fan of 48 agents are summed up until they fit', () => {
  const facts = factsWith();
  const chain = [...beginning(chainOf(12)), ...turnOf('agent-3', 1, 0.63), ...turnOf('agent-7', 2, 0.5)];
  looksLike('chain-12', viewOf(chain, facts), PACE, facts);
  const fan = [...beginning(fanOf(48)), ...turnOf('scout-17', 1, 0.63), ...turnOf('scout-30', 2, 0.5)];
  looksLike('fan-48', viewOf(fan, facts), PACE, facts);
});

test('the important parts stay on the smallest terminals, and the last to give way is where the run is', () => {
  const facts = factsWith();
  const view = viewOf(middle, facts);
  const at = (height: number): string => screenOf(view, PACE, facts, 80, height).join('\n');
  assert.match(at(1), 'cycle 1/3 · turn 3 · analyst');
  assert.match(at(3), '312/1,200 calls · 4.2/s');
  for (const height of [8, 12]) {
    assert.match(at(height), 'analyst');
    assert.match(at(height), 'biased: gpt-small');
  }
});

test('the diff leaves out what both prompts have, and reads without colours', () => {
  const facts = factsWith();
  const screen = screenOf(viewOf(middle, facts), PACE, facts, 140, 40).join('\n');
  assert.match(
    screen,
    /last adopted {2}reader by rewrite: 0\.71 on 20, cycle 1, turn 2\n {2}task {5}… on what it says\. /,
  );
  assert.match(screen, '[-Then name-] {+Answer with+} one [-team.-] {+of: billing, bug, account.+}');
});

test('turns side by side are marked together, and only while they go on', () => {
  const facts = factsWith({ together: 2 });
  const turn = (agent: string, number: number) => turnOf(agent, number, 0.5);
  const [first = [], second = [], third = []] = [turn('reader', 1), turn('analyst', 2), turn('router', 3)];
  const runningAfter = (events: readonly RunEvent[]): string[] =>
    viewOf([...beginning(THREE), ...events], facts)
      .agents.filter(({ isRunning }) => isRunning)
      .map(({ id }) => id);
  const both = [...first.slice(0, 1), ...second.slice(0, 1)];
  assert.equal(runningAfter(both), ['reader', 'analyst']);
  assert.equal(runningAfter([...both, ...first.slice(1), ...second.slice(1), ...third]), ['router']);
  assert.equal(runningAfter([...both, { type: 'stop', reason: 'cycles', detail: '' }]), []);
});

test('secrets are blotted out before anything is cut', () => {
  const facts = factsWith({ redact: (text) => text.replaceAll('sk-hunter2', '[secret]') });
  const events = [...beginning(THREE), ...turnOf('reader', 1, 0.7, 'Use sk-hunter2 now.')];
  for (const width of [60, 66, 70, 74, 80, 140])
    assert.not.match(screenOf(viewOf(events, facts), PACE, facts, width, 40).join('\n'), /sk-hu/);
});

const HOSTILE = fc.array(
  fc.oneof(fc.constantFrom('\u001b[2J', '\u009b1m', '\r\n', '\u202e', '日本', '🚀', '\u0301', '\t'), fc.string()),
  { maxLength: 12 },
);

test('whatever models and plugins say, no line is wider and no screen higher than the terminal, and nothing steers it', () => {
  fc.assert(
    fc.property(
      HOSTILE.map((parts) => parts.join('')),
      fc.constantFrom(THREE, chainOf(12), fanOf(48)),
      fc.integer({ min: 1, max: 160 }),
      fc.integer({ min: 1, max: 50 }),
      (text, agents, width, height) => {
        const [name = ''] = Object.keys(agents);
        const events: RunEvent[] = [
          ...beginning(agents),
          ...turnOf(name, 1, 0.7, text),
          judgedBy(text, 16, 35),
          { type: 'note', from: text, message: text },
          { type: 'adopt', agent: name as never, from: 'seed' as never, to: { score: 0.5, n: 1 } as never, veto: text },
        ];
        const facts = factsWith({ priced: true, caps: { calls: 9, tokens: 9, usd: 9, minutes: 9 } });
        const frame = frameOf(viewOf(events, facts), PACE, facts, { width, height });
        assert.ok(frame.length <= height, `${frame.length} lines`);
        for (const line of frame) {
          const colored = painted(line, painter(true));
          const plain = painted(line, painter(false));
          assert.is(stripVTControlCharacters(colored), plain);
          assert.not.match(plain, /[\u0000-\u001f\u007f-\u009f\u202e]/);
          assert.ok(widthOf(plain) <= width, plain);
        }
      },
    ),
    { numRuns: 200 },
  );
});

test.run();
