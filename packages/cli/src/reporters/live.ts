import type { RunState } from '@maspo/core';
import { printableLine } from '../printable.ts';
import type { Paint, Stream } from '../terminal.ts';
import { truncate } from '../wrap.ts';
import { adoptionText } from './adoption.ts';
import { noteText } from './note.ts';
import { moveOn, type Place, START } from './place.ts';
import { calibrationLines, preflightLines } from './preflight.ts';
import type { Reporter, RunFacts } from './reporter.ts';
import { createSpeed, paceText } from './speed.ts';

const EVERY_MS = 200;

/** One or two calm lines at the bottom of a terminal, rewritten in place. */
export function createLive(stream: Stream, facts: RunFacts, paint: Paint): Reporter {
  const speed = createSpeed(facts);
  const screen = createScreen(stream);
  let place = START;
  let state: RunState | null = null;
  let adopted = '';

  const draw = (): void => {
    if (state === null) return;
    const width = (stream.columns ?? 80) - 1;
    const line = liveLine(placeText(place, facts), paceText(speed.pace(), facts, state), width);
    screen.show([line, ...(adopted === '' ? [] : [paint('dim', truncate(adopted, width))])]);
  };
  // Unreferenced: a plugin whose hook never settles must not be kept company for ever.
  const timer = setInterval(draw, EVERY_MS).unref();

  const log = (message: string): void => {
    screen.erase();
    stream.write(`${printableLine(message)}\n`);
    draw();
  };

  return {
    event: (event, next) => {
      state = next;
      speed.event(event, next);
      place = moveOn(place, event, facts.rounds);
      if (event.type === 'adopt') adopted = adoptionText(event, next);
      if (event.type === 'note') log(noteText(event));
      if (event.type === 'preflight') for (const line of preflightLines(event)) log(line);
      if (event.type === 'calibration') for (const line of calibrationLines(event)) log(line);
    },
    log,
    stop: () => {
      clearInterval(timer);
      screen.erase();
    },
  };
}

/** The last lines of a terminal. The cursor stays below them, where a download may show a bar of its own. */
function createScreen(stream: Stream) {
  let shown: readonly string[] = [];
  const erase = (): void => {
    // Ctrl-C leaves ^C before the cursor: back to the first column.
    if (shown.length > 0) stream.write(`\r\x1b[${shown.length}A\x1b[J`);
    shown = [];
  };
  const show = (lines: readonly string[]): void => {
    // Touched only when they change: nothing flickers, and that bar is left alone.
    if (lines.join('\n') === shown.join('\n')) return;
    erase();
    stream.write(lines.map((line) => `${line}\n`).join(''));
    shown = lines;
  };
  return { show, erase };
}

/** The place at the left, the pace at the right; where both do not fit, the place is cut. */
export function liveLine(place: string, pace: string, width: number): string {
  const room = width - pace.length - 2;
  if (room < 8) return truncate(pace, width);
  return `${truncate(place, room).padEnd(room)}  ${pace}`;
}

export function placeText({ stage, cycle, agent, round }: Place, { cycles, rounds }: RunFacts): string {
  switch (stage) {
    case 'init':
      return 'first prompts';
    case 'search':
      return `cycle ${cycle}/${cycles} · ${agent} · ${round === 0 ? 'first race' : `round ${round}/${rounds}`}`;
    case 'validation':
    case 'test':
      return stage;
    case 'done':
      return 'done';
  }
}
