import { printableLine } from '../printable.ts';
import type { Paint, Stream } from '../terminal.ts';
import { frameOf, placeText } from './live/frame.ts';
import { guardTerminal } from './live/guard.ts';
import { holdBack } from './live/held-back.ts';
import { painted } from './live/line.ts';
import { createScreen } from './live/screen.ts';
import { EMPTY_VIEW, hear, see } from './live/view.ts';
import { noteText } from './note.ts';
import { calibrationLines, preflightLines } from './preflight.ts';
import type { Reporter, RunFacts } from './reporter.ts';
import { createSpeed, paceText } from './speed.ts';

const EVERY_MS = 125;
/** A run that the journal answers within this time shows no screen that flashes up and goes. */
const FIRST_AFTER_MS = 400;

/** A process whose terminal is the screen's. */
export interface Host {
  guard: typeof guardTerminal;
  hold(): () => void;
}

const PROCESS: Host = { guard: guardTerminal, hold: () => holdBack([process.stdout, process.stderr]) };

/**
 * One screen that shows where a run is, from the moment that its models have answered: a download may show a bar of its
 * own before. Afterwards the terminal is as it was, with the notes below.
 */
export function createLive(stream: Stream, facts: RunFacts, paint: Paint, host: Host = PROCESS): Reporter {
  const speed = createSpeed(facts);
  const screen = createScreen(stream);
  let view = EMPTY_VIEW;
  let size = '';
  let timer: NodeJS.Timeout | null = null;
  let unguard = (): void => undefined;
  let letGo = (): void => undefined;
  /** What goes to the scroll-back when the screen is left. */
  const kept: string[] = [];

  const draw = (): void => {
    // A terminal that does not know its size says 0.
    const [width, height] = [stream.columns || 80, stream.rows || 24];
    if (size !== `${width} ${height}`) screen.blur();
    size = `${width} ${height}`;
    if (!screen.isOpen) letGo = host.hold();
    screen.show(frameOf(view, speed.pace(), facts, { width, height }).map((line) => painted(line, paint)));
  };
  const leave = (): void => {
    if (!screen.isOpen) return;
    screen.leave();
    for (const line of kept.splice(0)) stream.write(`${line}\n`);
    letGo();
  };
  const begin = (): void => {
    const from = performance.now();
    const tick = (): void => {
      if (screen.isOpen || performance.now() - from >= FIRST_AFTER_MS) draw();
    };
    unguard = host.guard(leave, draw);
    // Unreferenced: a plugin whose hook never settles must not be kept company for ever.
    timer = setInterval(tick, EVERY_MS).unref();
  };
  const tell = (line: string): void => {
    if (screen.isOpen) kept.push(facts.redact(line));
    else stream.write(`${facts.redact(line)}\n`);
  };

  return {
    event: (event, state) => {
      speed.event(event, state);
      view = see(view, event, state, facts);
      if (event.type === 'start') tell(`run ${event.runId}, seed ${event.seed}`);
      if (event.type === 'note') tell(noteText(event));
      if (event.type === 'calibration') for (const line of calibrationLines(event)) tell(line);
      if (event.type === 'preflight') {
        for (const line of preflightLines(event)) tell(line);
        begin();
      }
    },
    log: (message) => {
      const line = printableLine(message);
      tell(line);
      view = hear(view, facts.redact(line));
      // Ctrl-C leaves ^C where the cursor was.
      screen.blur();
      if (screen.isOpen) draw();
    },
    stop: () => {
      if (timer === null) return;
      clearInterval(timer);
      timer = null;
      if (view.place.stage !== 'done')
        tell(`ended in ${placeText(view.place, facts)}: ${paceText(speed.pace(), facts, view.state)}`);
      leave();
      unguard();
    },
  };
}
