import { emptyState, type RunEvent, reduce } from '@maspo/core';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { beginning, factsWith, judgedBy, THREE } from '../../test/live-run.ts';
import { painter } from '../terminal.ts';
import { createLines } from './lines.ts';
import { createLive, type Host } from './live.ts';
import { moveOn, START } from './place.ts';
import type { Reporter } from './reporter.ts';

const test = suite('live view');

const tell = (reporter: Reporter, events: readonly RunEvent[]): void => {
  let state = emptyState;
  for (const event of events) {
    state = reduce(state, event);
    reporter.event(event, state);
  }
};

/** A live view on a terminal that is a string; `back` is what happens when a suspended process goes on. */
function onTerminal() {
  const shown = { text: '', isHeld: false, guards: 0 };
  let back = (): void => undefined;
  const host: Host = {
    guard: (_, draw) => {
      back = draw;
      shown.guards++;
      return () => shown.guards--;
    },
    hold: () => {
      shown.isHeld = true;
      return () => {
        shown.isHeld = false;
      };
    },
  };
  const stream = { columns: 80, rows: 24, write: (text: string) => (shown.text += text) };
  const facts = factsWith({ redact: (text) => text.replaceAll('hunter2', '[secret]') });
  return { shown, stream, live: createLive(stream, facts, painter(false), host), draw: () => back() };
}

const ENTER = '\u001b[?1049h';
const LEAVE = '\u001b[?1049l';

test('until the models have answered there is no screen: notes are lines', () => {
  const { shown, live } = onTerminal();
  tell(live, beginning(THREE).slice(0, 1));
  live.log('loading\u001b[2J\nhunter2');
  live.stop();
  assert.is(shown.text, 'run 0123456789ab, seed 7\nloading·[2J [secret]\n');
});

test('then one screen is shown, and notes go to the scroll-back when it is left', () => {
  const { shown, live, draw } = onTerminal();
  tell(live, beginning(THREE));
  assert.is(shown.guards, 1);
  draw();
  assert.ok(shown.text.includes(`preflight: 1 model answers\n${ENTER}`));
  assert.ok(shown.isHeld);
  live.log('Ending this step …');
  live.event({ type: 'note', from: 'budget', message: 'over\u001b[2J hunter2' }, emptyState);
  assert.match(shown.text, /\u001b\[K {2}Ending this step …$/);
  live.stop();
  const [, after = ''] = shown.text.split(LEAVE);
  assert.match(after, /^Ending this step …\nbudget: over·\[2J \[secret\]\nended in first prompts: /);
  assert.equal([shown.isHeld, shown.guards], [false, 0]);
});

test('a finished run leaves only its notes', () => {
  const { shown, live, draw } = onTerminal();
  tell(live, beginning(THREE));
  draw();
  live.event({ type: 'finish', verdict: 'improved' }, emptyState);
  live.stop();
  assert.ok(shown.text.endsWith(LEAVE));
});

test('a terminal of another size is drawn anew', () => {
  const { shown, stream, live, draw } = onTerminal();
  tell(live, beginning(THREE));
  draw();
  shown.text = '';
  [stream.columns, stream.rows] = [40, 6];
  draw();
  live.stop();
  assert.ok(shown.text.startsWith('\u001b[H\u001b[2J'));
  assert.match(shown.text, '\u001b[1;1H\u001b[Kmaspo 0123456789ab');
});

test('the place follows the events', () => {
  const at = { cycle: 2, turn: 3, agent: 'router' as never };
  const turn = moveOn(START, { type: 'turn', ...at, beam: 4, refreshed: true }, 2);
  assert.equal(turn, { stage: 'search', ...at, round: 0 });
  assert.is(moveOn(turn, { type: 'round', ...at, round: 0, standings: [], beam: [] }, 2).round, 1);
  assert.is(moveOn(turn, { type: 'stop', reason: 'cycles', detail: '' }, 2).stage, 'validation');
});

test('lines elsewhere warn of each judge once', () => {
  const lines: string[] = [];
  const judged = judgedBy('small\u001b[2J', 3, 31);
  tell(
    createLines((line) => lines.push(line), factsWith()),
    [...beginning(THREE), judged, judged],
  );
  assert.equal(lines, [
    'run 0123456789ab, seed 7',
    'preflight: 1 model answers',
    'warning: small·[2J prefers the answer shown first; another judge would waste less.',
  ]);
});

test.run();
